import { registry } from "@web/core/registry";

const field = (name) => `.o_form_view .o_field_widget[name=${name}]`;

const fill = (name, text) => ({
    content: `${name}: ${text}`,
    trigger: `${field(name)} :is(input, textarea)`,
    run: `edit ${text}`,
});

const choose = (name, text) => [
    fill(name, text),
    {
        trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${text})`,
        run: "click",
    },
];

const moveTo = (stage) => [
    {
        content: `Next: ${stage}`,
        trigger: `.o_statusbar_status button:not(:disabled):contains(${stage})`,
        run: "click",
    },
    {
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${stage})`,
    },
];

// From a name on a trade fair to a customer with the draft of an agreement
registry.category("web_tour.tours").add("keqing_customer_develop", {
    steps: () => [
        {
            content: "The stages of the policy, and no others",
            trigger: ".o_kanban_group:contains(信息收集)",
        },
        {
            trigger: ".o_kanban_view:not(:has(.o_kanban_group:contains(New)))",
            run: () => {
                window.location = "/odoo/keqing-leads/new";
            },
            expectUnloadPage: true,
        },
        fill("name", "酒博会：望舒客栈"),
        fill("expected_revenue", "120000"),
        ...choose("keqing_customer_type_id", "酒店"),
        ...choose("source_id", "行业展会"),
        ...choose("keqing_referrer_id", "Referrer"),
        fill("phone", "+86 851 8888 0001"),
        {
            content: "Where they are, whom to ask for",
            trigger: ".nav-link[name=lead]",
            run: "click",
        },
        fill("partner_name", "望舒客栈"),
        fill("street", "荻花洲路 1 号"),
        fill("city", "贵阳市"),
        fill("contact_name", "菲尔戈黛特"),
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "At the beginning",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(信息收集)",
        },
        ...moveTo("初步筛选"),
        ...moveTo("拜访准备"),
        {
            content: "What the step asks for",
            trigger: `${field("keqing_stage_requirements")}:contains(制定拜访计划)`,
        },
        ...moveTo("已拜访"),
        fill("keqing_need", "早餐厅和宴会用酒，要一套服务培训"),
        ...moveTo("需求分析"),
        ...moveTo("合作意向"),
        {
            content: "Signed",
            trigger: ".o_statusbar_buttons button[name=action_keqing_sign]",
            run: "click",
        },
        {
            content: "A colleague's customer has this telephone: its name, and nothing else",
            trigger: ".modal .o_data_row:contains(蒙德酒庄):not(:contains(南明区))",
        },
        {
            trigger: ".modal .o_data_row button[name=action_choose]",
            run: "click",
        },
        {
            content: "It is not ours to choose",
            trigger:
                ".modal:has(.o_error_dialog, .modal-title):contains(蒙德酒庄)" +
                " .modal-footer .btn-primary:not([name])",
            run: "click",
        },
        {
            content: "It is somebody new",
            trigger: ".modal button[name=action_sign_new]",
            run: "click",
        },
        {
            content: "The customer's card",
            trigger: ".o_form_view:has(.o_field_widget[name=keqing_customer_type_id])",
        },
        {
            trigger: "button[name=action_view_keqing_agreements]",
            run: "click",
        },
        {
            content: "One tap away: what will be signed",
            trigger: ".nav-link[name=obligations]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=customer_obligations]:contains(授权区域)",
        },
    ],
});
