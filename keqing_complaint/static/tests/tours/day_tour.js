import { registry } from "@web/core/registry";

const section = ".o_keqing_day_section[data-section=complaint]";
const network = (state) => ({
    trigger: "body",
    run: () => console.info(`network: ${state}`),
});

registry.category("web_tour.tours").add("keqing_complaint_day", {
    steps: () => [
        { trigger: ".o_keqing_day_stop:contains(Wanmin) button", run: "click" },
        { trigger: section },
        network("off"),
        { content: "One tap", trigger: `${section} summary`, run: "click" },
        {
            content: "What is shown is what it will be: the first type",
            trigger: `${section} .o_keqing_day_type`,
            run: ({ anchor }) => {
                if (anchor.selectedIndex !== 0) {
                    throw new Error(`${anchor.selectedOptions[0]?.text} is shown`);
                }
            },
        },
        { trigger: `${section} .o_keqing_day_words`, run: "edit Six bottles leak" },
        {
            trigger: `${section} .o_keqing_day_goods`,
            run: ({ anchor }) => {
                anchor.value = anchor.options[1].value;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: `${section} .o_keqing_day_snap input`,
            run: async ({ anchor }) => {
                const canvas = document.createElement("canvas");
                Object.assign(canvas, { width: 2400, height: 1200 });
                canvas.getContext("2d").fillRect(0, 0, 1200, 1200);
                const blob = await new Promise((resolve) => canvas.toBlob(resolve));
                const files = new DataTransfer();
                files.items.add(new File([blob], "leak.png", { type: "image/png" }));
                anchor.files = files.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: `${section} .o_keqing_day_photo` },
        { trigger: `${section} .o_keqing_day_take_in:enabled`, run: "click" },
        { content: "Kept on the device", trigger: `${section} .fa-cloud-upload` },
        {
            trigger: section,
            run: () => {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The screen is wider than the phone");
                }
            },
        },
        network("on"),
        { content: "Arrived", trigger: `${section} .o_keqing_day_complaint:contains(Six bottles)` },
    ],
});
