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

class Line extends models.Model {
    _name = "line";

    name = fields.Char();
    note = fields.Char();

    _records = [{ id: 1, name: "Amount" }];
}

class Scorecard extends models.Model {
    _name = "scorecard";

    line_ids = fields.One2many({ relation: "line" });

    _records = [{ id: 1, line_ids: [1] }];
}
defineMailModels();
defineModels([Line, Scorecard]);

const mountScorecard = () =>
    mountView({
        type: "form",
        resModel: "scorecard",
        resId: 1,
        arch: `
            <form>
                <field name="line_ids" widget="keqing_one2many_dialog">
                    <list editable="bottom" open_form_view="True"><field name="name"/></list>
                    <form><field name="note"/></form>
                </field>
            </form>`,
    });

test("a row is edited in place, and opens in a dialog that saves with the form", async () => {
    onRpc("scorecard", "web_save", ({ args: [, { line_ids }] }) => expect.step(line_ids));
    await mountScorecard();
    await contains(".o_data_cell[name=name]").click();
    await contains(".o_data_cell[name=name] input").edit("Amount bought", { confirm: false });
    await contains(".o_list_record_open_form_view button").click();
    await contains(".modal [name=note] input").edit("Counts most");
    await contains(".modal .o_form_button_save").click();
    expect(".modal").toHaveCount(0);
    expect(".o_data_cell[name=name]").toHaveText("Amount bought");
    expect.verifySteps([]);
    await contains(".o_form_button_save").click();
    expect.verifySteps([[[1, 1, { name: "Amount bought", note: "Counts most" }]]]);
});

test("a row that is not saved yet opens as well", async () => {
    await mountScorecard();
    await contains(".o_field_x2many_list_row_add a").click();
    await contains(".o_selected_row [name=name] input").edit("Growth", { confirm: false });
    await contains(".o_data_row:last .o_list_record_open_form_view button").click();
    await animationFrame();
    expect(".modal [name=note] input").toHaveCount(1);
});
