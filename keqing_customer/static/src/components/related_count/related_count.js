import { Component, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * How many records of another model name this one, in a smart button. Asked for when the form is on
 * screen already, so that opening it costs nothing.
 */
export class RelatedCount extends Component {
    static template = "keqing_customer.RelatedCount";
    static props = { ...standardWidgetProps, model: String, field: String, string: String };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ count: null });
        useEffect(
            (resId) => {
                this.load(resId);
            },
            () => [this.props.record.resId]
        );
    }

    async load(resId) {
        const { model, field } = this.props;
        this.state.count = null;
        const count = resId ? await this.orm.searchCount(model, [[field, "=", resId]]) : 0;
        if (resId === this.props.record.resId) {
            this.state.count = count;
        }
    }
}

registry.category("view_widgets").add("keqing_related_count", {
    component: RelatedCount,
    extractProps: ({ attrs }) => ({
        model: attrs.model,
        field: attrs.field,
        string: attrs.string,
    }),
});
