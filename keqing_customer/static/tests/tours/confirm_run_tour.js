import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const badgeOf = (customer, grade) =>
    `.o_data_row:contains(${customer}) .o_keqing_grade[aria-label='${grade}']`;

registry.category("web_tour.tours").add("keqing_customer_confirm_run", {
    steps: () => [
        ...stepUtils.goToAppSteps("keqing_customer.menu_root", "Open the app"),
        {
            content: "The run that waits is told on the first screen; open it",
            trigger: "[data-section=runs] .o_keqing_today_line:contains(2024 Q1)",
            run: "click",
        },
        {
            content: "Two customers came out as B; who are they?",
            trigger: ".o_keqing_matrix_cell[aria-label^='2 from no grade to B']",
            run: "click",
        },
        {
            content: "Open the one",
            trigger: ".o_data_cell[name=partner_id]:contains(Wangshu Inn)",
            run: "click",
        },
        {
            content: "Why B",
            trigger: ".o_keqing_explanation tr:contains(Purchase amount):contains('50.0 / 100')",
        },
        {
            content: "What is missing for A",
            trigger: ".o_keqing_explanation_outlook:contains(60.0 points: 10.0 points more)",
        },
        {
            content: "Back to both",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "Open the other",
            trigger: ".o_data_cell[name=partner_id]:contains(Wanmin Restaurant)",
            run: "click",
        },
        {
            content: "Overrule the scorecard",
            trigger: ".o_keqing_explanation:contains(Purchase amount)",
        },
        {
            trigger: "button[name=action_override]",
            run: "click",
        },
        {
            content: "Choose A",
            trigger: ".modal [name=grade_id] .o_radio_item:first input",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Opens two more restaurants in autumn",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The explanation has changed with it",
            trigger: ".o_keqing_explanation_note:contains(Opens two more restaurants in autumn)",
        },
        {
            content: "Back to the run",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "The run knows of the overruling",
            trigger: "button[name=action_view_evaluations]:contains(set by hand):contains(1)",
        },
        {
            content: "Confirm",
            trigger: "button[name=action_ask_to_confirm]",
            run: "click",
        },
        {
            content: "What it does, in numbers",
            trigger: ".modal [name=new_count]:contains(3)",
        },
        {
            trigger: ".modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is confirmed",
            trigger: ".o_arrow_button_current:contains(Confirmed)",
        },
        {
            content: "See the customers",
            trigger: "[data-menu-xmlid='keqing_customer.menu_customer_file']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='keqing_customer.menu_customer']",
            run: "click",
        },
        { trigger: badgeOf("Wangshu Inn", "Grade B") },
        { trigger: badgeOf("Wanmin Restaurant", "Grade A") },
        { trigger: badgeOf("Xinyue Kiosk", "Grade A") },
        {
            content: "Ask the badge why",
            trigger: ".o_data_row:contains(Wanmin Restaurant) .o_keqing_grade_why",
            run: "click",
        },
        {
            trigger: ".o_keqing_explanation_popover:contains(Opens two more restaurants in autumn)",
        },
    ],
});
