import { registry } from "@web/core/registry";

const row = (indicator) => `.modal fieldset:contains(${indicator})`;

const mark = (indicator, value) => ({
    content: `${indicator}: ${value}`,
    trigger: `${row(indicator)} .o_keqing_mark:contains(/^${value}$/)`,
    run: "click",
});

// On a phone, from the customer: five taps for two marks, and nothing to type
registry.category("web_tour.tours").add("keqing_customer_assess", {
    steps: () => [
        {
            content: "Look at the relationship",
            trigger: ".nav-link[name=keqing_evaluation]",
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

// The run is confirmed, and what is proposed becomes activities: from the list, from the customer
registry.category("web_tour.tours").add("keqing_customer_accept_proposal", {
    steps: () => [
        {
            content: "Confirm the run",
            trigger: ".o_statusbar_buttons button[name=action_ask_to_confirm]",
            run: "click",
        },
        {
            trigger: ".modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons:not(:has(button[name=action_ask_to_confirm]))",
            run: () => {
                window.location = "/odoo/keqing-proposals";
            },
            expectUnloadPage: true,
        },
        {
            content: "What is proposed, and why",
            trigger:
                ".o_kanban_record:contains(Wanmin Restaurant):contains('25.0 points, below 50.0')",
        },
        {
            content: "Accept it",
            trigger: ".o_kanban_record:contains('below 50.0') button[name=action_accept]",
            run: "click",
        },
        {
            content: "The other one still waits: look at the customer",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains('below 50.0')))" +
                " .o_kanban_record:contains('after 80.0')",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=partner_id] a, .o_form_view [name=partner_id] button",
            run: "click",
        },
        {
            trigger: ".nav-link[name=keqing_evaluation]",
            run: "click",
        },
        {
            content: "It is in the header, too, how far the relationship has come down",
            trigger: "[name=keqing_customer] [name=keqing_relationship_score]:contains(25)",
        },
        {
            trigger: ".o_keqing_relationship button:contains(Act on drops)",
            run: "click",
        },
        {
            trigger: ".o_form_view:has([name=reason]:contains('after 80.0'))",
        },
        {
            content: "Accept it",
            trigger: ".o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_form_view:not(:has(button[name=action_accept]))",
        },
    ],
});
