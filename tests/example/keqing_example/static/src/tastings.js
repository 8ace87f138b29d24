import { Component } from "@odoo/owl";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { cardPages, useCardData } from "@keqing_customer/components/card_data";

/** The tastings that a customer came to. */
export class Tastings extends Component {
    static template = "keqing_example.Tastings";
    static props = { ...standardWidgetProps };

    setup() {
        this.card = useCardData(this);
    }
}

cardPages.add("keqing_tastings", { component: Tastings, method: "get_keqing_tastings" });
