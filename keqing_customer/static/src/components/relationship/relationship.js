import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { afterDialog } from "../after_dialog";
import { cardPages, useCardData } from "../card_data";
import { GradeBadge } from "../grade_badge/grade_badge";
import { Sparkline } from "../sparkline/sparkline";

/** How close we are to a customer: the last verdicts of each scorecard, and what to do next. */
export class Relationship extends Component {
    static template = "keqing_customer.Relationship";
    static components = { GradeBadge, Sparkline };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.card = useCardData(this);
    }

    async assess() {
        const { resModel, resId } = this.props.record;
        const action = await this.orm.call(resModel, "action_keqing_assess", [[resId]]);
        const onClose = afterDialog(() => this.card.reload());
        return this.action.doAction(action, { onClose });
    }

    open(model, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

cardPages.add("keqing_relationship", {
    component: Relationship,
    method: "get_keqing_relationship",
});
