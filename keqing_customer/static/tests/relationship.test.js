import { expect, test } from "@odoo/hoot";
import { click, edit, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Sparkline } from "@keqing_customer/components/sparkline/sparkline";

class Line extends models.Model {
    _name = "quick.line";

    name = fields.Char();
    description = fields.Text();
    indicator_id = fields.Many2one({ relation: "quick.line" });
    mark_min = fields.Float();
    mark_max = fields.Float();
    previous_value = fields.Float();
    previous_date = fields.Date();
    value = fields.Float();
    is_given = fields.Boolean();

    _records = [
        {
            id: 1,
            name: "Satisfaction",
            indicator_id: 1,
            mark_min: 0,
            mark_max: 5,
            previous_value: 2,
            previous_date: "2026-03-31",
        },
        { id: 2, name: "Footfall", indicator_id: 2, mark_min: 0, mark_max: 100 },
    ];
}
class Quick extends models.Model {
    _name = "quick";

    line_ids = fields.One2many({ relation: "quick.line" });

    _records = [{ id: 1, line_ids: [1, 2] }];
}
defineMailModels();
defineModels([Line, Quick]);

const mountMarks = () =>
    mountView({
        type: "form",
        resModel: "quick",
        resId: 1,
        arch: `
            <form>
                <field name="line_ids" widget="keqing_marks">
                    <list>
                        <field name="indicator_id"/>
                        <field name="description"/>
                        <field name="mark_min"/>
                        <field name="mark_max"/>
                        <field name="previous_value"/>
                        <field name="previous_date"/>
                        <field name="value"/>
                        <field name="is_given"/>
                    </list>
                </field>
            </form>`,
    });
const lastLines = () => {
    onRpc("quick", "web_save", ({ args }) => {
        expect.step(args[1].line_ids.map(([, id, values]) => [id, values.value, values.is_given]));
    });
};

test("a tap gives a mark, another takes it back, and zero is a mark, too", async () => {
    lastLines();
    await mountMarks();
    expect(queryAllTexts(".o_keqing_mark")).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(".o_keqing_mark_previous").toHaveText("2");
    expect("input[aria-label='2, as last time']").toHaveCount(1);
    expect(".btn-check:checked").toHaveCount(0);
    await click(".o_keqing_mark:eq(4)");
    await animationFrame();
    expect(".btn-check:checked + label").toHaveText("4");
    await click(".o_keqing_mark:eq(4)");
    await animationFrame();
    expect(".btn-check:checked").toHaveCount(0);
    await click(".o_keqing_mark:eq(0)");
    await animationFrame();
    expect(".btn-check:checked + label").toHaveText("0");
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([[[1, 0, true]]]);
});

test("the keyboard goes from row to row and chooses: each is a group of radios", async () => {
    await mountMarks();
    const radios = queryAll("fieldset:eq(0) input[type=radio]");
    expect(radios).toHaveLength(6);
    expect(new Set(radios.map((radio) => radio.name)).size).toBe(1);
    expect("fieldset:eq(0) legend").toHaveText(/Satisfaction/);
});

test("more marks than fit on buttons are typed in", async () => {
    lastLines();
    await mountMarks();
    await click("input[type=number]");
    await edit("65", { confirm: "blur" });
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([[[2, 65, true]]]);
});

test("a trend says its figures", async () => {
    await mountWithCleanup(Sparkline, {
        props: {
            trend: [
                { id: 1, period: "2026 Q1", score: 0 },
                { id: 2, period: "2026 Q2", score: 100 },
            ],
        },
    });
    expect(".o_keqing_sparkline").toHaveAttribute(
        "aria-label",
        "2026 Q1: 0 points; 2026 Q2: 100 points"
    );
    expect("polyline").toHaveAttribute("points", "5,51 155,5");
});
