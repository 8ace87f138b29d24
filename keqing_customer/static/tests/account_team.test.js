import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Customer } from "./keqing_customer_models";

defineMailModels();
defineModels([Customer]);

const TEAM = {
    members: [
        {
            id: 21,
            user_id: 5,
            user: "Ningguang",
            has_left: false,
            duty: "Executive contact",
            is_sponsor: true,
            last_contact: "2024-06-20",
            contact_count: 3,
        },
        {
            id: 22,
            user_id: 6,
            user: "Ganyu",
            has_left: false,
            duty: "Finance",
            is_sponsor: false,
            last_contact: "2023-12-01",
            contact_count: 0,
        },
        {
            id: 23,
            user_id: 7,
            user: "Qiqi",
            has_left: true,
            duty: "Marketing",
            is_sponsor: false,
            last_contact: false,
            contact_count: 0,
        },
    ],
    recent_days: 90,
    missing: [],
    may_change: true,
};

async function mountTeam(team) {
    onRpc("res.partner", "get_keqing_team", ({ args }) => {
        expect.step(args[0]);
        return team;
    });
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><widget name="keqing_account_team"/></form>`,
    });
    expect.verifySteps([1]);
}

test("who does what, and when and how often they were in touch", async () => {
    await mountTeam(TEAM);
    expect(queryAllTexts(".o_keqing_account_team li .fw-bold")).toEqual([
        "NingguangExecutive sponsor",
        "Ganyu",
        "QiqiHas left",
    ]);
    expect(queryAllTexts(".o_keqing_account_team li .small")).toEqual([
        "Last contact Jun 20, 2024 · 3 in 90 days",
        "Last contact Dec 1, 2023",
        "Never contacted",
    ]);
});

test("what the grade demands and is not there", async () => {
    const missing = ["A customer of the grade A needs an executive sponsor."];
    await mountTeam({ ...TEAM, members: [], missing });
    expect(queryAllTexts(".o_keqing_account_team p")).toEqual(missing);
});

test("nobody besides the owner, and none to name anybody", async () => {
    await mountTeam({ ...TEAM, members: [], may_change: false });
    expect(".o_keqing_account_team").toHaveText(/^Account team\s+The owner works alone.$/);
    expect(".o_keqing_account_team button").toHaveCount(0);
});

test("who was named or removed is read again", async () => {
    let onRecordSaved;
    mockService("dialog", {
        add: (component, props) => {
            onRecordSaved = props.onRecordSaved;
            expect.step([props.resModel, props.context]);
        },
    });
    onRpc("keqing.account.team.member", "unlink", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    await mountTeam(TEAM);
    await contains("button:contains(Add a member)").click();
    await onRecordSaved();
    expect.verifySteps([["keqing.account.team.member", { default_partner_id: 1 }], 1]);
    await contains("li:contains(Ganyu) button[aria-label='Remove from the team']").click();
    expect.verifySteps([[22], 1]);
});
