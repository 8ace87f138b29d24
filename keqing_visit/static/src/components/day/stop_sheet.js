import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { GradeBadge } from "@keqing_customer/components/grade_badge/grade_badge";
import { LEVELS } from "@keqing_customer/components/matters/matters";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { BigInput } from "./big_input";
import { CheckLine } from "./check_line";
import { locate, whyNoPosition } from "./device";
import { parts } from "./parts";
import { SignaturePlace } from "./signature_place";
import { getMissing } from "./stop";
import { UndoButton } from "./undo_button";

// The server asks why for these
const TO_EXPLAIN = new Set(["out_of_range", "not_given"]);
const DEMANDED = {
    met_ids: _t("People met"),
    result: _t("Result"),
    next_step: _t("Next step"),
};

/** A visit in one column: what to know, to do, to look at, what came of it, and one next action. */
export class StopSheet extends Component {
    static template = "keqing_visit.StopSheet";
    static components = { BigInput, CheckLine, GradeBadge, SignaturePlace, UndoButton };
    static props = {
        stop: Object,
        day: Object,
        underWay: { type: Object, optional: true },
        next: { type: Object, optional: true },
        write: Function,
        undo: Function,
        open: Function,
        isStarting: { type: Boolean, optional: true }, // the check-in was tapped already
    };

    setup() {
        this.action = useService("action");
        this.levels = LEVELS;
        this.parts = parts.getEntries();
        this.content = useRef("content");
        this.state = useState({
            isLocating: false,
            problem: whyNoPosition(),
            promise: { text: "", on: "" },
            payment: { amount: "", on: "" },
            sample: { product_id: "", quantity: "1" },
        });
        onMounted(() => this.props.isStarting && this.checkIn());
    }

    get stop() {
        return this.props.stop;
    }

    get isOpen() {
        return this.stop.state === "planned" || this.stop.state === "under_way";
    }

    get missing() {
        return getMissing(this.stop).map((each) => ({
            ...each,
            name: each.name || DEMANDED[each.id],
        }));
    }

    get prepared() {
        return this.stop.steps.filter((step) => step.stage === "prepare");
    }

    get actions() {
        return this.stop.steps.filter((step) => step.stage === "action");
    }

    get promises() {
        return [...this.stop.customer.promises, ...this.stop.promises];
    }

    /** Lines under what they are about: the shop, then each product. */
    get subjects() {
        const subjects = new Map();
        for (const line of this.stop.checks) {
            const subject = line.subject || _t("The shop");
            subjects.set(subject, [...(subjects.get(subject) || []), line]);
        }
        return [...subjects].map(([name, lines]) => ({ name, lines }));
    }

    get answered() {
        return this.stop.checks.filter((line) => line.is_answered).length;
    }

    /** Where one was, if the server wants to know why. */
    get unexplained() {
        const { positions, waiting } = this.stop;
        const isAnswered = (occasion) =>
            waiting.some(({ kind, values }) => kind === "reason" && values.occasion === occasion);
        return Object.values(positions).find(
            ({ occasion, verdict, reason }) =>
                TO_EXPLAIN.has(verdict) && !reason && !isAnswered(occasion)
        );
    }

    /** The one thing to do next. */
    get nextAction() {
        const { stop, missing } = this;
        const { underWay, next } = this.props;
        const isCall = stop.state === "planned" && !stop.is_visit;
        if (!isCall && ["planned", "missed"].includes(stop.state)) {
            if (underWay && underWay.id !== stop.id) {
                const name = underWay.customer.name;
                return {
                    label: _t("Under way at %s: end it first", name),
                    run: () => this.props.open(underWay),
                };
            }
            return { label: _t("Check in"), icon: "fa-map-marker", run: () => this.checkIn() };
        }
        if (isCall || stop.state === "under_way") {
            if (missing.length) {
                const [first] = missing;
                return {
                    label: _t("Next: %s", first.name),
                    icon: "fa-arrow-down",
                    run: () => this.show(first),
                };
            }
            if (isCall) {
                const run = () => this.props.write(stop, "done", {}, "done");
                return { label: _t("Done"), icon: "fa-check", run };
            }
            return { label: _t("Check out"), icon: "fa-sign-out", run: () => this.checkOut() };
        }
        if (next) {
            return {
                label: _t("Next stop: %s", next.customer.name),
                icon: "fa-arrow-right",
                run: () => this.props.open(next),
            };
        }
        return { label: _t("Back to the day"), run: () => this.props.open(false) };
    }

