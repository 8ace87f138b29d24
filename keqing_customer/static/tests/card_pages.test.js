import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Customer } from "./keqing_customer_models";

defineMailModels();
defineModels([Customer]);

const mountWidget = (name, params = {}) =>
    mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><field name="name"/><widget name="${name}"/></form>`,
        ...params,
    });

// What is shown is asked for when it is looked at

test("a page is asked for when it is opened, and for another customer anew", async () => {
    onRpc("res.partner", "get_keqing_preferences", ({ args }) => {
        expect.step(args[0]);
        return [];
    });
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        resIds: [1, 2],
        arch: `
            <form>
                <notebook>
                    <page string="First"><field name="name"/></page>
                    <page string="Second"><widget name="keqing_preferences"/></page>
                </notebook>
            </form>`,
    });
    expect.verifySteps([]);
    await contains(".nav-link:contains(Second)").click();
    expect.verifySteps([1]);
    await contains(".o_pager_next").click();
    expect.verifySteps([2]);
});

test("a customer that is not saved yet has nothing to ask for", async () => {
    onRpc("res.partner", "*", ({ method }) => expect.step(method));
    await mountWidget("keqing_preferences", { resId: false });
    expect(".o_form_view").toHaveText(/Save the customer first/);
    expect.verifySteps([]);
});

test("an answer that comes late does not cover that for the customer in sight", async () => {
    const answers = { 1: new Deferred(), 2: new Deferred() };
    onRpc("res.partner", "get_keqing_preferences", ({ args }) => answers[args[0]]);
    const entry = (name) => ({ field: "keqing_preference_ids", name, choices: [] });
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        resIds: [1, 2],
        arch: `
            <form>
                <notebook>
                    <page string="First"><field name="name"/></page>
                    <page string="Second"><widget name="keqing_preferences"/></page>
                </notebook>
            </form>`,
    });
    contains(".nav-link:contains(Second)").click();
    await animationFrame();
    contains(".o_pager_next").click();
    await animationFrame();
    await animationFrame();
    answers[2].resolve([entry("Yaoyao")]);
    await animationFrame();
    answers[1].resolve([entry("Xinyan")]);
    await animationFrame();
    await animationFrame();
    expect(".o_form_view").toHaveText(/Yaoyao/);
    expect(".o_form_view").not.toHaveText(/Xinyan/);
});

// Key persons

const PERSONS = {
    persons: [
        {
            id: 11,
            name: "Xiangling",
            function: "Chef",
            phone: "200",
            email: "chef@example.com",
            role: "Buyer",
            is_decision_maker: true,
            influence: 3,
            attitude: "for",
        },
        {
            id: 12,
            name: "Mao",
            function: "Founder",
            phone: false,
            email: false,
            role: false,
            is_decision_maker: false,
            influence: 0,
            attitude: false,
        },
    ],
    gaps: ["Cellarer: nobody known", "Cashier: nobody known"],
    left: ["Ningguang"],
    addresses: [{ id: 21, name: false, kind: "Delivery", address: "Liyue Wharf 3", phone: false }],
};

test("people say by words, not signs alone, how much they count, where they stand", async () => {
    onRpc("res.partner", "get_keqing_key_persons", () => PERSONS);
    await mountWidget("keqing_key_persons");
    expect(queryAllTexts(".o_keqing_key_person button")).toEqual([
        "Xiangling",
        "Mark as left",
        "Mao",
        "Mark as left",
    ]);
    const [first, second] = queryAll(".o_keqing_key_person");
    expect(first.querySelector("[aria-label='Much influence']")).toHaveText("●●●");
    expect(first.querySelector("[aria-label='For us']")).toHaveClass("fa-smile-o");
    expect(first.querySelector("[aria-label='Has the last word']")).not.toBe(null);
    expect(first).toHaveText(/Buyer/);
    expect(first.querySelector("a[href='tel:200']")).not.toBe(null);
    expect(second.querySelector("[aria-label='Influence unknown']")).toHaveText("○○○");
    expect(second).toHaveText(/Founder/);
    expect(second.querySelectorAll("a, i")).toHaveLength(0);
    expect(queryAllTexts(".o_keqing_gaps li")).toEqual(PERSONS.gaps);
    expect(".o_widget").toHaveText(/Were here before: Ningguang/);
});

test("nobody known is an invitation", async () => {
    onRpc("res.partner", "get_keqing_key_persons", () => ({ persons: [], gaps: [], left: [] }));
    await mountWidget("keqing_key_persons");
    expect(".o_widget").toHaveText(/who decides, who orders, who pays\?\s+Add a person/);
});

test("a person opens in a dialog, and is read again once saved", async () => {
    let onRecordSaved;
    onRpc("res.partner", "get_keqing_key_persons", () => {
        expect.step("asked");
        return PERSONS;
    });
    onRpc("customer", "web_read", () => expect.step("form read"));
    mockService("dialog", {
        add: (component, props) => {
            onRecordSaved = props.onRecordSaved;
            expect.step([props.resModel, props.resId, props.context.default_parent_id]);
        },
    });
    await mountWidget("keqing_key_persons");
    expect.verifySteps(["form read", "asked"]);
    await click(".o_keqing_key_person:last");
    expect.verifySteps([["res.partner", 12, 1]]);
    await onRecordSaved();
    expect.verifySteps(["asked", "form read"]);
});

test("a new person belongs to the customer, which is saved before", async () => {
    onRpc("res.partner", "get_keqing_key_persons", () => PERSONS);
    onRpc("customer", "web_save", () => expect.step("saved"));
    mockService("dialog", {
        add: (component, { context, resId }) => expect.step([resId, context]),
    });
    await mountWidget("keqing_key_persons");
    await contains("[name=name] input").edit("Wanmin Restaurant", { confirm: false });
    await contains("button:contains(Add a person)").click();
    expect.verifySteps([
        "saved",
        [
            undefined,
            {
                form_view_ref: "keqing_customer.key_person_view_form",
                default_parent_id: 1,
                default_type: "contact",
                default_is_company: false,
            },
        ],
    ]);
});

test("calling somebody does not open the dialog", async () => {
    onRpc("res.partner", "get_keqing_key_persons", () => PERSONS);
    mockService("dialog", { add: () => expect.step("opened") });
    await mountWidget("keqing_key_persons");
    const phone = queryAll("a[href='tel:200']")[0];
    phone.addEventListener("click", (ev) => ev.preventDefault());
    await click(phone);
    await animationFrame();
    expect.verifySteps([]);
});

// Timeline

const EVENT = {
    time: false,
    text: false,
    amount: false,
    who: false,
    action: { type: "ir.actions.client", tag: "nothing" },
};
const KINDS = [
    { code: "order", name: "Orders", icon: "fa-shopping-cart" },
    { code: "message", name: "Messages", icon: "fa-envelope-o" },
];
const PAGES = {
    newest: {
        kinds: KINDS,
        entries: [
            {
                ...EVENT,
                key: "4-9",
                kind: "message",
                day: "2024-06-03",
                time: "2024-06-03 07:30:00",
                title: "Hi",
            },
            {
                ...EVENT,
                key: "0-7",
                kind: "order",
                day: "2024-06-03",
                title: "S7",
                amount: "$ 7",
                who: "Keqing",
            },
        ],
        after: ["2024-06-03T00:00:00", 0, 7],
    },
    older: {
        kinds: [],
        entries: [{ ...EVENT, key: "0-6", kind: "order", day: "2024-05-01", title: "S6" }],
        after: false,
    },
    orders: {
        kinds: KINDS.slice(0, 1),
        entries: [{ ...EVENT, key: "0-7", kind: "order", day: "2024-06-03", title: "S7" }],
        after: false,
    },
};

test("what happened stands under its day, and earlier pages follow", async () => {
    onRpc("res.partner", "get_keqing_timeline", ({ kwargs }) => {
        expect.step([kwargs.kinds, kwargs.after]);
        return kwargs.after ? PAGES.older : PAGES.newest;
    });
    mockService("action", { doAction: (action) => expect.step(action.tag) });
    await mountWidget("keqing_timeline");
    expect(queryAllTexts(".o_keqing_day")).toEqual(["Jun 3, 2024"]);
    expect(queryAllTexts(".o_keqing_event button")).toEqual(["Hi", "S7"]);
    const aside = queryAllTexts(".o_keqing_event .small");
    expect(aside.map((text) => text.replace(/\s/g, " "))).toEqual(["9:30 AM", "Keqing"]);
    expect(".o_keqing_event:first [aria-label=Messages]").toHaveCount(1);
    expect(".o_keqing_event:last").toHaveText(/S7\s+\$ 7/);
    await contains(".o_keqing_more").click();
    expect(queryAllTexts(".o_keqing_day")).toEqual(["Jun 3, 2024", "May 1, 2024"]);
    expect(".o_keqing_more").toHaveCount(0);
    await contains(".o_keqing_event button:contains(S6)").click();
    expect.verifySteps([[[], false], [[], PAGES.newest.after], "nothing"]);
});

test("some kinds alone are shown on request, and all again", async () => {
    onRpc("res.partner", "get_keqing_timeline", ({ kwargs }) =>
        kwargs.kinds.length ? PAGES.orders : PAGES.newest
    );
    await mountWidget("keqing_timeline");
    await contains(".o_keqing_kind:contains(Orders)").click();
    expect(".o_keqing_kind[aria-pressed=true]").toHaveText("Orders");
    expect(queryAllTexts(".o_keqing_event button")).toEqual(["S7"]);
    expect(".o_keqing_kind").toHaveCount(2);
    await contains(".o_keqing_kind:contains(Orders)").click();
    expect(queryAllTexts(".o_keqing_event button")).toEqual(["Hi", "S7"]);
});

test("where nothing happened it says so", async () => {
    onRpc("res.partner", "get_keqing_timeline", () => ({ kinds: [], entries: [], after: false }));
    await mountWidget("keqing_timeline");
    expect(".o_widget").toHaveText("Nothing has happened yet that you may see.");
});

// Preferences

const mockPreferences = (chosen) =>
    onRpc("res.partner", "get_keqing_preferences", () => [
        {
            field: "keqing_preference_ids",
            name: "Taste",
            choices: [
                { id: 1, name: "Dry", chosen: chosen.has(1) },
                { id: 2, name: "Sweet", chosen: chosen.has(2) },
            ],
        },
        { field: "keqing_competitor_ids", name: "Also buys from", choices: [] },
    ]);

test("a tap chooses, another one takes back", async () => {
    const chosen = new Set([1]);
    mockPreferences(chosen);
    onRpc("res.partner", "write", ({ args: [ids, { keqing_preference_ids }] }) => {
        const [[command, id]] = keqing_preference_ids;
        expect.step([ids, command, id]);
        chosen[command === 4 ? "add" : "delete"](id);
        return true;
    });
    await mountWidget("keqing_preferences");
    const pressed = () => queryAll("[aria-pressed=true]").map((button) => button.textContent);
    expect(pressed()).toEqual(["Dry"]);
    await contains("button:contains(Sweet)").click();
    expect(pressed()).toEqual(["Dry", "Sweet"]);
    await contains("button:contains(Dry)").click();
    expect(pressed()).toEqual(["Sweet"]);
    expect.verifySteps([
        [[1], 4, 2],
        [[1], 3, 1],
    ]);
});

test("what is typed into the form survives a tap", async () => {
    mockPreferences(new Set());
    onRpc("res.partner", "write", () => true);
    onRpc("customer", "web_save", () => expect.step("saved"));
    await mountWidget("keqing_preferences");
    await contains("[name=name] input").edit("Half a na", { confirm: false });
    await contains("button:contains(Sweet)").click();
    expect("[name=name] input").toHaveValue("Half a na");
    expect.verifySteps([]);
});

test("a form that is only read takes no taps", async () => {
    mockPreferences(new Set());
    await mountWidget("keqing_preferences", { readonly: true });
    expect("[aria-pressed]").toHaveCount(2);
    expect("[aria-pressed]:enabled").toHaveCount(0);
    expect("[role=group]:last").toHaveText(/None is known yet/);
});
