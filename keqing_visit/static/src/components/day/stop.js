import { parts } from "./parts";

// A stop as the screen shows it: what the server says of it, with what is still on its way to it.

const DEED_KINDS = ["check_in", "check_out", "done", "undo", "order", "sign", "reason", "place"];
/** What is done rather than answered: not shown as done where the server refused it. */
export const DEEDS = new Set(DEED_KINDS);

const APPLY = {
    check_in: (stop, { at }) => Object.assign(stop, { state: "under_way", checked_in_at: at }),
    undo: (stop) => Object.assign(stop, { state: "planned", checked_in_at: false }),
    check_out: (stop) => Object.assign(stop, { state: "done" }),
    done: (stop) => Object.assign(stop, { state: "done" }),
    reason: (stop, { values }) => {
        const position = stop.positions[values.occasion];
        stop.positions = {
            ...stop.positions,
            [values.occasion]: { ...position, reason: values.reason },
        };
    },
    values: (stop, { values }) => Object.assign(stop, values),
    step: (stop, entry) => mark(stop.steps, entry),
    check: (stop, entry) => {
        const line = mark(stop.checks, entry);
        if (line && line.answer in FOUND && FOUND[line.answer] in entry.values) {
            Object.assign(line, { is_answered: true, verdict: null });
        }
    },
    promise: (stop, { values }) => stop.promises.push({ ...values, isWaiting: true }),
    payment: (stop, { values }) => stop.payments.push({ ...values, isWaiting: true }),
    place: (stop) => Object.assign(stop, { isPlaced: true }),
    talk: (stop, { values }) => {
        const { is_talked, ...talk } = values;
        stop.talks = stop.talks.filter(({ topic_id }) => topic_id !== talk.topic_id);
        if (is_talked) {
            stop.talks.push({ said: false, ...talk });
        }
    },
    sample: (stop, { values }) => {
        stop.samples = stop.samples.filter(({ product_id }) => product_id !== values.product_id);
        if (values.quantity) {
            stop.samples.push({ ...values, isWaiting: true });
        }
    },
    sign: (stop, { values }) => Object.assign(stop, { signed_by: values.name }),
    order: (stop) => Object.assign(stop, { isOrdering: true }),
};

/** The field in which what was found lies, by the kind of answer. */
export const FOUND = {
    number: "number",
    price: "price",
    choice: "choice_id",
    yes_no: "yes_no",
    photo: "photo",
};

function mark(records, { values, refusal }) {
    const record = records.find(({ id }) => id === values.id);
    return record && Object.assign(record, values, { isWaiting: true, refusal });
}

/**
 * @param {Object} stop as the server says
 * @param {Object[]} entries all that wait, the oldest first
 */
export function withEntries(stop, entries) {
    const waiting = entries.filter((entry) => entry.visit_id === stop.id);
    const shown = {
        ...stop,
        steps: stop.steps.map((step) => ({ ...step })),
        checks: stop.checks.map((line) => ({ ...line })),
        promises: [...stop.promises],
        payments: [...stop.payments],
        talks: [...stop.talks],
        samples: [...stop.samples],
        waiting,
    };
    for (const entry of waiting) {
        if (!(entry.refusal && DEEDS.has(entry.kind))) {
            const apply = APPLY[entry.kind] || parts.get(entry.kind, {}).apply;
            apply?.(shown, entry);
        }
    }
    return shown;
}

/**
 * What is asked for and not there yet, to be led to; whether the visit is over decides the server.
 *
 * @returns {{section: string, id: number|string, name: string|false}[]}
 */
export function getMissing(stop) {
    const isEmpty = (value) => !value || value.length === 0;
    return [
        ...stop.steps
            .filter((step) => step.is_mandatory && !step.is_done && !step.reason)
            .map((step) => ({
                section: step.stage === "prepare" ? "prepare" : "steps",
                id: step.id,
                name: step.name,
            })),
        ...stop.checks
            .filter((line) => line.is_mandatory && !line.is_answered && !line.reason)
            .map((line) => ({
                section: "checks",
                id: line.id,
                name: [line.item, line.subject].filter(Boolean).join(" "),
            })),
        ...stop.demands
            .filter((name) => isEmpty(stop[name]))
            .map((name) => ({ section: "result", id: name, name: false })),
    ];
}
