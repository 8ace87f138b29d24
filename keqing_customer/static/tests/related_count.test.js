import { expect, test } from "@odoo/hoot";
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

class Contract extends models.Model {
    _name = "contract";

    customer_id = fields.Many2one({ relation: "customer" });

    _records = [
        { id: 1, customer_id: 1 },
        { id: 2, customer_id: 1 },
    ];
}
defineMailModels();
defineModels([Customer, Contract]);

const ARCH = `
    <form>
        <div name="button_box">
            <button name="open" type="object" class="oe_stat_button">
                <widget name="keqing_related_count" model="contract" field="customer_id"
                    string="Contracts"/>
            </button>
        </div>
        <field name="name"/>
    </form>`;

test("counts for each record that is shown, after the form", async () => {
    onRpc("contract", "search_count", ({ args }) => expect.step(args[0]));
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        resIds: [1, 2],
        arch: ARCH,
    });
    await animationFrame();
    expect(".oe_stat_button .o_stat_text").toHaveText("Contracts");
    expect(".oe_stat_button .o_stat_value").toHaveText("2");
    expect.verifySteps([[["customer_id", "=", 1]]]);

    await contains(".o_pager_next").click();
    await animationFrame();
    expect(".oe_stat_button .o_stat_value").toHaveText("0");
    expect.verifySteps([[["customer_id", "=", 2]]]);
});
