import { registry } from "@web/core/registry";

const PATIENCE = 60000; // Odoo's is 10,000 ms, less than a busy machine may take to load a policy

/** Have all our tours wait longer for what a step needs; this file is loaded before they are. */
registry.category("web_tour.tours").addEventListener("UPDATE", ({ detail }) => {
    const { operation, key, value } = detail;
    if (operation === "add" && key.startsWith("keqing_")) {
        const steps = value.steps;
        value.steps = () => steps().map((step) => ({ timeout: PATIENCE, ...step }));
    }
});
