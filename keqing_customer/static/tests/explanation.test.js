import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { EXPLANATION } from "./keqing_customer_models";

class Evaluation extends models.Model {
    _name = "keqing.evaluation";
    _records = [{ id: 7 }];
}
defineMailModels();
defineModels([Evaluation]);

const FORM = { type: "form", resModel: "keqing.evaluation", resId: 7 };
const ARCH = `<form><widget name="keqing_explanation"/></form>`;

test("shows bars, what is missing and what was decided otherwise", async () => {
    onRpc("keqing.evaluation", "get_explanation", ({ args }) => {
        expect.step(args[0]);
        return EXPLANATION;
    });
    await mountView({ ...FORM, arch: ARCH });
    expect.verifySteps([[7]]);
    expect(queryAllTexts("header .o_keqing_grade_code")).toEqual(["A", "B"]);
    expect("tbody tr:first").toHaveText(/Purchase amount\s+\$ 9,300.00\s+12.4 \/ 40/);
    expect(queryOne("tbody tr:first .progress-bar").style.width).toBe("31%");
    expect(".o_keqing_explanation_outlook").toHaveText(EXPLANATION.outlook[0]);
    expect(".o_keqing_explanation_note").toHaveText(EXPLANATION.notes[0]);
});

test("beside the points of the last period, and how it went until now", async () => {
    onRpc("keqing.evaluation", "get_explanation", () => EXPLANATION);
    await mountView({ ...FORM, arch: ARCH });
    expect("tbody tr:first .o_keqing_explanation_before").toHaveText("−3.6 (16.0)");
    expect("tbody tr:last .o_keqing_explanation_before").toHaveText("");
    expect(queryAllTexts(".o_keqing_explanation_history li")).toEqual(["A\n2026 Q2", "B\n2026 Q3"]);
    expect(".o_keqing_explanation_history .o_keqing_sparkline circle").toHaveCount(2);
});

test("of the first verdict nothing is said about before", async () => {
    const first = { ...EXPLANATION, before: false, history: EXPLANATION.history.slice(1) };
    onRpc("keqing.evaluation", "get_explanation", () => first);
    await mountView({ ...FORM, arch: ARCH });
    expect(".o_keqing_explanation_before").toHaveCount(0);
    expect(".o_keqing_explanation_history").toHaveCount(0);
});

test("what is not known has no bar and earned nothing", async () => {
    onRpc("keqing.evaluation", "get_explanation", () => EXPLANATION);
    await mountView({ ...FORM, arch: ARCH });
    expect("tbody tr:last .progress").toHaveCount(0);
    expect("tbody tr:last").toHaveText(/unknown\s+not counted\s+– \/ 10/);
});

test("a figure opens the documents that it was read off", async () => {
    const action = { type: "ir.actions.act_window", res_model: "account.move" };
    onRpc("keqing.evaluation", "get_explanation", () => EXPLANATION);
    onRpc("keqing.evaluation", "action_view_documents", ({ args }) => {
        expect.step(args);
        return action;
    });
    mockService("action", { doAction: (opened) => expect.step(opened.res_model) });
    await mountView({ ...FORM, arch: ARCH });
    expect("tbody button").toHaveCount(1);
    await click("tbody tr:first button");
    await animationFrame();
    expect.verifySteps([[[7], 3], "account.move"]);
});

test("a provisional grade has no points", async () => {
    onRpc("keqing.evaluation", "get_explanation", () => ({
        ...EXPLANATION,
        coverage: 0,
        provisional: true,
        score: "0.0",
    }));
    await mountView({ ...FORM, arch: ARCH });
    expect("header").toHaveText(/provisional/);
    expect("header").not.toHaveText(/points|%/);
});

test("asks for nothing while its page is closed", async () => {
    onRpc("keqing.evaluation", "get_explanation", () => expect.step("asked"));
    await mountView({
        ...FORM,
        arch: `
            <form>
                <notebook>
                    <page string="First"/>
                    <page string="Second"><widget name="keqing_explanation"/></page>
                </notebook>
            </form>`,
    });
    expect.verifySteps([]);
});
