import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Customer } from "./keqing_customer_models";

class Order extends models.Model {
    _name = "sale.order";

    name = fields.Char();

    _records = [{ id: 1, name: "S00001" }];
}
defineMailModels();
defineModels([Customer, Order]);

const RECOMMENDED = [
    { id: 31, name: "Cellar", reason: "Bought by 5 of 6 hotels", likes: ["Sauce", "Gift box"] },
    { id: 32, name: "Light", reason: "Bought by 6 of 6 hotels", likes: [] },
];

const mountCard = (resId = 1) =>
    mountView({
        type: "form",
        resModel: "customer",
        resId,
        arch: `<form><widget name="keqing_recommendations"/></form>`,
    });

async function openDialog() {
    onRpc("sale.order", "get_keqing_recommendations", ({ args }) => {
        expect.step(["asked", args[0]]);
        return RECOMMENDED;
    });
    onRpc("sale.order", "action_keqing_add_recommended", ({ args }) => {
        expect.step(["added", ...args]);
        return true;
    });
    await mountView({
        type: "form",
        resModel: "sale.order",
        resId: 1,
        arch: `<form><field name="name"/><widget name="keqing_recommend"/></form>`,
    });
}

// On the card of a customer

test("each product says why, and what of it is liked", async () => {
    onRpc("res.partner", "get_keqing_recommendations", () => RECOMMENDED);
    await mountCard();
    expect(queryAllTexts(".o_keqing_recommendations li")).toEqual([
        "Cellar\nBought by 5 of 6 hotels\nLikes: Sauce, Gift box",
        "Light\nBought by 6 of 6 hotels",
    ]);
    expect(".o_keqing_recommendations input").toHaveCount(0);
});

test("nothing to recommend says why not", async () => {
    onRpc("res.partner", "get_keqing_recommendations", () => []);
    await mountCard();
    expect(".o_widget").toHaveText(/^Nothing to recommend: either this customer buys/);
});

test("a customer that is not saved yet gets nothing recommended", async () => {
    await mountCard(false);
    expect(".o_widget").toHaveText("Save the customer first.");
});

// On an order

test("what is ticked goes on the order", async () => {
    await openDialog();
    expect.verifySteps([]);
    await contains("button:contains(Recommended products)").click();
    expect.verifySteps([["asked", [1]]]);
    expect(".modal .btn-primary").not.toBeEnabled();
    await contains(".modal li:contains(Cellar) input").click();
    await contains(".modal li:contains(Light) input").click();
    await contains(".modal li:contains(Cellar) input").click();
    await contains(".modal .btn-primary:contains(Add to the order)").click();
    expect.verifySteps([["added", [1], [32]]]);
    await animationFrame();
    expect(".modal").toHaveCount(0);
});

test("the order is saved before", async () => {
    onRpc("sale.order", "web_save", () => expect.step("saved"));
    await openDialog();
    await contains("[name=name] input").edit("S00002", { confirm: false });
    await contains("button:contains(Recommended products)").click();
    expect.verifySteps(["saved", ["asked", [1]]]);
    await contains(".modal button:contains(Cancel)").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});
