import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";

/** What a customer buys: rhythm, products with prices, seasons, and what it buys no more. */
export class Buying extends Component {
    static template = "keqing_customer.Buying";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.card = useCardData(this);
    }

    /** Open the invoice lines of a product, of a month of both years, or all. */
    async open(chosen = {}) {
        const action = await this.orm.call(
            "res.partner",
            "action_view_keqing_bought",
            [this.props.record.resId],
            chosen
        );
        await this.action.doAction(action);
    }
}

cardPages.add("keqing_buying", { component: Buying, method: "get_keqing_buying" });
