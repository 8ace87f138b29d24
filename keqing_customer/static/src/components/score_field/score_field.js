import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/** The score of a verdict, or why there is none. */
export class ScoreField extends FloatField {
    get formattedValue() {
        const { coverage, is_provisional } = this.props.record.data;
        if (is_provisional) {
            return _t("provisional");
        }
        return coverage ? super.formattedValue : "–";
    }
}

export const scoreField = {
    ...floatField,
    component: ScoreField,
    displayName: _t("Score"),
    fieldDependencies: [
        { name: "coverage", type: "float" },
        { name: "is_provisional", type: "boolean" },
    ],
};

registry.category("fields").add("keqing_score", scoreField);
