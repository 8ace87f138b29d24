import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { GradeBadge } from "@keqing_customer/components/grade_badge/grade_badge";

const PAUSE = 250; // milliseconds without a change
const FOUND = 8; // partners that a list shows
const NOTHING = {
    found: null,
    caller: null,
    personId: false,
    words: "",
    typeId: false,
    wanted: "",
    chosen: {},
    similar: [],
    isSaving: false,
    saved: null,
};

/** For whoever has a caller on the line: who it is, what was bought, and what is wrong now. */
export class Hotline extends Component {
    static template = "keqing_complaint.Hotline";
    static components = { GradeBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.words = useRef("words");
        this.keepLast = new KeepLast();
        this.keepSimilar = new KeepLast();
        this.state = useState({ text: "", waiting: [], ...NOTHING, chosen: {} });
        this.search = useDebounced(() => this.find(), PAUSE);
        useAutofocus({ refName: "search" });
        useEffect(
            (caller) => caller && this.words.el?.focus(),
            () => [this.state.caller]
        );
        onWillStart(async () => {
            const [types, fields] = await Promise.all([
                this.orm.searchRead("keqing.complaint.type", [], ["name"]),
                this.orm.call("keqing.complaint.line", "fields_get", [["wanted"], ["selection"]]),
            ]);
            this.types = types;
            this.wishes = fields.wanted.selection;
            await this.look();
        });
    }

    /** What there is to look at while nobody calls. */
    async look() {
        const { today, mine } = await this.orm.call("keqing.complaint", "get_keqing_hotline", []);
        this.state.waiting = [
            {
                name: "today",
                title: _t("Told on the telephone today"),
                empty: _t("Nobody has called with a complaint today."),
                complaints: today,
            },
            {
                name: "mine",
                title: _t("Open, handled by me"),
                empty: _t("You have no open complaint."),
                complaints: mine,
            },
        ];
    }

    get isIdle() {
        const { text, caller, saved } = this.state;
        return !text && !caller && !saved;
    }

    onInput({ target }) {
        Object.assign(this.state, { text: target.value, ...NOTHING, chosen: {} });
        this.search();
    }

    /** By name, telephone, licence, tax number or initials, as wherever a partner is looked for. */
    async find() {
        const text = this.state.text.trim();
        if (text.length < 2) {
            this.state.found = null;
            return;
        }
        const { records } = await this.keepLast.add(
            this.orm.webSearchRead("res.partner", [["display_name", "ilike", text]], {
                specification: { display_name: {}, phone: {}, city: {} },
                limit: FOUND,
            })
        );
        this.state.found = records;
    }

    async onSubmit() {
        await this.find();
        if (this.state.found?.length) {
            await this.answer(this.state.found[0]);
        }
    }

    async answer({ id }) {
        const caller = await this.orm.call("res.partner", "get_keqing_caller", [[id]]);
        Object.assign(this.state, { caller, personId: caller.person_id, found: null });
        await this.compare();
    }

    /** What was solved before, to be read out. */
    async compare() {
        const { typeId, chosen } = this.state;
        const products = Object.values(chosen).map((line) => line.product_id);
        this.state.similar = await this.keepSimilar.add(
            this.orm.call("keqing.complaint", "get_keqing_similar", [typeId, products])
        );
    }

    onType({ target }) {
        this.state.typeId = Number(target.value) || false;
        return this.compare();
    }

    get otherLabel() {
        return _t("New contact “%s”", this.state.text);
    }

    /** Who is not known yet is written down with what was typed, and is then on the line. */
    addContact() {
        const isPhone = /^[\d\s+()-]+$/.test(this.state.text);
        this.dialog.add(FormViewDialog, {
            title: _t("New Contact"),
            resModel: "res.partner",
            context: { [isPhone ? "default_phone" : "default_name"]: this.state.text },
            onRecordSaved: ({ resId }) => this.answer({ id: resId }),
        });
    }

    day(date) {
        return formatDate(deserializeDate(date));
    }

    callerLabel({ customer }) {
        return [customer.phone, customer.salesperson].filter(Boolean).join(" · ");
    }

    quantityLabel(line) {
        return _t("How many of %s", line.product);
    }

    deliveredLabel(line) {
        return _t("%(quantity)s %(unit)s ordered, %(delivered)s delivered", line);
    }

    toggle(line, isChosen) {
        if (isChosen) {
            this.state.chosen[line.id] = { ...line, quantity: Math.min(1, line.quantity) };
        } else {
            delete this.state.chosen[line.id];
        }
        return this.compare();
    }

    get canSave() {
        const { words, typeId, isSaving } = this.state;
        return Boolean(words.trim() && typeId && !isSaving);
    }

    get values() {
        const { caller, personId, words, typeId, wanted, chosen } = this.state;
        return {
            partner_id: caller.customer.id,
            contact_id: personId,
            channel: "hotline",
            description: words.trim(),
            type_id: typeId,
            line_ids: Object.values(chosen).map((line) => [
                0,
                0,
                {
                    product_id: line.product_id,
                    sale_line_id: line.id,
                    quantity: line.quantity,
                    uom_id: line.unit_id,
                    wanted: wanted || false,
                },
            ]),
        };
    }

    async save() {
        this.state.isSaving = true;
        try {
            const [id] = await this.orm.create("keqing.complaint", [this.values]);
            await this.orm.call("keqing.complaint", "action_acknowledge", [[id]]);
            const [saved] = await this.orm.read("keqing.complaint", [id], ["name"]);
            this.state.saved = saved;
        } finally {
            this.state.isSaving = false;
        }
    }

    get savedLabel() {
        return _t("Recorded as %s: tell the caller this number.", this.state.saved.name);
    }

    async next() {
        Object.assign(this.state, { text: "", ...NOTHING, chosen: {} });
        await this.look();
    }

    open(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "keqing.complaint",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("keqing_hotline", Hotline);
