import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What goes along with customers that are handed over: of each kind how many, a tap opens them. */
export class GoesAlong extends Component {
    static template = "keqing_customer.GoesAlong";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get kinds() {
        return this.props.record.data[this.props.name] || [];
    }

    async open(kind) {
        const { record } = this.props;
        if (await record.save()) {
            const args = [[record.resId], kind.model];
            await this.action.doAction(
                await this.orm.call(record.resModel, "action_view_moved", args)
            );
        }
    }
}

registry.category("fields").add("keqing_goes_along", {
    component: GoesAlong,
    supportedTypes: ["json"],
});
