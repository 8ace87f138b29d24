import { expect, test } from "@odoo/hoot";
import { getMissing, withEntries } from "@keqing_visit/components/day/stop";

const STOP = {
    id: 1,
    state: "planned",
    checked_in_at: false,
    demands: ["result", "met_ids"],
    result: false,
    met_ids: [],
    promises: [],
    payments: [],
    talks: [{ topic_id: 1, said: "Dear" }],
    samples: [],
    positions: {},
    steps: [
        { id: 11, stage: "prepare", name: "Samples", is_mandatory: true, is_done: false },
        { id: 12, stage: "action", name: "Greet", is_mandatory: false, is_done: false },
    ],
    checks: [
        { id: 21, item: "Stock", subject: "Wine", answer: "number", is_mandatory: true, number: 0 },
    ],
};
const entry = (kind, values = {}, more = {}) => ({
    visit_id: 1,
    kind,
    values,
    refusal: "",
    ...more,
});

test("what waits is shown as written down, and the server's word stays as it was", () => {
    const shown = withEntries(STOP, [
        entry("check_in", {}, { at: "2026-03-31 04:00:00" }),
        entry("step", { id: 11, is_done: true }),
        entry("check", { id: 21, number: 5 }),
        entry("values", { result: "Fine" }),
        entry("promise", { text: "Samples", on: false }),
        { ...entry("values", { result: "Elsewhere" }), visit_id: 2 },
    ]);
    expect(shown.state).toBe("under_way");
    expect(shown.steps[0].is_done).toBe(true);
    expect(shown.checks[0]).toMatchObject({ number: 5, is_answered: true, isWaiting: true });
    expect(shown.result).toBe("Fine");
    expect(shown.promises).toHaveLength(1);
    expect(shown.waiting).toHaveLength(5);
    expect(STOP.steps[0].is_done).toBe(false);
    expect(STOP.promises).toHaveLength(0);
});

test("a refused deed is not shown as done; a refused answer stays to be put right", () => {
    const shown = withEntries(STOP, [
        entry("check_in", {}, { refusal: "Cancelled" }),
        entry("check", { id: 21, number: 5 }, { refusal: "Too many" }),
    ]);
    expect(shown.state).toBe("planned");
    expect(shown.checks[0]).toMatchObject({ number: 5, refusal: "Too many" });
});

test("what is missing, in the order in which it is met", () => {
    expect(getMissing(STOP).map(({ section, id }) => [section, id])).toEqual([
        ["prepare", 11],
        ["checks", 21],
        ["result", "result"],
        ["result", "met_ids"],
    ]);
    const shown = withEntries(STOP, [
        entry("step", { id: 11, reason: "None left" }),
        entry("check", { id: 21, number: 0 }),
        entry("values", { result: "Fine", met_ids: [7] }),
    ]);
    expect(getMissing(shown)).toEqual([]);
});

test("what was told of topics and samples is there before the server has it", () => {
    const entry = (kind, values) => ({ visit_id: 1, kind, values });
    const { talks, samples, payments } = withEntries(STOP, [
        entry("talk", { topic_id: 1, is_talked: false }),
        entry("talk", { topic_id: 2, is_talked: true, said: "Fine" }),
        entry("sample", { product_id: 5, quantity: 1 }),
        entry("sample", { product_id: 6, quantity: 2 }),
        entry("sample", { product_id: 5, quantity: 0 }),
        entry("payment", { amount: 500, on: false }),
    ]);
    expect(talks).toEqual([{ topic_id: 2, said: "Fine" }]);
    expect(samples).toEqual([{ product_id: 6, quantity: 2, isWaiting: true }]);
    expect(payments).toEqual([{ amount: 500, on: false, isWaiting: true }]);
    expect(STOP.talks).toHaveLength(1);
});
