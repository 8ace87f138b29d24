import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";

/** What competitors do at a customer: each with who said it, when, and how sure it is. */
export class Competitors extends Component {
    static template = "keqing_customer.Competitors";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.card = useCardData(this);
    }

    open(activityId) {
        this.openDialog({ resId: activityId, title: _t("What Competitors Do") });
    }

    async add() {
        const { record } = this.props;
        if (await record.save()) {
            this.openDialog({
                title: _t("What does a competitor do here?"),
                context: { default_partner_id: record.resId },
            });
        }
    }

    async openAll() {
        const { resId } = this.props.record;
        await this.action.doAction(
            await this.orm.call("res.partner", "action_view_keqing_competitors", [resId])
        );
    }

    openDialog(props) {
        this.dialog.add(FormViewDialog, {
            resModel: "keqing.competitor.activity",
            onRecordSaved: () => this.card.reload(),
            ...props,
        });
    }
}

cardPages.add("keqing_competitors", { component: Competitors, method: "get_keqing_competitors" });
