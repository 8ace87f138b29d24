import { registry } from "@web/core/registry";

/** Stops the tour when what was found is not what was to be found. */
function must(condition, complaint) {
    if (!condition) {
        throw new Error(complaint);
    }
}

const page = (name) => ({
    content: `Open the page ${name}`,
    trigger: `.o_notebook .nav-link[name=${name}]`,
    run: "click",
});

const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;

/** What is missing leads to where it is filled in; a place; all that happened. */
const CARD = [
    {
        content: "What is missing?",
        trigger: "[name=keqing_completeness] button",
        run: "click",
    },
    {
        content: "The licence: there",
        trigger: ".o_keqing_missing button:contains(Licence Number)",
        run: "click",
    },
    {
        content: "The cursor is in it",
        trigger: "[name=keqing_licence_number] input:focus",
        run: "edit W 7",
    },
    {
        content: "Unknown is no zero",
        trigger: "[name=keqing_market_share] input[placeholder='—']",
        run: ({ anchor }) => must(anchor.value === "", `A market share of ${anchor.value}`),
    },
    {
        content: "Say where the shop is, as Baidu says it",
        trigger: ".o_keqing_position input:first",
        run: "edit 26.651",
    },
    {
        trigger: ".o_keqing_position input:last",
        run: "edit 106.641",
    },
    {
        trigger: ".o_keqing_position select",
        run: "select bd09",
    },
    {
        trigger: ".o_keqing_position button[type=submit]",
        run: "click",
    },
    {
        content: "It opens in a map",
        trigger: ".o_keqing_position a[href*='uri.amap.com']",
    },
    page("keqing_timeline"),
    {
        content: "The last that happened comes first",
        trigger: ".o_keqing_event:first:contains(Wine is out)",
    },
    {
        content: "Orders alone",
        trigger: ".o_keqing_kind:contains(Orders)",
        run: "click",
    },
    {
        trigger: ".o_keqing_timeline:not(:contains(Wine is out)) .o_keqing_more",
        run: "click",
    },
    {
        content: "They are all there",
        trigger: ".o_keqing_timeline:not(:has(.o_keqing_more)):has(.o_keqing_event:eq(31))",
    },
    {
        content: "Open the first of them",
        trigger: ".o_keqing_event:last button",
        run: "click",
    },
    { trigger: ".o_form_view [name=order_line]" },
];

registry.category("web_tour.tours").add("keqing_customer_card", { steps: () => CARD });

registry.category("web_tour.tours").add("keqing_customer_card_on_the_phone", {
    steps: () => [
        {
            content: "The people are there before the address",
            trigger: ".o_form_sheet .o_keqing_key_person:contains(Xiangling)",
            run: () => {
                const order = [".o_field_phone", ".o_keqing_key_person", ".o_address_format"];
                const tops = order.map((each) => top(`.o_form_sheet ${each}`));
                must(tops[0] < tops[1] && tops[1] < tops[2], `They stand at ${tops}`);
                const wide = document.documentElement.scrollWidth > window.innerWidth;
                must(!wide, "The page is wider than the screen");
            },
        },
        ...CARD,
    ],
});

/** Who is there already is told before it is made twice. */
registry.category("web_tour.tours").add("keqing_customer_double", {
    steps: () => [
        {
            trigger: ".o_form_view [name=name] :is(input, textarea)",
            run: "edit ＷＡＮＭＩＮ inn",
        },
        {
            trigger: ".o_form_view [name=phone] input",
            run: "edit 138-0013-8000",
        },
        {
            content: "Leave the field",
            trigger: ".o_form_view [name=email] input",
            run: "click",
        },
        {
            content: "It is told",
            trigger: ".o_keqing_doubles button:contains(Wanmin Inn)",
            run: "click",
        },
        { trigger: ".modal .o_form_view [name=name]:contains(Wanmin Inn)" },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_button_cancel",
            run: "click",
        },
        { trigger: "body:not(:has(.o_keqing_doubles))" },
    ],
});
