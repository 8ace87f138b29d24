import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

class MissingPopover extends Component {
    static template = xml`<div class="p-2 o_keqing_missing" t-out="props.text" />`;
    static props = { text: String, close: Function };
}

/** A ring that fills as the card does; a tap tells what is missing. */
export class Completeness extends Component {
    static template = "keqing_customer.Completeness";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(MissingPopover, { position: "bottom" });
    }

    get percent() {
        // 99.6 is not complete
        return Math.floor(this.props.record.data[this.props.name]);
    }

    /** What is missing is asked for when somebody wants to know. */
    async tell(target) {
        const { resId, resModel } = this.props.record;
        if (resId && !this.popover.isOpen) {
            const [{ keqing_missing }] = await this.orm.read(resModel, [resId], ["keqing_missing"]);
            const text = keqing_missing
                ? _t("Still missing: %s", keqing_missing)
                : _t("The card is complete.");
            this.popover.open(target, { text });
        }
    }
}

registry.category("fields").add("keqing_completeness", {
    component: Completeness,
    displayName: _t("Completeness of a card"),
    supportedTypes: ["float"],
});
