import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Evaluation extends models.Model {
    _name = "keqing.evaluation";

    score = fields.Float();
    coverage = fields.Float();
    is_provisional = fields.Boolean();

    _records = [
        { id: 1, score: 82.4, coverage: 100, is_provisional: false },
        { id: 2, score: 0, coverage: 0, is_provisional: true },
        { id: 3, score: 0, coverage: 0, is_provisional: false },
    ];
}
defineMailModels();
defineModels([Evaluation]);

test("says why there is no score", async () => {
    await mountView({
        type: "list",
        resModel: "keqing.evaluation",
        arch: `<list><field name="score" widget="keqing_score" digits="[16, 1]"/></list>`,
    });
    expect(queryAllTexts("td[name=score]")).toEqual(["82.4", "provisional", "–"]);
});
