import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { locate } from "../day/device";

/** Check in or out from the form of a visit: the position goes along, or one is told why not. */
export class Check extends Component {
    static template = "keqing_visit.Check";
    static props = { ...standardWidgetProps, method: String, string: String, hotkey: String };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ isBusy: false });
    }

    async check() {
        const { record, method } = this.props;
        this.state.isBusy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const { report, problem } = await locate();
            if (problem) {
                this.notification.add(problem, { type: "warning" });
            }
            await this.orm.call("keqing.visit", method, [[record.resId], report]);
            await record.load();
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("view_widgets").add("keqing_check", {
    component: Check,
    extractProps: ({ attrs }) => ({
        method: attrs.method,
        string: attrs.string,
        hotkey: attrs.hotkey,
    }),
});
