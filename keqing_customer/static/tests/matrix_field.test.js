import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const A = { id: 1, code: "A", name: "A", color: "#198754" };
const B = { id: 2, code: "B", name: "B", color: "#0d6efd" };

class Run extends models.Model {
    _name = "keqing.evaluation.run";

    matrix = fields.Json();

    _records = [
        {
            id: 1,
            matrix: {
                grades: [A, B],
                rows: [
                    { previous: 1, cells: [4, 3, 0] },
                    { previous: 2, cells: [2, 0, 0] },
                    { previous: false, cells: [0, 5, 0] },
                ],
            },
        },
        { id: 2, matrix: { grades: [A], rows: [{ previous: 1, cells: [0, 1] }] } },
        { id: 3, matrix: { grades: [A, B], rows: [] } },
    ];
}
defineMailModels();
defineModels([Run]);

const mountRun = (resId) =>
    mountView({
        type: "form",
        resModel: "keqing.evaluation.run",
        resId,
        arch: `<form><field name="matrix" widget="keqing_matrix"/></form>`,
    });

test("says by arrow and words, not by colour alone, who goes up and who down", async () => {
    await mountRun(1);
    expect(queryAllTexts(".o_keqing_matrix_cell")).toEqual(["4", "3", "2", "5"]);
    const label = (position) => `.o_keqing_matrix_cell:eq(${position})`;
    expect(label(0)).toHaveAttribute("aria-label", "4 from A to A: unchanged");
    expect(label(1)).toHaveAttribute("aria-label", "3 from A to B: down");
    expect(`${label(1)} .fa-caret-down`).toHaveCount(1);
    expect(label(2)).toHaveAttribute("aria-label", "2 from B to A: up");
    expect(`${label(2)} .fa-caret-up`).toHaveCount(1);
    expect(label(3)).toHaveAttribute("aria-label", "5 from no grade to B: first grade");
    expect("thead th").toHaveCount(3, { message: "two grades and the total, nobody without" });
});

test("a cell opens its customers", async () => {
    onRpc("keqing.evaluation.run", "action_view_evaluations", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.context.keqing_cell]);
        return { type: "ir.actions.act_window", name: "the customers" };
    });
    mockService("action", { doAction: (action) => expect.step(action.name) });
    await mountRun(1);
    await click(".o_keqing_matrix_cell:eq(2)");
    await animationFrame();
    await click(".o_keqing_matrix_cell:eq(3)");
    await animationFrame();
    expect.verifySteps([[[1], [2, 1]], "the customers", [[1], [false, 2]], "the customers"]);
});

test("who has no grade now has a column", async () => {
    await mountRun(2);
    expect(queryAllTexts("thead th")).toEqual(["A", "none", "all"]);
    expect(".o_keqing_matrix_cell").toHaveAttribute("aria-label", "1 from A to no grade: down");
});

test("an empty run has an empty matrix", async () => {
    await mountRun(3);
    expect(".o_keqing_matrix_cell").toHaveCount(0);
});
