import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels, mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const PAGE = {
    facts: [{ name: "rhythm", label: "Rhythm", text: "every 10 days", tone: "" }],
    products: [{ id: 5, name: "Tea", detail: "3 Units", amount: "$ 30.00" }],
    stopped: [{ id: 6, name: "Rice", detail: "Last on May 1", amount: "$ 9.00" }],
    more: 0,
    months: [{ month: 1, name: "Jan", title: "Jan: 1 and 2", before: 50, now: 100 }],
    years: ["2023", "2024"],
    opens: true,
};

async function mountBuying(page) {
    mailModels.ResPartner._records = [
        ...mailModels.ResPartner._records,
        { id: 71, name: "Wanmin Restaurant" },
    ];
    onRpc("res.partner", "get_keqing_buying", () => page);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: 71,
        arch: `<form><widget name="keqing_buying"/></form>`,
    });
}

test("rhythm, products, what stopped and seasons, each opening what is behind it", async () => {
    onRpc("res.partner", "action_view_keqing_bought", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.product_id, kwargs.month]);
        return { type: "ir.actions.act_window", name: "Purchases" };
    });
    mockService("action", { doAction: () => {} });
    await mountBuying(PAGE);
    expect(queryAllTexts(".o_keqing_buying dd")).toEqual(["every 10 days"]);
    expect(queryAllTexts(".o_keqing_bought li button")).toEqual(["Tea"]);
    expect(queryAllTexts(".o_keqing_stopped li button")).toEqual(["Rice"]);
    await contains(".o_keqing_stopped li button").click();
    await contains(".o_keqing_season").click();
    expect.verifySteps([
        [71, 6, undefined],
        [71, undefined, 1],
    ]);
});

test("who may not see documents has no doors", async () => {
    await mountBuying({ ...PAGE, opens: false });
    expect(".o_keqing_bought li").toHaveText(/Tea/);
    expect(".o_keqing_buying button:not([disabled])").toHaveCount(0);
});

test("who never bought is told so", async () => {
    await mountBuying({ ...PAGE, facts: [] });
    expect(".o_widget_keqing_buying").toHaveText("It has bought nothing from us yet.");
});
