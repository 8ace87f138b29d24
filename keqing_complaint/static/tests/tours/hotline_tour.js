import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("keqing_hotline", {
    steps: () => [
        {
            content: "First of the day",
            trigger: ".o_keqing_today_section[data-section=hotline] .o_keqing_today_line",
            run: "click",
        },
        {
            content: "A telephone as it is shown to whoever picks up",
            trigger: ".o_keqing_hotline_search input",
            run: "edit 138 0013 8000",
        },
        {
            trigger: ".o_keqing_hotline_found button:contains(Wanmin Restaurant)",
            run: "click",
        },
        { trigger: ".o_keqing_hotline h2:contains(Wanmin Restaurant)" },
        { trigger: ".o_keqing_hotline_open:contains(Too late)" },
        {
            trigger: "#o_keqing_hotline_words",
            run: "edit Six of the twelve bottles leak at the cork.",
        },
        {
            trigger: ".o_keqing_hotline_order input[type=checkbox]",
            run: "click",
        },
        {
            trigger: ".o_keqing_hotline_quantity",
            run: "edit 6",
        },
        {
            trigger: "#o_keqing_hotline_wanted",
            run: "selectByLabel Exchange",
        },
        {
            trigger: ".o_keqing_hotline_save:enabled",
            run: "click",
        },
        { trigger: ".o_keqing_hotline_saved:contains(KC/)" },
        {
            trigger: ".o_keqing_hotline_saved button:contains(Next Call)",
            run: "click",
        },
        { trigger: ".o_keqing_hotline:not(:has(h2))" },
    ],
});
