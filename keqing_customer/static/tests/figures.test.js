import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels, mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const FIGURES = [
    { name: "bought", label: "Bought", text: "$ 120.00", note: "new", tone: "", opens: "bought" },
    { name: "overdue", label: "Overdue", text: "$ 20.00", note: "", tone: "now", opens: "overdue" },
    { name: "free_credit", label: "Free", text: "$ 5.00", note: "of $ 9.00", tone: "", opens: "" },
];

async function mountFigures(figures) {
    mailModels.ResPartner._records = [
        ...mailModels.ResPartner._records,
        { id: 71, name: "Wanmin Restaurant" },
    ];
    onRpc("res.partner", "get_keqing_figures", () => figures);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: 71,
        arch: `<form><widget name="keqing_figures"/><field name="name"/></form>`,
    });
    await animationFrame();
}

test("a figure each, red for what is to be done now alone", async () => {
    await mountFigures(FIGURES);
    expect(queryAllTexts(".o_keqing_figures dt")).toEqual(["Bought", "Overdue", "Free"]);
    expect(".o_keqing_figures .text-danger").toHaveText("$ 20.00");
    expect(".o_keqing_figures button").toHaveCount(2);
});

test("a figure opens the documents behind it", async () => {
    onRpc("res.partner", "action_view_keqing_figure", ({ args }) => {
        expect(args).toEqual([71, "overdue"]);
        return { type: "ir.actions.act_window", name: "Overdue" };
    });
    mockService("action", { doAction: ({ name }) => expect.step(name) });
    await mountFigures(FIGURES);
    await contains(".o_keqing_figures [name=overdue] button").click();
    expect.verifySteps(["Overdue"]);
});

test("nothing is nothing at all", async () => {
    await mountFigures([]);
    expect(".o_keqing_figures").toHaveCount(0);
});
