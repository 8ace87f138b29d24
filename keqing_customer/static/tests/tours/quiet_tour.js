import { registry } from "@web/core/registry";
import { session } from "@web/session";

// Odoo's own screens, as people without a role of ours see them: nothing there is ours

const nothingOfOurs = () => ({
    content: "Nothing on the screen is ours",
    trigger: "body",
    run: () => {
        for (const part of [".o_main_navbar", ".o_action_manager", ".o-overlay-container"]) {
            const shown = document.querySelector(part)?.innerHTML.replaceAll(session.db, "") || "";
            const place = shown.search(/keqing/i);
            if (place >= 0) {
                throw new Error(`Seen without a role: ${shown.slice(place - 200, place + 100)}`);
            }
        }
    },
});

const click = (trigger, content) => ({ trigger, content, run: "click" });

const write = (field, text) => ({
    trigger: `.o_form_view .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

const choose = (trigger, name) => [
    { trigger, run: `edit ${name}` },
    click(`.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${name})`),
];

const save = () => [
    click(".o_form_button_save", "Save"),
    { trigger: ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))" },
    nothingOfOurs(),
];

const openActions = () => click(".o_cp_action_menus .dropdown-toggle", "Open the menu");

const choice = (name) => click(`.o-dropdown--menu .o-dropdown-item:contains(/^${name}$/)`, name);

const add = (name, ...steps) =>
    registry.category("web_tour.tours").add(`keqing_customer_quiet_${name}`, {
        steps: () => steps.flat(),
    });

add(
    "contact",
    nothingOfOurs(),
    { trigger: ".o_form_view [name=name] :is(input, textarea)", run: "edit Wanmin Restaurant" },
    save(),
    openActions(),
    choice("Duplicate"),
    { trigger: ".o_last_breadcrumb_item:contains(copy)" },
    nothingOfOurs()
);

add(
    "lead",
    nothingOfOurs(),
    write("name", "Wine for the feast"),
    choose(".o_form_view [name=partner_id] input", "Wanmin Restaurant"),
    save(),
    click("button[name=action_sale_quotations_new]", "A quotation"),
    click(".o_field_x2many_list_row_add a:contains(Add a product)"),
    choose(".o_selected_row [name^=product] input", "Osmanthus Wine"),
    { trigger: "[name=tax_totals]:contains(1.00)" },
    save(),
    click(".o_statusbar_buttons button[name=action_confirm]:not(.d-none)", "Confirm"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
    nothingOfOurs()
);

add(
    "invoice",
    nothingOfOurs(),
    click(".o_statusbar_buttons button[name=action_post]", "Post it"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)" },
    nothingOfOurs()
);

add(
    "product",
    nothingOfOurs(),
    openActions(),
    choice("Duplicate"),
    { trigger: ".o_last_breadcrumb_item:contains(copy)" },
    nothingOfOurs()
);

add(
    "list",
    click(".o_switch_view.o_list", "As a list"),
    { trigger: ".o_data_row:contains(Wanmin Restaurant)" },
    nothingOfOurs(),
    openActions(),
    choice("Import records"),
    {
        content: "Give it a file",
        trigger: ".o_import_file",
        run: () => {
            const people = new File(["Name\nXiangling"], "people.csv", { type: "text/csv" });
            const data = new DataTransfer();
            data.items.add(people);
            const input = document.querySelector(".o_file_input input[type=file]");
            input.files = data.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    },
    { trigger: ".o_import_data_content:contains(Xiangling)" },
    nothingOfOurs(),
    click(".o_control_panel button:contains(/^Import$/)", "Import"),
    { trigger: ".o_list_view .o_data_row:contains(Xiangling)" },
    nothingOfOurs(),
    click(".o_data_row:contains(Xiangling) .o_list_record_selector input", "Select it"),
    openActions(),
    choice("Export"),
    { trigger: ".o_export_tree_item:contains(Salesperson)" },
    nothingOfOurs(),
    click(".modal .o_select_button", "Export it"),
    click(".modal .o_form_button_cancel", "Close"),
    { trigger: "body:not(:has(.modal)) .o_list_view" }
);
