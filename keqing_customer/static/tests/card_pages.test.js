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
    onRpc("res.partner", "get_keqing_assignments", ({ args }) => {
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
                    <page string="Second"><widget name="keqing_assignment_history"/></page>
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
    onRpc("res.partner", "get_keqing_assignments", ({ args }) => answers[args[0]]);
    const entry = (who) => ({
        id: 1,
        user: who,
        territory: false,
        date_from: "2024-01-01",
        date_to: false,
        source: false,
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
                    <page string="Second"><widget name="keqing_assignment_history"/></page>
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
};

test("people say by words, not signs alone, how much they count, where they stand", async () => {
    onRpc("res.partner", "get_keqing_key_persons", () => PERSONS);
    await mountWidget("keqing_key_persons");
    expect(queryAllTexts(".o_keqing_key_person button")).toEqual([
        "Xiangling",
        "Has left",
        "Mao",
        "Has left",
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

// Assignments

test("who held a customer, since when and why", async () => {
    onRpc("res.partner", "get_keqing_assignments", () => [
        {
            id: 2,
            date_from: "2024-03-01",
            date_to: false,
            user: "Ganyu",
            user_id: 5,
            territory: "Harbour",
            changed_by: "Keqing",
            reason: "Moved house",
        },
        {
            id: 1,
            date_from: false,
            date_to: "2024-02-29",
            user: false,
            user_id: false,
            territory: false,
            changed_by: false,
            reason: false,
        },
    ]);
    await mountWidget("keqing_assignment_history");
    expect(".o_keqing_assignments li").toHaveCount(2);
    expect(".o_keqing_assignments li:first").toHaveText(
        /Ganyu · Harbour\s+03\/01\/2024 – today · by Keqing\s+Moved house/
    );
    expect(".o_keqing_assignments li:last").toHaveText(/No owner\s+since ever – 02\/29\/2024/);
    expect(".o_keqing_assignments li:last img").toHaveCount(0);
});

test("without a change there is no history", async () => {
    onRpc("res.partner", "get_keqing_assignments", () => []);
    await mountWidget("keqing_assignment_history");
    expect(".o_widget").toHaveText("With its present owner since ever.");
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
