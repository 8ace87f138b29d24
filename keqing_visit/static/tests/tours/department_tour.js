import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Customer service, the caller at the ear: whose number it is, and what was said
tours.add("keqing_visit_service", {
    steps: () => [
        {
            content: "The number, as the telephone shows it",
            trigger: ".o_keqing_today_find input",
            run: "edit 085185001163 && press Enter",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name]:contains(Wanmin Restaurant)",
        },
        {
            trigger: "button[name=action_keqing_log_contact]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit They ask for the new price list",
        },
        {
            trigger: ".modal-footer button[name=action_done]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

// Marketing: an occasion that nobody sees to yet
tours.add("keqing_visit_marketing", {
    steps: () => [
        {
            content: "It comes first",
            trigger:
                ".o_keqing_today_section:first-child[data-section=care_nobodys]" +
                " .o_keqing_today_line:contains(Wangshu Inn)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_done]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Done)",
        },
    ],
});
