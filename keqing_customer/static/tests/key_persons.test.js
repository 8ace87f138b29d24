import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";

const PERSON = {
    function: false,
    phone: false,
    email: false,
    role: false,
    is_decision_maker: false,
    last_contact: false,
};
const CARD = {
    persons: [
        {
            ...PERSON,
            id: 11,
            name: "Ningguang",
            role: "Head",
            is_decision_maker: true,
            influence: 3,
            attitude: "against",
            last_contact: "2024-06-20",
        },
        { ...PERSON, id: 12, name: "Keqing", influence: 1, attitude: "for" },
    ],
    gaps: ["Payer: nobody known"],
    left: ["Yelan (Buyer)"],
};
const STRANGER = { ...PERSON, id: 13, name: "Childe", influence: 0, attitude: false };

defineMailModels();

async function mountCard(card) {
    onRpc("res.partner", "get_keqing_key_persons", () => card);
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: 1,
        arch: `<form><widget name="keqing_key_persons"/></form>`,
    });
}

test("places everybody by influence and attitude, who decides with a star", async () => {
    await mountCard(CARD);
    expect(queryAllTexts(".o_keqing_decision_map thead th")).toEqual([
        "Against us",
        "Neutral",
        "For us",
    ]);
    expect(queryAllTexts(".o_keqing_decision_map td:not(:empty)")).toEqual([
        "Ningguang\nHead",
        "Keqing",
    ]);
    expect(".o_keqing_decision_map tbody tr:eq(0) td:eq(0) .fa-star").toHaveCount(1);
    expect(".o_keqing_decision_map tbody tr:eq(2) td:eq(2) button").toHaveText("Keqing");
    expect(".o_keqing_decision_map .fa-star").toHaveCount(1);
});

test("who is not placed yet has a row and a column", async () => {
    await mountCard({ ...CARD, persons: [...CARD.persons, STRANGER] });
    expect(".o_keqing_decision_map thead th").toHaveCount(4);
    expect(".o_keqing_decision_map tbody tr:eq(3) td:eq(3)").toHaveText("Childe");
});

test("says what is missing, and who was there before", async () => {
    await mountCard(CARD);
    expect(queryAllTexts(".o_keqing_gaps li")).toEqual(["Payer: nobody known"]);
    expect(".o_form_view").toHaveText(/Were here before: Yelan \(Buyer\)/);
    expect(".o_keqing_key_person:eq(1)").toHaveText(/Never contacted/);
    expect(".o_keqing_key_person:eq(0)").toHaveText(/Last contact/);
});

test("who has left is asked for a successor, then the card is read again", async () => {
    onRpc("res.partner", "action_keqing_leave", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_window", name: "Succession" };
    });
    mockService("action", {
        doAction: async (action, { onClose }) => {
            expect.step(action.name);
            await onClose();
        },
    });
    await mountCard(CARD);
    onRpc("res.partner", "get_keqing_key_persons", () => {
        expect.step("read again");
        return { ...CARD, persons: [] };
    });
    await click(".o_keqing_key_person:eq(0) button:contains(Mark as left)");
    await animationFrame();
    expect.verifySteps([[11], "Succession", "read again"]);
    expect(".o_keqing_decision_map").toHaveCount(0);
});
