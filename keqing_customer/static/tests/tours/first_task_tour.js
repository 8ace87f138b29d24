import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openApp = () => stepUtils.goToAppSteps("keqing_customer.menu_root", "Open the app");

const menu = (section, item) => [
    {
        content: `Open the menu ${section}`,
        trigger: `[data-menu-xmlid='keqing_customer.${section}']`,
        run: "click",
    },
    {
        content: `Choose ${item}`,
        trigger: `.o-dropdown--menu [data-menu-xmlid='keqing_customer.${item}']`,
        run: "click",
    },
];

const create = (title) => [
    {
        content: `The list of ${title}`,
        trigger: `.o_action_manager:has(.o_breadcrumb:contains(${title})) .o_list_renderer`,
    },
    {
        content: "A new one",
        trigger: ".o_control_panel_main_buttons .o_list_button_add",
        run: "click",
    },
];

const choose = (field, name) => [
    {
        trigger: `.o_form_view .o_field_widget[name=${field}] input`,
        run: `edit ${name}`,
    },
    {
        trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${name})`,
        run: "click",
    },
];

const write = (field, text) => ({
    trigger: `.o_form_view .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

const save = () => [
    {
        content: "Save",
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        trigger: ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))",
    },
];

const select = (field, name) => [
    {
        trigger: `${field} input`,
        run: "click",
    },
    {
        trigger: `.o_select_menu_item:contains(/^${name}$/)`,
        run: "click",
    },
];

const roleOf = (user, role) => [
    {
        content: `${user}: ${role}`,
        trigger: `.o_data_row:contains(${user}) .o_data_cell[name=keqing_role]`,
        run: "click",
    },
    ...select(".o_selected_row [name=keqing_role]", role),
    {
        trigger: ".o_list_button_save",
        run: "click",
    },
    {
        trigger:
            ".o_list_view:not(:has(.o_selected_row))" +
            ` .o_data_row:contains(${user}):contains(${role})`,
    },
];

const tours = registry.category("web_tour.tours");

// The administrator: a policy, who is what, where
tours.add("keqing_customer_first_administrator", {
    steps: () => [
        ...openApp(),
        {
            content: "A policy is the first step",
            trigger: "[data-section=setup] .o_keqing_today_line:contains(Load a policy)",
            run: "click",
        },
        {
            trigger: ".modal [name=pack] input[data-value=liquor]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_load]",
            run: "click",
        },
        {
            content: "Who is what is next",
            trigger: ".o_breadcrumb:contains(Roles)",
        },
        ...roleOf("Seller", "Salesperson"),
        ...roleOf("Leader", "Territory manager"),
        ...menu("menu_reports", "menu_territory"),
        ...create("Territories"),
        write("name", "Harbour District"),
        ...choose("manager_id", "Leader"),
        ...choose("member_ids", "Seller"),
        ...save(),
        ...menu("menu_reports", "menu_filing_rule"),
        ...create("Filing Rules"),
        write("name", "Restaurants"),
        write("name_words", "restaurant"),
        ...choose("customer_type_id", "Restaurant"),
        ...choose("territory_id", "Harbour District"),
        ...save(),
    ],
});

// A salesperson: name and type, no more
tours.add("keqing_customer_first_salesperson", {
    steps: () => [
        ...openApp(),
        ...menu("menu_customer_file", "menu_customer"),
        ...create("Customers"),
        {
            trigger: ".o_form_view [name=name] :is(input, textarea)",
            run: "edit Wanmin Restaurant",
        },
        ...choose("keqing_customer_type_id", "Restaurant"),
        {
            content: "Territory and owner are proposed",
            trigger:
                ".o_form_view:contains(Seller)" +
                " [name=keqing_territory_id] input:value(Harbour)",
        },
        ...save(),
    ],
});

// The administrator: a run, from nothing to the results
tours.add("keqing_customer_first_run", {
    steps: () => [
        ...openApp(),
        ...menu("menu_evaluation", "menu_evaluation_run"),
        ...create("Evaluation Runs"),
        ...choose("scorecard_id", "Customer grading"),
        {
            content: "The last finished period is proposed",
            trigger: ".o_form_view h1:contains(Customer grading)",
        },
        {
            content: "Compute",
            trigger: "button[name=action_compute]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(To Confirm)",
        },
        {
            content: "Who has not looked at it yet",
            trigger: "[name=unreviewed_by_ids] .o_tag",
        },
    ],
});

// The manager of a territory: it is offered what is theirs to do
tours.add("keqing_customer_first_manager", {
    steps: () => [
        ...openApp(),
        {
            trigger: "[data-section=runs] .o_keqing_today_line:contains(Customer grading)",
            run: "click",
        },
        {
            content: "The numbers agree, and nothing is offered that would be refused",
            trigger:
                ".o_form_view:not(:has(button[name=action_confirm]))" +
                ":not(:has(button[name=action_recompute]))" +
                ":contains(You see 1 of the 2 customers) .oe_stat_button:contains(/^1/)",
        },
        {
            trigger: "button[name=action_review]",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_review])) [name=reviewed_by_ids]",
        },
    ],
});

// The administrator: all have looked
tours.add("keqing_customer_first_confirmation", {
    steps: () => [
        ...openApp(),
        {
            trigger: "[data-section=runs] .o_keqing_today_line:contains(Customer grading)",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has([name=unreviewed_by_ids])) [name=reviewed_by_ids]",
        },
        {
            trigger: "button[name=action_ask_to_confirm]",
            run: "click",
        },
        {
            trigger: ".modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Confirmed)",
        },
        {
            content: "Who has reviewed it can be seen afterwards",
            trigger: ".o_form_view [name=reviewed_by_ids]",
        },
        {
            content: "The results of this scorecard, and no other's",
            trigger: "[data-menu-xmlid='keqing_customer.menu_evaluation']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='keqing_customer.menu_evaluation_result']",
            run: "click",
        },
        {
            trigger: ".o_facet_value:contains(Customer grading)",
        },
        {
            trigger: ".o_data_row:contains(Wanmin Restaurant)",
        },
        {
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {
            trigger: ".o_graph_renderer canvas",
        },
    ],
});

// The credit controller: how much a customer may owe
tours.add("keqing_customer_first_controller", {
    steps: () => [
        {
            trigger: "button[name=action_view_keqing_credit]",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=terms] input[data-value=limit]",
            run: "click",
        },
        write("credit_limit", "5000"),
        ...save(),
    ],
});

// The same: an order that waits, and why it may go
tours.add("keqing_customer_first_release", {
    steps: () => [
        ...openApp(),
        {
            trigger: "[data-section=releases] .o_keqing_today_line:contains(Pays on Friday)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_approve]",
            run: "click",
        },
        {
            content: "Why is asked with the click",
            trigger: ".modal:not(:has(button[name=action_refuse])) [name=note] textarea",
            run: "edit An old customer",
        },
        {
            trigger: ".modal button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
    ],
});

// The legal reviewer: an agreement that waits
tours.add("keqing_customer_first_reviewer", {
    steps: () => [
        ...openApp(),
        {
            trigger: "[data-section=reviews] .o_keqing_today_line:contains(Wanmin Restaurant)",
            run: "click",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Active)",
        },
    ],
});

// The data officer: what is kept of a person who has not agreed to it
tours.add("keqing_customer_first_officer", {
    steps: () => [
        ...openApp(),
        {
            trigger: "[data-section=unconsented] .o_keqing_today_line:contains(Xiangling)",
            run: "click",
        },
        {
            trigger: "button[name=action_record_consent]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit At the counter",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_record_consent]))",
        },
    ],
});
