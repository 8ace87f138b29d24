import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";

/** Products with the reason why each is recommended; they can be ticked if `chosen` is given. */
export class RecommendationList extends Component {
    static template = "keqing_customer.RecommendationList";
    static props = { recommendations: Array, chosen: { type: Set, optional: true } };

    toggle(productId) {
        const { chosen } = this.props;
        if (!chosen.delete(productId)) {
            chosen.add(productId);
        }
    }
}

/** What to offer to a customer, on its card. */
export class Recommendations extends Component {
    static template = "keqing_customer.Recommendations";
    static components = { RecommendationList };
    static props = { ...standardWidgetProps };

    setup() {
        this.card = useCardData(this);
    }
}

/** What to offer on an order: tick, and it is on it. */
export class RecommendationDialog extends Component {
    static template = "keqing_customer.RecommendationDialog";
    static components = { Dialog, RecommendationList };
    static props = { close: Function, recommendations: Array, add: Function };

    setup() {
        this.chosen = useState(new Set());
    }

    async add() {
        await this.props.add([...this.chosen]);
        this.props.close();
    }
}

/** The button on an order that opens the dialog. */
export class Recommend extends Component {
    static template = "keqing_customer.Recommend";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
    }

    async open() {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const ids = [record.resId];
        this.dialog.add(RecommendationDialog, {
            recommendations: await this.orm.call("sale.order", "get_keqing_recommendations", [ids]),
            add: async (productIds) => {
                await this.orm.call("sale.order", "action_keqing_add_recommended", [
                    ids,
                    productIds,
                ]);
                await record.load();
            },
        });
    }
}

cardPages.add("keqing_recommendations", {
    component: Recommendations,
    method: "get_keqing_recommendations",
});
registry.category("view_widgets").add("keqing_recommend", { component: Recommend });
