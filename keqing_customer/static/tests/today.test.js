import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { Customer } from "./keqing_customer_models";
import { Today } from "@keqing_customer/components/today/today";

defineMailModels();

const GRADE = { id: 1, code: "A", name: "Key", color: "#198754" };
const SECTIONS = [
    {
        name: "releases",
        title: "Orders waiting for release",
        kind: "lines",
        empty: "No order waits for release.",
        count: 7,
        has_all: true,
        lines: [
            {
                customer: { name: "Wanmin Restaurant", grade: GRADE, trend: "down" },
                user: { name: "Xiangling" },
                text: "S00042: Pays on Friday",
                level: "now",
                amount: "$ 1,500.00",
                action: { name: "Release" },
            },
            { customer: false, text: "S00043", level: "info", action: { name: "Other" } },
        ],
    },
    {
        name: "setup",
        title: "Set up",
        kind: "steps",
        empty: "Everything is set up.",
        count: 1,
        has_all: false,
        lines: [
            { customer: false, text: "Load a policy", done: true, action: "a.policy" },
            { customer: false, text: "Draw territories", done: false, action: "a.tree" },
        ],
    },
    {
        name: "figures",
        title: "How it goes",
        kind: "figures",
        empty: "There are no figures yet.",
        count: 2,
        has_all: false,
        lines: [
            { customer: false, text: "Key", grade: GRADE, amount: "12", action: { name: "Key" } },
            { customer: false, text: "Exposure", amount: "$ 9.00", action: false },
        ],
    },
    {
        name: "leads",
        title: "Leads to move",
        kind: "lines",
        empty: "No lead of your own stands still.",
        count: 0,
        has_all: true,
        lines: [],
    },
];

let asked;
beforeEach(() => {
    asked = 0;
    onRpc("keqing.today", "get_today", () => {
        asked++;
        return { date: "2024-06-15", sections: SECTIONS };
    });
});

const mountToday = () => mountWithCleanup(Today, { props: { action: {} } });

test("sections in their order, and what is done in a sentence each", async () => {
    await mountToday();
    expect(queryAllTexts("h2")).toEqual([
        "Orders waiting for release",
        "Set up",
        "How it goes",
        "Nothing to do",
    ]);
    expect("[data-section=releases] .badge").toHaveText("7");
    expect("[data-section=leads]").toHaveText("No lead of your own stands still.");
});

test("red is what is to be done now, and says so in words", async () => {
    await mountToday();
    expect(".text-danger:not(i)").toHaveText("S00042: Pays on Friday");
    expect("[data-section=releases] li:first [role=img]:first").toHaveAttribute(
        "aria-label",
        "Act now"
    );
    expect("[data-section=releases] li:first .o_keqing_grade").toHaveAttribute(
        "aria-label",
        "Grade Key, gone down"
    );
});

test("a line opens what there is to do, and the screen is read again afterwards", async () => {
    mockService("action", {
        doAction(action, { onClose }) {
            expect.step(action.name);
            onClose();
        },
    });
    await mountToday();
    await contains(".o_keqing_today_line:contains(Pays on Friday)").click();
    await contains(".o_keqing_today_figure:contains(Key)").click();
    await animationFrame();
    expect.verifySteps(["Release", "Key"]);
    expect(asked).toBe(3);
    expect("[data-section=figures] div.o_keqing_today_figure").toHaveText("Exposure\n$ 9.00");
});

test("all of a section, as the server opens it", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.name);
        },
    });
    onRpc("keqing.today", "action_view_section", ({ args }) => {
        expect.step(args[0]);
        return { name: "All releases" };
    });
    await mountToday();
    expect(".o_keqing_today_all").toHaveCount(1);
    expect(".o_keqing_today_all").toHaveAttribute(
        "aria-label",
        "Orders waiting for release: see all"
    );
    await contains(".o_keqing_today_all").click();
    expect.verifySteps(["releases", "All releases"]);
});

test("a customer is found by what is typed", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.name);
        },
    });
    onRpc("keqing.today", "action_find_customer", ({ args }) => {
        expect.step(args[0]);
        return { name: "Wanmin Restaurant" };
    });
    await mountToday();
    expect(".o_keqing_today_find input").toBeFocused();
    await press("Enter"); // nothing is asked for
    await contains(".o_keqing_today_find input").edit(" 8500 1163 ", { confirm: "enter" });
    expect.verifySteps(["8500 1163", "Wanmin Restaurant"]);
});

test("a figure opens with the filters that it is of", async () => {
    const figure = { text: "Overdue", amount: "1", action: "a.list", context: { late: 1 } };
    onRpc("keqing.today", "get_today", () => ({
        date: "2024-06-15",
        sections: [{ ...SECTIONS[2], lines: [figure] }],
    }));
    mockService("action", {
        doAction(action, { additionalContext }) {
            expect.step([action, additionalContext.late]);
        },
    });
    await mountToday();
    await contains(".o_keqing_today_figure").click();
    expect.verifySteps([["a.list", 1]]);
});

test("steps say which are done", async () => {
    await mountToday();
    expect("[data-section=setup] li:first [role=img]").toHaveAttribute("aria-label", "Done");
    expect("[data-section=setup] li:last [role=img]").toHaveAttribute("aria-label", "To do");
});

test("it is read again when the window is looked at again", async () => {
    await mountToday();
    document.dispatchEvent(new Event("visibilitychange"));
    await animationFrame();
    expect(asked).toBe(2);
});

/** Today with one line that opens a dialog; it is never answered when it is read again. */
async function leaveDialogOfToday(leave) {
    defineModels([Customer]);
    Customer._views = { list: `<list><field name="name"/></list>`, form: `<form/>` };
    const show = (target, type) => ({
        type: "ir.actions.act_window",
        res_model: "customer",
        target,
        views: [[false, type]],
    });
    const line = { text: "Load a policy", action: show("new", "form") };
    onRpc("keqing.today", "get_today", () =>
        asked++
            ? new Promise(() => {})
            : { date: "2024-06-15", sections: [{ ...SECTIONS[2], lines: [line] }] }
    );
    await mountWithCleanup(WebClient);
    const { doAction } = getService("action");
    await doAction("keqing_today");
    await contains(".o_keqing_today_figure").click();
    expect(".o_dialog .o_form_view").toHaveCount(1);
    await leave();
    const list = show("current", "list");
    await doAction({ ...list, views: [...list.views, [false, "form"]] });
    await contains(".o_list_button_add").click();
    expect(".o_action_manager .o_form_view").toHaveCount(1);
}

test("who leaves while it is read again opens the forms of a list", async () => {
    await leaveDialogOfToday(() => contains(".o_dialog .btn-close").click());
    expect(asked).toBe(2);
});

test("it is not read again when a dialog leads elsewhere", async () => {
    await leaveDialogOfToday(() => {});
    expect(asked).toBe(1);
});
