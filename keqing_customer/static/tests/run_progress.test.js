import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    MockServer,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Run extends models.Model {
    _name = "keqing.evaluation.run";

    state = fields.Selection({
        selection: [
            ["computing", "Computing"],
            ["computed", "To Confirm"],
        ],
    });
    progress = fields.Float();
    done_count = fields.Integer();
    total_count = fields.Integer();

    _records = [{ id: 1, state: "computing", progress: 0, done_count: 0, total_count: 200 }];
}
defineMailModels();
defineModels([Run]);

const ARCH = `
    <form>
        <widget name="keqing_run_progress" invisible="state != 'computing'"/>
        <div class="done" invisible="state != 'computed'">Done</div>
    </form>`;

test("follows the run by itself until it is computed, then stops asking", async () => {
    onRpc("keqing.evaluation.run", "web_read", () => expect.step("read"));
    await mountView({ type: "form", resModel: "keqing.evaluation.run", resId: 1, arch: ARCH });
    expect(".o_keqing_run_progress").toHaveText(/Measuring 200 customers/);
    expect.verifySteps(["read"]);

    const run = MockServer.env["keqing.evaluation.run"];
    run.write([1], { done_count: 50, progress: 25 });
    await advanceTime(2000);
    await animationFrame();
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    expect(".o_keqing_run_progress").toHaveText(/Judging: 50 of 200/);
    expect.verifySteps(["read"]);

    run.write([1], { state: "computed", done_count: 200, progress: 100 });
    await advanceTime(2000);
    await animationFrame();
    expect(".o_keqing_run_progress").toHaveCount(0);
    expect(".done").toHaveText("Done");
    expect.verifySteps(["read"]);

    await advanceTime(10000);
    expect.verifySteps([]);
});
