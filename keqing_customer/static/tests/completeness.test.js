import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "customer";

    completeness = fields.Float();
    licence = fields.Char();
    _records = [
        { id: 1, completeness: 99.6 },
        { id: 2, completeness: 100 },
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

const MISSING = [
    { name: "Licence Number", where: "licence", page: "business" },
    { name: "Tasting", where: false, page: false },
];

test("a tap tells what is missing, asks only then, and does not open the customer", async () => {
    onRpc("customer", "get_keqing_missing", ({ args }) => {
        expect.step(args);
        return MISSING;
    });
    await mountList();
    expect.verifySteps([]);
    await click(".o_keqing_completeness:first");
    await animationFrame();
    expect(queryAllTexts(".o_keqing_missing li")).toEqual(["Licence Number", "Tasting"]);
    expect(".o_keqing_missing button").toHaveCount(0); // there is no form to be led to
    expect.verifySteps([[1]]);
});

test("another tap leads to what is to be filled in, on its page", async () => {
    onRpc("customer", "get_keqing_missing", () => MISSING);
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `
            <form>
                <field name="completeness" widget="keqing_completeness"/>
                <notebook>
                    <page name="first" string="First">Nothing</page>
                    <page name="business" string="Business"><field name="licence"/></page>
                </notebook>
            </form>`,
    });
    await click(".o_keqing_completeness");
    await animationFrame();
    expect(".o_keqing_missing button").toHaveText("Licence Number");
    await contains(".o_keqing_missing button").click();
    await advanceTime(200);
    expect(".o_keqing_missing").toHaveCount(0);
    expect("[name=licence] input").toBeFocused();
});

test("what is complete says so", async () => {
    onRpc("customer", "get_keqing_missing", () => []);
    await mountList();
    await click(".o_keqing_completeness:last");
    await animationFrame();
    expect(".o_keqing_missing").toHaveText("The card is complete.");
});
