import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
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
        this.keepLast = new KeepLast();
        this.state = useState({ text: "", ...NOTHING, chosen: {} });
        this.search = useDebounced(() => this.find(), PAUSE);
        useAutofocus({ refName: "search" });
        onWillStart(async () => {
            const [types, fields] = await Promise.all([
                this.orm.searchRead("keqing.complaint.type", [], ["name"]),
                this.orm.call("keqing.complaint.line", "fields_get", [["wanted"], ["selection"]]),
            ]);
            this.types = types;
            this.wishes = fields.wanted.selection;
        });
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
        const typeId = this.types[0]?.id || false;
        Object.assign(this.state, { caller, personId: caller.person_id, typeId, found: null });
    }

    get otherLabel() {
        return _t("New contact “%s”", this.state.text);
    }

    /** Who is not known yet is written down with what was typed. */
    async addContact() {
        const isPhone = /^[\d\s+()-]+$/.test(this.state.text);
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("New Contact"),
                res_model: "res.partner",
                views: [[false, "form"]],
                target: "new",
                context: { [isPhone ? "default_phone" : "default_name"]: this.state.text },
            },
            { onClose: () => this.find() }
        );
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
            this.state.chosen[line.id] = { ...line };
        } else {
            delete this.state.chosen[line.id];
        }
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
            const [saved] = await this.orm.read("keqing.complaint", [id], ["name"]);
            this.state.saved = saved;
        } finally {
            this.state.isSaving = false;
        }
    }

    get savedLabel() {
        return _t("Recorded as %s: tell the caller this number.", this.state.saved.name);
    }

    next() {
        Object.assign(this.state, { text: "", ...NOTHING, chosen: {} });
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
