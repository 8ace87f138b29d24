import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How urgent something is; nothing but `now` is red. */
export const LEVELS = {
    now: { icon: "fa-exclamation-circle", color: "text-danger", label: _t("Act now") },
    soon: { icon: "fa-clock-o", color: "text-warning", label: _t("Act soon") },
    info: { icon: "fa-info-circle", color: "text-muted", label: _t("Good to know") },
};

/** What matters about a customer now: at most three lines, each a link to what there is to do. */
export class Matters extends Component {
    static template = "keqing_customer.Matters";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.levels = LEVELS;
        this.state = useState({ matters: [] });
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
            ? this.orm.silent.call("res.partner", "get_keqing_matters", [resId])
            : Promise.resolve([]);
        this.state.matters = await this.keepLast.add(asked);
    }

    async open({ action }) {
        const { record } = this.props;
        if (await record.save()) {
            const onClose = () => Promise.all([record.load(), this.load(record.resId)]);
            await this.action.doAction(action, { onClose });
        }
    }
}

registry.category("view_widgets").add("keqing_matters", { component: Matters });
