import { registry } from "@web/core/registry";

const mark = (indicator, value) => ({
    content: `${indicator}: ${value}`,
    trigger: `.modal fieldset:contains(${indicator}) .o_keqing_mark:contains(/^${value}$/)`,
    run: "click",
});

// On a phone, from the lead: a tap a mark, and the verdict is there
registry.category("web_tour.tours").add("keqing_customer_select_outlet", {
    steps: () => [
        {
            content: "Nobody was there yet",
            trigger: ".o_form_view:contains(Nobody has assessed this outlet yet)",
        },
        {
            content: "Assess the outlet",
            trigger: "button[name=action_keqing_assess]",
            run: "click",
        },
        mark("Location", 5),
        mark("Footfall", 4),
        {
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "The verdict, and what it lacks",
            trigger:
                "body:not(:has(.modal)) .o_form_view:contains(Recommended):contains('90.63')" +
                ":contains('1 of 3 criteria not assessed: Potential')",
        },
        {
            content: "Why?",
            trigger: ".o_keqing_grade_why",
            run: "click",
        },
        {
            trigger: ".o_keqing_explanation:contains(Footfall):contains('22.5')",
        },
        {
            content: "To decide is not the salesperson's",
            trigger: ".o_form_view:not(:has(button[name=action_keqing_confirm_selection]))",
        },
    ],
});

registry.category("web_tour.tours").add("keqing_customer_confirm_outlet", {
    steps: () => [
        {
            content: "The manager decides",
            trigger: "button[name=action_keqing_confirm_selection]",
            run: "click",
        },
        {
            trigger: "[name=keqing_selection_state]:contains(Confirmed)",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_keqing_confirm_selection]))",
        },
    ],
});
