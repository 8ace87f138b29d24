import { registry } from "@web/core/registry";

const row = (indicator) => `.modal fieldset:contains(${indicator})`;

const mark = (indicator, value) => ({
    content: `${indicator}: ${value}`,
    trigger: `${row(indicator)} .o_keqing_mark:contains(/^${value}$/)`,
    run: "click",
});

// On a phone, from the customer: a tap a mark
registry.category("web_tour.tours").add("keqing_customer_assess", {
    steps: () => [
        {
            content: "Look at the relationship",
            trigger: ".nav-link[name=keqing_relationship]",
            run: "click",
        },
        {
            content: "It was 80 points when it was judged last",
            trigger: ".o_keqing_relationship section:contains(How close we are):contains(80)",
        },
        {
            content: "Assess it anew",
            trigger: ".o_keqing_assess",
            run: "click",
        },
        {
            content: "Last time's mark is greyed",
            trigger: `${row("Warmth")} .o_keqing_mark_previous:contains(8)`,
        },
        mark("Warmth", 3),
        mark("Trust", 9),
        {
            content: "Better thought of",
            trigger: `${row("Trust")} .btn-check:checked + .o_keqing_mark:contains(9)`,
        },
        mark("Trust", 2),
        {
            trigger: `${row("Trust")} .btn-check:checked + .o_keqing_mark:contains(2)`,
        },
        {
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "Saved",
            trigger: "body:not(:has(.modal)) .o_keqing_relationship",
        },
    ],
});

// The run is confirmed, and what is proposed becomes an activity
registry.category("web_tour.tours").add("keqing_customer_accept_proposal", {
    steps: () => [
        {
            content: "Confirm the run",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons:not(:has(button[name=action_confirm]))",
            run: () => {
                window.location = "/odoo/keqing-proposals";
            },
            expectUnloadPage: true,
        },
        {
            content: "One proposal, and why",
            trigger:
                ".o_kanban_record:contains(Wanmin Restaurant):contains('25.0 points, below 50.0')",
        },
        {
            content: "Accept it",
            trigger: ".o_kanban_record:contains(Wanmin Restaurant) button[name=action_accept]",
            run: "click",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains(Wanmin)))",
        },
    ],
});
