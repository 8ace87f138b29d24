import { Component } from "@odoo/owl";
import { x2ManyCommands } from "@web/core/orm_service";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";

/** What a customer likes, and who else sells to it: one tap each. */
export class Preferences extends Component {
    static template = "keqing_customer.Preferences";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.card = useCardData(this);
    }

    async toggle(field, choice) {
        const command = choice.chosen ? x2ManyCommands.unlink : x2ManyCommands.link;
        await this.orm.write("res.partner", [this.props.record.resId], {
            [field]: [command(choice.id)],
        });
        await this.card.reload();
    }
}

cardPages.add("keqing_preferences", { component: Preferences, method: "get_keqing_preferences" });
