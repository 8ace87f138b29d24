import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels, mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();
beforeEach(() => {
    mailModels.ResPartner._records = [
        ...mailModels.ResPartner._records,
        { id: 71, name: "Wanmin Restaurant" },
        { id: 72, name: "Liuli Pavilion" },
    ];
});

const FORM = {
    type: "form",
    resModel: "res.partner",
    resId: 71,
    resIds: [71, 72],
    arch: `<form><widget name="keqing_matters"/><field name="name"/></form>`,
};
const MATTERS = [
    { text: "$ 600.00 overdue, 12 day(s) late", level: "now", action: { name: "Overdue" } },
    { text: "Licence ends on 06/15/2024", level: "soon", action: { name: "Licence" } },
    { text: "Card never checked", level: "info", action: { name: "Check" } },
];

test("a line each, red for what is to be done now alone", async () => {
    onRpc("res.partner", "get_keqing_matters", () => MATTERS);
    await mountView(FORM);
    await animationFrame();
    expect(queryAllTexts(".o_keqing_matters li")).toEqual(MATTERS.map((each) => each.text));
    expect(".o_keqing_matters span.text-danger").toHaveText(MATTERS[0].text);
    expect(".o_keqing_matters [role=img]:first").toHaveAttribute("aria-label", "Act now");
});

test("nothing is nothing at all", async () => {
    onRpc("res.partner", "get_keqing_matters", () => []);
    await mountView(FORM);
    await animationFrame();
    expect(".o_keqing_matters").toHaveCount(0);
});

test("the form does not wait for it", async () => {
    const answer = new Deferred();
    onRpc("res.partner", "get_keqing_matters", () => answer);
    await mountView(FORM);
    expect("[name=name] input").toHaveValue("Wanmin Restaurant");
    expect(".o_keqing_matters").toHaveCount(0);
    answer.resolve(MATTERS);
    await animationFrame();
    expect(".o_keqing_matters li").toHaveCount(3);
});

test("a line opens what there is to do, and is asked for again afterwards", async () => {
    onRpc("res.partner", "get_keqing_matters", ({ args }) => {
        expect.step(args[0]);
        return MATTERS;
    });
    mockService("action", {
        doAction(action, { onClose }) {
            expect.step(action.name);
            onClose();
        },
    });
    await mountView(FORM);
    await animationFrame();
    await contains(".o_keqing_matters button:contains(Licence)").click();
    await animationFrame();
    expect.verifySteps([71, "Licence", 71]);
});

test("follows the customer, and what is saved of it", async () => {
    onRpc("res.partner", "get_keqing_matters", ({ args }) => {
        expect.step(args[0]);
        return [];
    });
    await mountView(FORM);
    await contains("[name=name] input").edit("Wanmin");
    expect.verifySteps([71]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps([71]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps([72]);
});
