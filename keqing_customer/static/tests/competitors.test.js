import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels, mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const ACTIVITY = {
    id: 5,
    competitor: "Northland",
    kind: "Promotion",
    what: "Two free with ten",
    period: "since Apr 1",
    told: "Keqing on Apr 2: Seen on a visit (Sure)",
    is_over: false,
};

async function mountCompetitors(data) {
    mailModels.ResPartner._records = [
        ...mailModels.ResPartner._records,
        { id: 71, name: "Wanmin Restaurant" },
    ];
    onRpc("res.partner", "get_keqing_competitors", () => data);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: 71,
        arch: `<form><widget name="keqing_competitors"/></form>`,
    });
}

test("each activity says who does what, and who said so", async () => {
    onRpc("res.partner", "action_view_keqing_competitors", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_window", name: "What Competitors Do" };
    });
    mockService("action", { doAction: () => {} });
    await mountCompetitors({ activities: [ACTIVITY], more: 3 });
    expect(queryAllTexts(".o_keqing_competitors li button")).toEqual(["Northland"]);
    expect(".o_keqing_competitors li").toHaveText(/Two free with ten.*Seen on a visit/s);
    await contains(".o_keqing_competitors .btn-link:contains(3 more)").click();
    expect.verifySteps([71]);
});

test("nothing is known yet", async () => {
    await mountCompetitors({ activities: [], more: 0 });
    expect(".o_keqing_competitors").toHaveText(/Nothing is known yet/);
    expect(".o_keqing_competitors li").toHaveCount(0);
});
