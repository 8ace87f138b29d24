import { expect, test } from "@odoo/hoot";
import { click, hover, leave, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { readableOn } from "@keqing_customer/components/grade_badge/grade_badge";
import { EXPLANATION, Grade } from "./keqing_customer_models";

class Customer extends models.Model {
    _name = "customer";

    grade_id = fields.Many2one({ relation: "keqing.grade" });
    trend = fields.Selection({
        selection: [
            ["up", "Up"],
            ["down", "Down"],
        ],
    });

    _records = [
        { id: 1, grade_id: 1, trend: "up" },
        { id: 2, grade_id: 2, trend: false },
        { id: 3, grade_id: false, trend: false },
    ];
}
defineMailModels();
class Buyer extends models.Model {
    _name = "buyer";

    _records = [{ id: 2 }];
}

/** A document of a customer, with the grade of that. */
class Order extends models.Model {
    _name = "order";

    partner_id = fields.Many2one({ relation: "buyer" });
    grade_id = fields.Many2one({ relation: "keqing.grade" });

    _records = [{ id: 7, partner_id: 2, grade_id: 1 }];
}
defineModels([Grade, Customer, Buyer, Order]);

const ARCH = `
    <list>
        <field name="grade_id" widget="keqing_grade"
            options="{'trend_field': 'trend', 'explain': 'credit'}"/>
    </list>`;

test("draws the code, says the name and the movement", async () => {
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    expect(queryAllTexts(".o_keqing_grade_code")).toEqual(["A", "B"]);
    expect(".o_keqing_grade:first").toHaveAttribute("aria-label", "Grade Key, gone up");
    expect(".o_keqing_grade:last").toHaveAttribute("aria-label", "Grade Normal");
    expect(".o_keqing_grade .fa").toHaveCount(1);
    expect(".o_keqing_grade .fa").toHaveClass("fa-caret-up");
});

test("draws nothing in the sample data of an empty view", async () => {
    Customer._records = [];
    const arch = ARCH.replace("<list>", `<list sample="1">`);
    await mountView({ type: "list", resModel: "customer", arch });
    expect(".o_view_sample_data .o_data_row").not.toHaveCount(0);
    expect(".o_keqing_grade").toHaveCount(0);
});

test("is readable on dark and on light colours", async () => {
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    expect(".o_keqing_grade_code:first").toHaveStyle({ color: "rgb(255, 255, 255)" });
    expect(".o_keqing_grade_code:last").toHaveStyle({ color: "rgb(0, 0, 0)" });
    expect(readableOn("#ffffff")).toBe("#000000");
    expect(readableOn("#000000")).toBe("#ffffff");
});

test("reads code and colour together with the list", async () => {
    onRpc("customer", "web_search_read", ({ kwargs }) => {
        expect.step(Object.keys(kwargs.specification.grade_id.fields).sort());
        expect.step(Object.keys(kwargs.specification).sort());
    });
    onRpc("keqing.grade", "*", () => expect.step("an extra call"));
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    expect.verifySteps([
        ["code", "color", "display_name", "name"],
        ["grade_id", "trend"],
    ]);
});

test("a tap says why, and does not open the customer", async () => {
    onRpc("customer", "get_keqing_explanation", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.purpose]);
        return EXPLANATION;
    });
    await mountView({
        type: "list",
        resModel: "customer",
        arch: ARCH,
        selectRecord: () => expect.step("opened"),
    });
    await click(".o_keqing_grade_why:first");
    await animationFrame();
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveText(/For A it takes 60.0 points/);
    expect.verifySteps([[[1], "credit"]]);
});

test("hovering shows it after a moment, and as long as it lasts", async () => {
    onRpc("customer", "get_keqing_explanation", () => false);
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    await hover(".o_keqing_grade_why:first");
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveCount(0);
    await advanceTime(500);
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveText("This grade was set without an evaluation.");
    await leave();
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveCount(0);
});

test("a click keeps it open", async () => {
    onRpc("customer", "get_keqing_explanation", () => false);
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    await click(".o_keqing_grade_why:first");
    await animationFrame();
    await leave();
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveCount(1);
});

test("on a document it explains the grade of the customer", async () => {
    onRpc("res.partner", "get_keqing_explanation", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.purpose]);
        return EXPLANATION;
    });
    await mountView({
        type: "list",
        resModel: "order",
        arch: `
            <list>
                <field name="grade_id" widget="keqing_grade"
                    options="{'customer_field': 'partner_id', 'explain': 'grade'}"/>
            </list>`,
    });
    await click(".o_keqing_grade_why:first");
    await animationFrame();
    await animationFrame();
    expect(".o_keqing_explanation_popover").toHaveText(/For A it takes 60.0 points/);
    expect.verifySteps([[[2], "grade"]]);
});
