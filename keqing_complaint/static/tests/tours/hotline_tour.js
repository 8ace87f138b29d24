import { registry } from "@web/core/registry";

const fitsPhone = {
    content: "Nothing is wider than the phone, nor too small for a thumb",
    trigger: ".o_keqing_hotline",
    run: ({ anchor }) => {
        if (anchor.scrollWidth > anchor.clientWidth || anchor.clientWidth > window.innerWidth) {
            throw new Error("The screen is wider than the phone");
        }
        for (const each of anchor.querySelectorAll("button, .form-select, textarea")) {
            const { height } = each.getBoundingClientRect();
            if (height && height < 30) {
                throw new Error(`Too low for a thumb: ${each.outerHTML}`);
            }
        }
    },
};

const steps = (isPhone) => [
    {
        content: "First of the day",
        trigger: ".o_keqing_today_section[data-section=hotline] .o_keqing_today_line",
        run: "click",
    },
    { trigger: ".o_keqing_hotline_today:contains(Too late)" },
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
        content: "Nothing is chosen for the caller",
        trigger: ".o_keqing_hotline_save:disabled",
    },
    { trigger: "#o_keqing_hotline_type", run: "selectByLabel Leaks" },
    { trigger: ".o_keqing_hotline_similar:contains(We send new bottles)" },
    {
        trigger: "#o_keqing_hotline_wanted",
        run: "selectByLabel Exchange",
    },
    isPhone ? [fitsPhone] : [],
    {
        trigger: ".o_keqing_hotline_save:enabled",
        run: "click",
    },
    { trigger: ".o_keqing_hotline_saved:contains(KC/)" },
    {
        trigger: ".o_keqing_hotline_saved button:contains(Next Call)",
        run: "click",
    },
    { trigger: ".o_keqing_hotline_today:contains(Six of the twelve)" },
].flat();

const tours = registry.category("web_tour.tours");
tours.add("keqing_hotline", { steps: () => steps(false) });
tours.add("keqing_hotline_phone", { steps: () => steps(true) });
