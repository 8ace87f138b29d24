import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
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

    name = fields.Char();
    phone = fields.Char();
    comment = fields.Char();

    _records = [{ id: 1, name: "Wanmin Inn", phone: "200" }];
}
defineMailModels();
defineModels([Customer]);

const mountForm = (params) =>
    mountView({
        type: "form",
        resModel: "customer",
        arch: `
            <form>
                <widget name="keqing_doubles"/>
                <field name="name"/>
                <field name="phone"/>
                <field name="comment"/>
            </form>`,
        ...params,
    });

const PAUSE = 400;

test("who might be there already is asked for once somebody types, and only then", async () => {
    onRpc("res.partner", "get_keqing_doubles", ({ args }) => {
        expect.step(args);
        return { known: [{ id: 7, name: "Liuli", same: "telephone" }], hidden: "Ask first." };
    });
    await mountForm({ resId: 1 });
    await advanceTime(PAUSE);
    expect.verifySteps([]);
    await contains("[name=phone] input").edit("300");
    await advanceTime(PAUSE);
    await animationFrame();
    expect.verifySteps([[[1], { name: "Wanmin Inn", phone: "300" }]]);
    expect(queryAllTexts(".o_keqing_doubles button")).toEqual(["Liuli"]);
    expect(".o_keqing_doubles").toHaveText(/\(same telephone\)\s+Ask first\./);
    await contains("[name=comment] input").edit("Nothing that one is recognised by");
    await advanceTime(PAUSE);
    expect.verifySteps([]);
});

test("of a new one all that was typed is asked about, and nobody is known", async () => {
    onRpc("res.partner", "get_keqing_doubles", ({ args }) => {
        expect.step(args);
        return { known: [], hidden: false };
    });
    await mountForm();
    await contains("[name=name] input").edit("Another Inn");
    await advanceTime(PAUSE);
    await animationFrame();
    expect.verifySteps([[[], { name: "Another Inn" }]]);
    expect(".o_keqing_doubles").toHaveCount(0);
});
