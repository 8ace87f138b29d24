import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";

/** Who held a customer, in which territory, and when; the present first. */
export class AssignmentHistory extends Component {
    static template = "keqing_customer.AssignmentHistory";
    static props = { ...standardWidgetProps };

    setup() {
        this.card = useCardData(this);
    }

    since(assignment) {
        return assignment.date_from ? this.format(assignment.date_from) : _t("since ever");
    }

    until(assignment) {
        return assignment.date_to ? this.format(assignment.date_to) : _t("today");
    }

    format(date) {
        return formatDate(deserializeDate(date));
    }
}

cardPages.add("keqing_assignment_history", {
    component: AssignmentHistory,
    method: "get_keqing_assignments",
});
