import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("keqing_portal_complaint", {
    steps: () => [
        {
            trigger: "a[href='/my/complaints']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a.o_keqing_portal_new",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#complaint_type", run: "selectByIndex 1" },
        {
            trigger: ".o_keqing_portal_form textarea[name=description]",
            run: "edit Six of the twelve bottles leak.",
        },
        {
            trigger: ".o_keqing_portal_form input[type=checkbox]",
            run: "click",
        },
        {
            trigger: ".o_keqing_portal_form input[type=number]",
            run: "edit 6",
        },
        {
            trigger: ".o_keqing_portal_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqing_portal_words:contains(Six of the twelve bottles leak.)" },
        {
            trigger: ".o_keqing_portal_answer textarea",
            run: "edit And the box is wet.",
        },
        {
            trigger: ".o_keqing_portal_answer button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqing_portal_letter:contains(And the box is wet.)" },
    ],
});
