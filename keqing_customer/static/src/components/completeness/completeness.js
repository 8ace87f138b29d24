import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PATIENCE = 40; // looks for a field whose page is being opened
const PAUSE = 50; // milliseconds between them

class MissingPopover extends Component {
    static template = "keqing_customer.MissingPopover";
    static props = { missing: Array, lead: { optional: true }, close: Function };

    lead(each) {
        this.props.close();
        this.props.lead(each);
    }
}

/** A ring that fills as the card does; a tap tells what is missing, another leads there. */
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
            const missing = await this.orm.call(resModel, "get_keqing_missing", [resId]);
            const form = target.closest(".o_form_renderer");
            this.popover.open(target, {
                missing,
                lead: form && ((each) => this.lead(form, each)),
            });
        }
    }

    /** Open the page and put the cursor where something is to be filled in. */
    async lead(form, { where, page }) {
        if (page) {
            form.querySelector(`.o_notebook .nav-link[name="${page}"]`)?.click();
        }
        for (let look = 0; look < PATIENCE; look++) {
            const place = form.querySelector(
                `.o_field_widget[name="${where}"], .o_widget_${where}`
            );
            const input = place?.querySelector("input, textarea, select, button");
            if (input) {
                place.scrollIntoView({ block: "center" });
                input.focus();
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }
}

registry.category("fields").add("keqing_completeness", {
    component: Completeness,
    displayName: _t("Completeness of a card"),
    supportedTypes: ["float"],
});
