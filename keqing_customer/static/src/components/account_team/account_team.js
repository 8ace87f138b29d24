import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, lastContact, useCardData } from "../card_data";

/** Who works for a customer besides its owner, with which duty, and whether they keep in touch. */
export class AccountTeam extends Component {
    static template = "keqing_customer.AccountTeam";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.card = useCardData(this);
    }

    contacts(member) {
        const { contact_count: count, last_contact: day } = member;
        const last_contact = lastContact(day);
        if (!count) {
            return last_contact;
        }
        const days = this.card.data.recent_days;
        return _t("%(last_contact)s · %(count)s in %(days)s days", { last_contact, count, days });
    }

    add() {
        this.dialog.add(FormViewDialog, {
            resModel: "keqing.account.team.member",
            title: _t("New Team Member"),
            context: { default_partner_id: this.props.record.resId },
            onRecordSaved: () => this.card.reload(),
        });
    }

    async remove(memberId) {
        await this.orm.unlink("keqing.account.team.member", [memberId]);
        await this.card.reload();
    }
}

cardPages.add("keqing_account_team", { component: AccountTeam, method: "get_keqing_team" });
