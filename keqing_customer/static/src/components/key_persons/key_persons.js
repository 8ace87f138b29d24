import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { afterDialog } from "../after_dialog";
import { cardPages, lastContact, useCardData } from "../card_data";
import { DecisionMap } from "../decision_map/decision_map";

const ATTITUDES = {
    for: { icon: "fa-smile-o text-success", label: _t("For us") },
    neutral: { icon: "fa-meh-o text-700", label: _t("Neutral") },
    against: { icon: "fa-frown-o text-warning", label: _t("Against us") },
};
const INFLUENCES = [
    _t("Influence unknown"),
    _t("Little influence"),
    _t("Some influence"),
    _t("Much influence"),
];

/** The people at a customer: what is missing, who stands where, and a small card of each. */
export class KeyPersons extends Component {
    static template = "keqing_customer.KeyPersons";
    static components = { DecisionMap };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.card = useCardData(this);
        this.attitudes = ATTITUDES;
        this.influences = INFLUENCES;
        this.lastContact = lastContact;
        this.open = this.open.bind(this);
    }

    open(personId) {
        this.openDialog({ resId: personId, title: _t("Key Person") });
    }

    async add() {
        const { record } = this.props;
        if (await record.save()) {
            this.openDialog({ title: _t("New Key Person") });
        }
    }

    openAddress(addressId) {
        this.openDialog({ resId: addressId, title: _t("Address"), context: {} });
    }

    async addAddress() {
        const { record } = this.props;
        if (await record.save()) {
            const context = { default_parent_id: record.resId, default_type: "delivery" };
            this.openDialog({ title: _t("New Address"), context });
        }
    }

    async leave(personId) {
        const action = await this.orm.call("res.partner", "action_keqing_leave", [[personId]]);
        await this.action.doAction(action, { onClose: afterDialog(() => this.card.reload()) });
    }

    openDialog(props) {
        this.dialog.add(FormViewDialog, {
            resModel: "res.partner",
            context: {
                form_view_ref: "keqing_customer.key_person_view_form",
                default_parent_id: this.props.record.resId,
                default_type: "contact",
                default_is_company: false,
            },
            onRecordSaved: () => this.card.reload(),
            ...props,
        });
    }
}

cardPages.add("keqing_key_persons", { component: KeyPersons, method: "get_keqing_key_persons" });
