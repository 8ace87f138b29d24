import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "customer";

    completeness = fields.Float();
    keqing_missing = fields.Char();

    _records = [
        { id: 1, completeness: 99.6, keqing_missing: "Licence Number, Cellarer" },
        { id: 2, completeness: 100, keqing_missing: false },
    ];
}
defineMailModels();
defineModels([Customer]);

const mountList = () =>
    mountView({
        type: "list",
        resModel: "customer",
        arch: `<list><field name="completeness" widget="keqing_completeness"/></list>`,
        selectRecord: () => expect.step("opened"),
    });

test("almost complete is not complete", async () => {
    await mountList();
    expect(queryAllTexts(".o_keqing_completeness")).toEqual(["99 %", "100 %"]);
    expect("svg:first").not.toHaveClass("o_complete");
    expect("svg:last").toHaveClass("o_complete");
});

test("a tap tells what is missing, asks only then, and does not open the customer", async () => {
    onRpc("customer", "read", ({ args }) => expect.step(args));
    await mountList();
    expect.verifySteps([]);
    await click(".o_keqing_completeness:first");
    await animationFrame();
    expect(".o_keqing_missing").toHaveText("Still missing: Licence Number, Cellarer");
    expect.verifySteps([[[1], ["keqing_missing"]]]);
});

test("what is complete says so", async () => {
    await mountList();
    await click(".o_keqing_completeness:last");
    await animationFrame();
    expect(".o_keqing_missing").toHaveText("The card is complete.");
});
