import { fields, models } from "@web/../tests/web_test_helpers";

export class Grade extends models.Model {
    _name = "keqing.grade";

    code = fields.Char();
    name = fields.Char();
    color = fields.Char();

    _records = [
        { id: 1, code: "A", name: "Key", color: "#198754" },
        { id: 2, code: "B", name: "Normal", color: "#ffe08a" },
    ];
}

/** Customers with nothing but a name: their cards fetch the rest. */
export class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();

    _records = [
        { id: 1, name: "Wanmin Inn" },
        { id: 2, name: "Wangshu Inn" },
    ];
}

/** What the server's `get_explanation` answers for a B that misses a little for A. */
export const EXPLANATION = {
    id: 7,
    title: "2026 Q3 · Customer grade",
    score: "44.1",
    coverage: 90,
    provisional: false,
    grade: { id: 2, code: "B", name: "Normal", color: "#ffe08a" },
    computed: { id: 2, code: "B", name: "Normal", color: "#ffe08a" },
    previous: { id: 1, code: "A", name: "Key", color: "#198754" },
    movement: "down",
    lines: [
        {
            name: "Purchase amount",
            indicator_id: 3,
            has_documents: true,
            value: "$ 9,300.00",
            known: true,
            decides: false,
            earned: 12.4,
            weight: 40,
            percent: 31,
            before: 16,
        },
        {
            name: "Growth",
            indicator_id: 4,
            has_documents: false,
            value: "unknown",
            known: false,
            decides: false,
            earned: false,
            weight: 10,
            percent: null,
            before: false,
        },
    ],
    before: "2026 Q2",
    history: [
        {
            id: 5,
            period: "2026 Q2",
            score: 61,
            grade: { id: 1, code: "A", name: "Key", color: "#198754" },
        },
        {
            id: 7,
            period: "2026 Q3",
            score: 44.1,
            grade: { id: 2, code: "B", name: "Normal", color: "#ffe08a" },
        },
    ],
    outlook: ["For A it takes 60.0 points: 15.9 points more."],
    notes: ["Li Na set B instead of C: opens a second shop"],
};