    get waits() {
        return _t("Not on the server yet");
    }

    get promised() {
        return _t("Promised");
    }

    daysLate({ days }) {
        return _t("%s days late", days);
    }

    day(date) {
        return date ? formatDate(deserializeDate(date)) : "";
    }

    /** Unfold what something lies in, and bring it under the thumb. */
    show({ section, id }) {
        const place = this.content.el.querySelector(`[data-section="${section}"]`);
        place.open = true;
        const target = place.querySelector(`[data-id="${id}"]`) || place;
        target.scrollIntoView({ block: "center" });
        target.querySelector("input, textarea, select, button")?.focus({ preventScroll: true });
    }

    async checkIn() {
        await this.withPosition((report) =>
            this.props.write(this.stop, "check_in", report, "check_in")
        );
        this.content.el.scrollTop = 0;
    }

    checkOut() {
        return this.withPosition((report) =>
            this.props.write(this.stop, "check_out", report, "check_out")
        );
    }

    async withPosition(act) {
        if (this.state.isLocating) {
            return;
        }
        this.state.isLocating = true;
        try {
            const { report, problem } = await locate();
            this.state.problem = problem;
            await act(report);
        } finally {
            this.state.isLocating = false;
        }
    }

    /** One tap: the shop has no place yet, and is where the phone is. */
    keepPlace() {
        return this.withPosition((report) => this.props.write(this.stop, "place", report, "place"));
    }

    explain(occasion, reason) {
        if (reason.trim()) {
            this.props.write(this.stop, "reason", { occasion, reason }, `reason/${occasion}`);
        }
    }

    set(name, value) {
        this.props.write(this.stop, "values", { [name]: value }, `values/${name}`);
    }

    toggleMet(id) {
        const { met_ids } = this.stop;
        const isMet = met_ids.includes(id);
        this.set("met_ids", isMet ? met_ids.filter((each) => each !== id) : [...met_ids, id]);
    }

    tick(step) {
        const values = { id: step.id, is_done: !step.is_done };
        this.props.write(this.stop, "step", values, `step/${step.id}/is_done`);
    }

    skip(step, reason) {
        this.props.write(this.stop, "step", { id: step.id, reason }, `step/${step.id}/reason`);
    }

    answer(line, values) {
        const slot = `check/${line.id}/${Object.keys(values).join()}`;
        this.props.write(this.stop, "check", { id: line.id, ...values }, slot);
    }

    order() {
        this.props.write(this.stop, "order", {}, "order");
    }

    openForm(res_model, res_id) {
        const views = [[false, "form"]];
        this.action.doAction({ type: "ir.actions.act_window", res_model, res_id, views });
    }

    promise() {
        const { text, on } = this.state.promise;
        if (text.trim()) {
            this.props.write(this.stop, "promise", { text, on: on || false });
            this.state.promise = { text: "", on: "" };
        }
    }

    pay() {
        const { amount, on } = this.state.payment;
        if (parseFloat(amount) > 0) {
            this.props.write(this.stop, "payment", { amount: parseFloat(amount), on: on || false });
            this.state.payment = { amount: "", on: "" };
        }
    }

    talkOf({ id }) {
        return this.stop.talks.find(({ topic_id }) => topic_id === id);
    }

    /** What was talked about, in the order of the topics. */
    get talks() {
        return this.props.day.topics
            .filter((topic) => this.talkOf(topic))
            .map((topic) => ({ topic, said: this.talkOf(topic).said }));
    }

    toggleTopic(topic) {
        const values = { topic_id: topic.id, is_talked: !this.talkOf(topic) };
        this.props.write(this.stop, "talk", values, `talk/${topic.id}`);
    }

    say(topic, said) {
        const values = { topic_id: topic.id, is_talked: true, said };
        this.props.write(this.stop, "talk", values, `talk/${topic.id}`);
    }

    nameOf({ product_id }) {
        return this.props.day.products.find(({ id }) => id === product_id)?.name || _t("Product");
    }

    give(product_id, quantity) {
        const values = { product_id, quantity };
        this.props.write(this.stop, "sample", values, `sample/${product_id}`);
    }

    giveSample() {
        const { product_id, quantity } = this.state.sample;
        const number = parseFloat(quantity.replace(",", "."));
        if (product_id && number > 0) {
            this.give(Number(product_id), number);
            this.state.sample = { product_id: "", quantity: "1" };
        }
    }

    sign(name, signature) {
        this.props.write(this.stop, "sign", { name, signature }, "sign");
    }
}
