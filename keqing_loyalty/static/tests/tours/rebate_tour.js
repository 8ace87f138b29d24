import { registry } from "@web/core/registry";

const press = (name) => ({ trigger: `.o_form_view button[name=${name}]:enabled`, run: "click" });
const row = (words) => `.o_list_view .o_data_row:contains(${words})`;
const isState = (state) => ({
    trigger: `.o_form_view .o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
});

// From a programme to what a customer is owed, to the invoice line in three clicks, to the money
registry.category("web_tour.tours").add("keqing_rebate_accountant", {
    steps: () => [
        press("action_view_statements"),
        {
            content: "The amount: the first click",
            trigger: `${row("Wanmin Restaurant")} td[name=payable]:contains(500.00)`,
            run: "click",
        },
        isState("confirmed"),
        {
            content: "The invoice lines behind it: the second",
            ...press("action_view_documents"),
        },
        {
            content: "One of them: the third",
            trigger: `${row("3,000.00")} td.o_data_cell:eq(0)`,
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=credit]:contains(3,000.00)" },
        { trigger: ".o_back_button a", run: "click" },
        { trigger: row("2,000.00") },
        { trigger: ".o_back_button a", run: "click" },
        isState("confirmed"),
        press("action_approve"),
        isState("approved"),
        press("action_settle"),
        {
            content: "A credit note over what is left",
            trigger: ".o_form_view .o_field_widget[name=invoice_line_ids]:contains(500.00)",
        },
        press("action_post"),
        isState("posted"),
        press("action_view_keqing_rebate_statement"),
        isState("settled"),
        { trigger: ".o_form_view [name=settlement_ids] .o_data_row:contains(Settled)" },
    ],
});
