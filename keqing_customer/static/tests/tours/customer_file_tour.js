import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

// The file that the test has filled in and the server hands out
const SHEET = "/keqing_customer/tests/customers.xlsx";

/** Stops the tour when what was found is not what was to be found. */
function must(condition, complaint) {
    if (!condition) {
        throw new Error(complaint);
    }
}

const told = (...words) => ({
    content: `The import tells: ${words.join(", ")}`,
    trigger: `.o_import_data_content p${words.map((word) => `:contains(${word})`).join("")}`,
});

const button = (text) => ({
    content: `Press ${text}`,
    trigger: `.o_control_panel button:contains(/^${text}$/)`,
    run: "click",
});

const complete = (percent) => ({
    content: `The card is complete by ${percent} percent`,
    trigger: `.o_form_saved [name=keqing_completeness] button:contains(${percent} %)`,
});

/** Of ten customers in a file seven are good; the card of one is filled in. */
registry.category("web_tour.tours").add("keqing_customer_file", {
    steps: () => [
        ...stepUtils.goToAppSteps("keqing_customer.menu_root", "Open the app"),
        {
            content: "The day begins with Today; on to the customers",
            trigger: ".o_keqing_today",
        },
        {
            trigger: "[data-menu-xmlid='keqing_customer.menu_customer_file']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='keqing_customer.menu_customer']",
            run: "click",
        },
        {
            content: "Only the two customers of before are there",
            trigger:
                ".o_list_view:not(:has(.o_data_row:eq(2)))" +
                " .o_data_row:contains(Wangsheng Funeral Parlor)",
        },
        {
            content: "Open what one can do with the list",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_import_menu",
            run: "click",
        },
        {
            content: "Take our template",
            trigger: ".o_import_action a:contains(客户及关键人导入模板)",
            run: async ({ anchor }) => {
                const template = await fetch(anchor.href);
                must(template.ok && anchor.href.endsWith("customers_zh_CN.xlsx"), "No template");
            },
        },
        {
            content: "Hand it in, filled",
            trigger: ".o_control_panel .o_input_file:not(:visible)",
            run: async ({ anchor }) => {
                const sheet = await (await fetch(SHEET)).blob();
                const transfer = new DataTransfer();
                transfer.items.add(new File([sheet], "customers.xlsx", { type: sheet.type }));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "Each column is recognised",
            trigger: ".o_import_data_content tr:contains(关键人职务):contains(职务)",
            run: () => {
                const columns = document.querySelectorAll(".o_import_data_content tbody > tr");
                must(columns.length === 18, `${columns.length} columns`);
                const unknown = document.querySelector(".o_import_data_content .text-warning");
                must(!unknown, "A column of our own template is not recognised");
            },
        },
        button("测试"),
        told("7", "3 行"),
        told("第5行", "Wangsheng Inc", "系统中已有", "Wangsheng Funeral Parlor", "相同"),
        told("第9行", "Crux Fleet", "职务", "列：", "Poet"),
        told("第11行", "与第 4 行是同一客户", "名称和城市相同"),
        button("导入"),
        told("已导入 7 位客户"),
        told("第9行", "Crux Fleet", "Poet"),
        {
            content: "Back to the customers",
            trigger: "[data-menu-xmlid='keqing_customer.menu_customer_file']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='keqing_customer.menu_customer']",
            run: "click",
        },
        {
            content: "The good ones are there, no one twice",
            trigger: ".o_list_view:not(:has(.o_data_row:eq(9))):has(.o_data_row:eq(8))",
        },
        {
            content: "Open one",
            trigger: ".o_data_row .o_data_cell[name=complete_name]:contains(Wanmin Inn)",
            run: "click",
        },
        complete(20),
        {
            content: "What is missing?",
            trigger: "[name=keqing_completeness] button",
            run: "click",
        },
        {
            trigger: ".o_keqing_missing:contains(许可证号):contains(Cellarer)",
        },
        {
            content: "Fill in the business",
            trigger: ".o_notebook .nav-link[name=keqing_business]",
            run: "click",
        },
        {
            trigger: "[name=keqing_size] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^中$|^中型$/)",
            run: "click",
        },
        {
            trigger: "[name=keqing_legal_representative] input",
            run: "edit Mao",
        },
        {
            trigger: "[name=keqing_licence_number] input",
            run: "edit W 7",
        },
        ...stepUtils.saveForm(),
        complete(80),
        {
            content: "Who is known there?",
            trigger: ".o_notebook .nav-link[name=keqing_key_persons]",
            run: "click",
        },
        {
            content: "Somebody is still to be found",
            trigger: ".o_keqing_gaps li:contains(Cellarer)",
        },
        {
            content: "It is her",
            trigger: ".o_keqing_key_person:contains(Xiangling)",
            run: "click",
        },
        {
            trigger: ".modal [name=keqing_role_id] input",
            run: "edit Cella",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Cellarer)",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Her post is on her card",
            trigger:
                "body:not(:has(.modal))" +
                " .o_keqing_key_person:contains(Xiangling):contains(Cellarer)",
        },
        complete(100),
        {
            content: "Nothing is missing any more",
            trigger: "[name=keqing_completeness] button",
            run: "click",
        },
        {
            trigger: ".o_keqing_missing:contains(资料卡已完整)",
        },
        {
            content: "Open what one can do with the customer",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "The card can be printed",
            trigger: ".o-dropdown--menu .o_menu_item:has(.fa-print):contains(客户资料卡)",
        },
    ],
});

registry.category("web_tour.tours").add("keqing_customer_no_personal_button", {
    steps: () => [
        {
            content: "The person is there, with what she agreed to",
            trigger: ".o_form_view .o_notebook .nav-link[name=keqing_consents]",
            run: () => {
                must(
                    !document.querySelector("[name=action_open_keqing_personal_profile]"),
                    "There is a way to the personal facts"
                );
                must(
                    !document.querySelector("[data-menu-xmlid='keqing_customer.menu_privacy']"),
                    "There is a menu of personal facts"
                );
            },
        },
    ],
});

registry.category("web_tour.tours").add("keqing_customer_no_personal_profile", {
    steps: () => [
        {
            content: "The address of a profile is refused",
            trigger: ".modal:contains(访问错误):contains(个人档案)",
            run: () => {
                must(!document.body.textContent.includes("marker"), "A personal fact is shown");
            },
        },
    ],
});
