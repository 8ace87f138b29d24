import { registry } from "@web/core/registry";

const choose = (field, name) => [
    {
        trigger: `.o_field_widget[name=${field}] input`,
        run: `edit ${name}`,
    },
    {
        trigger: `.o-autocomplete--dropdown-item:contains(${name})`,
        run: "click",
    },
];

// A manager who reads Chinese sees what moves, and hands it over
registry.category("web_tour.tours").add("keqing_customer_hand_over", {
    steps: () => [
        {
            content: "Somebody leaves",
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...choose("from_user_id", "Salesperson"),
        {
            content: "All of the leaver's customers, none is chosen",
            trigger: ".o_form_view p:contains(未选客户) [name=customer_count]:contains(2)",
        },
        {
            trigger: ".o_field_widget[name=goes_along] button[name='crm.lead']:contains(1)",
        },
        {
            trigger: ".o_field_widget[name=goes_along] button[name='sale.order']:contains(1)",
        },
        {
            trigger: "[name=goes_along_options] [name=activity_count]:contains(2)",
        },
        {
            content: "Not the quotations",
            trigger: "[name=with_orders] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=goes_along]:not(:has([name='sale.order']))",
        },
        {
            content: "From whom",
            trigger: ".nav-link[name=preview]",
            run: "click",
        },
        {
            trigger: "[name=preview] tr:contains(Salesperson):contains(Harbour):contains(2)",
        },
        ...choose("user_id", "Successor"),
        {
            trigger: "[name=reason] input",
            run: "edit 离职交接",
        },
        {
            content: "Do it",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is done, and says what moved",
            trigger: ".o_arrow_button_current:contains(已完成)",
        },
        {
            content: "Which customers",
            trigger: "button[name=action_view_customers]:contains(2)",
            run: "click",
        },
        {
            trigger: ".o_list_view:has(.o_data_row:contains(Ganyu)) .o_data_row:contains(Yanfei)",
        },
        {
            content: "Which leads",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=goes_along] button[name='crm.lead']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(banquet)",
        },
    ],
});
