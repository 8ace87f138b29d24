import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useHeadData } from "../card_data";

const TONES = { now: "text-danger", soon: "text-warning" };

/** What a customer buys and owes, each figure a link to the documents behind it. */
export class Figures extends Component {
    static template = "keqing_customer.Figures";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.tones = TONES;
        this.head = useHeadData("get_keqing_figures");
    }

    async open({ opens }) {
        const { record } = this.props;
        const action = await this.orm.call("res.partner", "action_view_keqing_figure", [
            record.resId,
            opens,
        ]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("keqing_figures", { component: Figures });
