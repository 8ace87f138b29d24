import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

// One complaint, from the portal to the end; each part is done by another person
const tours = registry.category("web_tour.tours");
const press = (name) => ({ trigger: `.o_form_view button[name=${name}]:enabled`, run: "click" });
const isState = (state) => ({
    trigger: `.o_form_view .o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
});
const page = (name) => ({ trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" });
const leave = (trigger) => ({ trigger, run: "click", expectUnloadPage: true });

tours.add("keqing_whole_complaint", {
    steps: () => [
        leave("a[href='/my/complaints']"),
        leave("a.o_keqing_portal_new"),
        { trigger: "#complaint_type", run: "selectByIndex 1" },
        {
            trigger: ".o_keqing_portal_form textarea[name=description]",
            run: "edit Six bottles leak, and four are the wrong ones.",
        },
        { trigger: ".o_keqing_portal_form input[type=checkbox]:eq(0)", run: "click" },
        { trigger: ".o_keqing_portal_form input[type=number]:eq(0)", run: "edit 6" },
        { trigger: ".o_keqing_portal_form input[type=checkbox]:eq(1)", run: "click" },
        { trigger: ".o_keqing_portal_form input[type=number]:eq(1)", run: "edit 4" },
        { trigger: "#complaint_wanted", run: "selectByLabel Exchange" },
        leave(".o_keqing_portal_form button[type=submit]"),
        { trigger: ".o_keqing_portal_words:contains(four are the wrong ones)" },
    ],
});

tours.add("keqing_whole_investigation", {
    steps: () => [
        press("action_investigate"),
        isState("investigating"),
        {
            content: "The second line is to come back for good",
            trigger: "[name=line_ids] .o_data_row:eq(1) [name=wanted]",
            run: "click",
        },
        {
            trigger: "[name=line_ids] .o_selected_row [name=wanted] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Return)",
            run: "click",
        },
        page("inquiries"),
        {
            trigger: "[name=inquiry_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal [name=question] input", run: "edit Was the cork tested?" },
        { trigger: ".modal [name=team_id] input", run: "edit Quality" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Quality)", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "[name=inquiry_ids] .o_data_row:contains(Was the cork tested?)" },
        ...stepUtils.saveForm(),
    ],
});

tours.add("keqing_whole_findings", {
    steps: () => [
        { trigger: ".o_form_view [name=findings] textarea", run: "edit The cork was dry." },
        press("action_done"),
        isState("done"),
    ],
});

tours.add("keqing_whole_proposal", {
    steps: () => [
        page("remedies"),
        press("action_propose_wanted"),
        { trigger: "[name=remedy_ids] .o_data_row:eq(1):contains(Return)" },
        press("action_propose"),
        isState("proposed"),
    ],
});

tours.add("keqing_whole_acceptance", {
    steps: () => [
        { trigger: ".o_keqing_portal_proposal:contains(Exchange):contains(Return)" },
        { trigger: "#complaint_decision", run: "edit That is fair." },
        leave(".o_keqing_portal_proposal button[value=yes]"),
        { trigger: "body:not(:has(.o_keqing_portal_proposal))" },
    ],
});

const validate = (number) => [
    { trigger: ".o_form_view button[name=action_view_transfers]", run: "click" },
    { trigger: `.o_list_view .o_data_row:eq(${number}) [name=name]`, run: "click" },
    { trigger: ".o_form_view button[name=button_validate]:enabled", run: "click" },
    { trigger: ".o_form_view .o_arrow_button_current[data-value=done]" },
    { trigger: ".o_breadcrumb .o_back_button, .breadcrumb .o_back_button", run: "click" },
    { trigger: ".o_list_view" },
    { trigger: ".o_breadcrumb .o_back_button, .breadcrumb .o_back_button", run: "click" },
    { trigger: ".o_form_view button[name=action_view_transfers]" },
];

tours.add("keqing_whole_documents", {
    steps: () => [
        press("action_execute"),
        isState("executing"),
        ...validate(0),
        ...validate(1),
        { trigger: ".o_form_view button[name=action_view_credit_notes]", run: "click" },
        { trigger: ".o_list_view .o_data_row [name=name]", run: "click" },
        { trigger: ".o_form_view button[name=action_post]:enabled", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current[data-value=posted]" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb .o_back_button", run: "click" },
        { trigger: ".o_list_view" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb .o_back_button", run: "click" },
        isState("follow_up"),
    ],
});

tours.add("keqing_whole_follow_up", {
    steps: () => [
        page("learn"),
        {
            trigger: "[name=follow_up_ids] .o_data_row [name=result]",
            run: "click",
        },
        {
            trigger: "[name=follow_up_ids] .o_selected_row [name=result] :is(input, textarea)",
            run: "edit All is well",
        },
        {
            content: "The customer was called",
            trigger: "[name=follow_up_ids] .o_data_row button[name=action_done]",
            run: "click",
        },
        { trigger: "[name=follow_up_ids] .o_data_row:contains(Done)" },
        { trigger: ".o_form_view:not(:has(button[name=action_rate]))" },
    ],
});

tours.add("keqing_whole_verdict", {
    steps: () => [
        { trigger: ".o_keqing_portal_rating #outcome_5", run: "click" },
        { trigger: "#complaint_verdict", run: "edit Quick and fair" },
        leave(".o_keqing_portal_rating button[type=submit]"),
        { trigger: "body:not(:has(.o_keqing_portal_rating))" },
    ],
});

tours.add("keqing_whole_end", { steps: () => [press("action_close"), isState("closed")] });
