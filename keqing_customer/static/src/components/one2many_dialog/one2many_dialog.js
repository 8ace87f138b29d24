import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** A list edited in place whose rows also open in a dialog, saved or not. */
export class One2ManyDialogField extends X2ManyField {
    async switchToForm(record) {
        await this.list.leaveEditMode();
        return this._openRecord({
            record,
            context: this.props.context,
            readonly: this.props.readonly,
        });
    }
}

registry.category("fields").add("keqing_one2many_dialog", {
    ...x2ManyField,
    component: One2ManyDialogField,
    displayName: _t("List with dialog"),
    supportedTypes: ["one2many"],
});
