import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const line = (section, text) =>
    `[data-section=${section}] .o_keqing_today_line:contains(${text})`;

// A salesperson in a shop: what is worst is first, and written down where it is told
tours.add("keqing_customer_today_salesperson", {
    steps: () => [
        {
            content: "What matters comes first, and can be hit with a thumb",
            trigger: ".o_keqing_today_section:first-child" + line("matters", "Licence expired"),
            run: ({ anchor }) => {
                if (anchor.getBoundingClientRect().height < 44) {
                    throw new Error("A line is too low for a thumb");
                }
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The screen is wider than the phone");
                }
            },
        },
        {
            trigger: line("matters", "Licence expired"),
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=keqing_licence_number] input",
            run: "edit GZ-2030",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "A promise leads to the customer",
            trigger: "body:not(:has(.modal)) " + line("promised", "Bring samples"),
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] :value(Wanmin Restaurant)",
        },
        {
            content: "Back to Today",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: ".o_keqing_today",
        },
    ],
});

// The director: from a figure to the customers behind it, and back
tours.add("keqing_customer_today_director", {
    steps: () => [
        {
            content: "How many fell, with the keyboard",
            trigger: "[data-section=figures] .o_keqing_today_figure:contains(Fallen):contains(1)",
            run: ({ anchor }) => {
                anchor.focus();
                anchor.click();
            },
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Wanmin Restaurant)",
        },
        {
            trigger: ".o_breadcrumb a:contains(Today)",
            run: "click",
        },
        {
            trigger: ".o_keqing_today h1:contains(Today)",
        },
    ],
});
