import { registry } from "@web/core/registry";

const tile = (name) => `.o_keqing_cockpit_tile:contains('${name}')`;
const period = (name) => `.o_keqing_cockpit_now:contains('${name}')`;

registry.category("web_tour.tours").add("keqing_reports_cockpit", {
    steps: () => [
        { trigger: ".o_keqing_today_figure:contains('Cockpit')", run: "click" },
        { trigger: `${tile("Sales")} .o_keqing_cockpit_value` },
        { trigger: ".o_keqing_cockpit_previous", run: "click" },
        { trigger: period("March 2024") },
        { trigger: `${tile("Sales")} .o_keqing_cockpit_value:contains('1,500.00')` },
        // Each mark is in a table as well, for the keyboard and for who does not see it
        { trigger: ".o_keqing_cockpit_canvas canvas[role=img]" },
        { trigger: ".o_keqing_cockpit_chart summary", run: "click" },
        { trigger: ".o_keqing_cockpit_chart td button:contains('1,500.00')" },
        { trigger: ".o_keqing_cockpit_by", run: "select holder" },
        { trigger: ".o_keqing_cockpit_groups th:contains('Colleague')" },
        { trigger: ".o_keqing_cockpit_territory", run: "selectByLabel South" },
        { trigger: `${tile("Sales")} .o_keqing_cockpit_value:contains('300.00')` },
        { trigger: `${tile("Margin rate")} .o_keqing_cockpit_choose`, run: "click" },
        { trigger: ".o_keqing_cockpit_detail h2:contains('Margin rate')" },
        // One's own order
        { trigger: ".o_keqing_cockpit_arrange", run: "click" },
        { trigger: ".o_keqing_cockpit_arranging label:contains('Growth') input", run: "click" },
        { trigger: ".o_keqing_cockpit_save", run: "click" },
        { trigger: ".o_keqing_cockpit:not(:has(.o_keqing_cockpit_arranging))" },
        { trigger: `.o_keqing_cockpit:not(:has(${tile("Growth")}))` },
        // Down to the invoice
        { trigger: `${tile("Sales")} button.o_keqing_cockpit_value`, run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Xinyue Kiosk')" },
    ],
});

registry.category("web_tour.tours").add("keqing_reports_cockpit_phone", {
    steps: () => [
        { trigger: `${tile("Sales")} .o_keqing_cockpit_value` },
        { trigger: ".o_keqing_cockpit_canvas canvas" },
        { trigger: ".o_keqing_cockpit_previous", run: "click" },
        { trigger: period("March 2024") },
        {
            trigger: ".o_keqing_cockpit",
            run() {
                const { scrollWidth, clientWidth } = this.anchor;
                if (scrollWidth > clientWidth) {
                    throw new Error(`${scrollWidth} pixels on a screen of ${clientWidth}`);
                }
            },
        },
        { trigger: ".o_keqing_cockpit_mover:contains('Wanmin')", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]" },
    ],
});
