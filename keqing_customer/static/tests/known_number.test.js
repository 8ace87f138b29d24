import { expect, test } from "@odoo/hoot";
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

    share = fields.Float({ digits: [5, 2] });

    _records = [
        { id: 1, share: 0 },
        { id: 2, share: 12.5 },
    ];
}
defineMailModels();
defineModels([Customer]);

const mountForm = (resId, attributes = "") =>
    mountView({
        type: "form",
        resModel: "customer",
        resId,
        arch: `<form><field name="share" widget="keqing_known_float" ${attributes}/></form>`,
    });

test("what is not known is no zero", async () => {
    await mountForm(1, `readonly="1"`);
    expect("[name=share]").toHaveText("—");
});

test("it is empty where it can be filled in, and can be emptied again", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].share));
    await mountForm(2);
    expect("[name=share] input").toHaveValue("12.50");
    await contains("[name=share] input").edit("");
    await contains(".o_form_button_save").click();
    expect.verifySteps([0]);
    expect("[name=share] input").toHaveValue("");
    expect("[name=share] input").toHaveAttribute("placeholder", "—");
});
