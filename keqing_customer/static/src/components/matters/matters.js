import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { afterDialog } from "../after_dialog";
import { useHeadData } from "../card_data";

/** How urgent something is; nothing but `now` is red. */
export const LEVELS = {
    now: { icon: "fa-exclamation-circle", color: "text-danger", label: _t("Act now") },
    soon: { icon: "fa-clock-o", color: "text-warning", label: _t("Act soon") },
    info: { icon: "fa-info-circle", color: "text-700", label: _t("Good to know") },
};

/** What matters about a customer now: at most three lines, each a link to what there is to do. */
export class Matters extends Component {
    static template = "keqing_customer.Matters";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.levels = LEVELS;
        this.head = useHeadData("get_keqing_matters");
    }

    async open({ action }) {
        const { record } = this.props;
        if (await record.save()) {
            const onClose = afterDialog(() => {
                record.load();
                this.head.load(record.resId);
            });
            await this.action.doAction(action, { onClose });
        }
    }
}

registry.category("view_widgets").add("keqing_matters", { component: Matters });
