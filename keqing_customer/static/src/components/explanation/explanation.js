import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { GradeBadge } from "../grade_badge/grade_badge";
import { Sparkline } from "../sparkline/sparkline";

/** Why this grade: what `get_explanation` of the server says, as bars and sentences. */
export class Explanation extends Component {
    static template = "keqing_customer.Explanation";
    static components = { GradeBadge, Sparkline };
    static props = { close: { type: Function, optional: true }, explanation: Object };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    /** Points more or less than the last time; an indicator that is not counted now earned none. */
    difference({ earned, before }) {
        const difference = (earned || 0) - before;
        const points = Math.abs(difference).toFixed(1);
        const sign = difference < 0 ? "−" : "+";
        return Number(points) ? `${sign}${points}` : points;
    }

    /** Open what a figure was read off. */
    async openDocuments(line) {
        const action = await this.orm.call("keqing.evaluation", "action_view_documents", [
            [this.props.explanation.id],
            line.indicator_id,
        ]);
        this.props.close?.();
        await this.action.doAction(action);
    }
}

/** Explanation of the present grade beside the badge of a customer or a lead. */
export class ExplanationPopover extends Component {
    static template = "keqing_customer.ExplanationPopover";
    static components = { Explanation };
    static props = { close: Function, purpose: String, resId: Number, resModel: String };

    setup() {
        const orm = useService("orm");
        this.state = useState({ isLoading: true, explanation: false });
        const { resId, resModel, purpose } = this.props;
        orm.call(resModel, "get_keqing_explanation", [[resId]], { purpose }).then(
            (explanation) => Object.assign(this.state, { isLoading: false, explanation })
        );
    }
}

/** Explanation of the record of a form: an evaluation, or a customer's present grade. */
export class ExplanationWidget extends Component {
    static template = "keqing_customer.ExplanationWidget";
    static components = { Explanation };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ explanation: false });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
    }

    async load(record) {
        const method =
            record.resModel === "res.partner" ? "get_keqing_explanation" : "get_explanation";
        this.state.explanation =
            record.resId && (await this.orm.call(record.resModel, method, [[record.resId]]));
    }
}

registry.category("view_widgets").add("keqing_explanation", { component: ExplanationWidget });
