import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TONES = { now: "text-danger", soon: "text-warning" };

/** What a customer buys and owes, each figure a link to the documents behind it. */
export class Figures extends Component {
    static template = "keqing_customer.Figures";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.tones = TONES;
        this.state = useState({ figures: [] });
        this.keepLast = new KeepLast();
        // Not awaited: the form is there first. Read again for another customer, and once saved.
        useRecordObserver((record) => {
            if (!record.dirty) {
                this.load(record.resId);
            }
        });
    }

    async load(resId) {
        const asked = resId
            ? this.orm.silent.call("res.partner", "get_keqing_figures", [resId])
            : Promise.resolve([]);
        this.state.figures = await this.keepLast.add(asked);
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
