import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const configure = (item) => [
    {
        content: "Open the configuration",
        trigger: "[data-menu-xmlid='keqing_customer.menu_reports']",
        run: "click",
    },
    {
        content: `Choose ${item}`,
        trigger: `.o-dropdown--menu [data-menu-xmlid='keqing_customer.${item}']`,
        run: "click",
    },
];

const load = (pack, { summary, kinds, message }) => [
    ...configure("menu_policy"),
    {
        content: `Choose ${pack}`,
        trigger: `.modal [name=pack] input[data-value=${pack}]`,
        run: "click",
    },
    {
        content: "See what that brings",
        trigger: `.modal [name=${summary}]${kinds.map((kind) => `:contains(${kind})`).join("")}`,
    },
    {
        trigger: ".modal button[name=action_load]",
        run: "click",
    },
    {
        content: "It says what came of it",
        trigger: `body:not(:has(.modal)) .o_notification:contains(${message})`,
    },
    {
        trigger: ".o_notification_close",
        run: "click",
    },
    {
        trigger: "body:not(:has(.o_notification))",
    },
];

for (const pack of ["liquor", "tobacco", "apparel", "regional", "fmcg"]) {
    registry.category("web_tour.tours").add(`keqing_customer_load_${pack}`, {
        steps: () => [
            ...stepUtils.goToAppSteps("keqing_customer.menu_root", "Open the app"),
            ...configure("menu_scorecard"),
            {
                content: "There is none yet",
                trigger: ".o_list_view:not(:has(.o_data_row)), .o_view_nocontent",
            },
            ...load(pack, {
                summary: "new_summary",
                kinds: ["Scorecard"], // types are shared by companies, and may be there
                message: "Created",
            }),
            ...configure("menu_scorecard"),
            {
                content: "Now there is one, and it is whole",
                trigger: ".o_data_row .o_data_cell[name=name]",
                run: "click",
            },
            {
                trigger: ".o_form_view [name=line_ids] .o_data_row",
            },
            ...configure("menu_customer_type"),
            {
                content: "And customer types, in their tree",
                trigger: ".o_list_view .o_data_row:contains(/\\S+ \\/ \\S+/)",
            },
            ...load(pack, {
                summary: "present_summary",
                kinds: ["Customer Type", "Scorecard"],
                message: "nothing was changed",
            }),
        ],
    });
}
