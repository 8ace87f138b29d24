import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

const UNKNOWN = "—";

/** A field of numbers in which nothing is not zero, but unknown. */
const known = (Field) =>
    class extends Field {
        setup() {
            super.setup();
            useEffect(() => {
                if (this.inputRef.el) {
                    this.inputRef.el.placeholder = UNKNOWN;
                }
            });
        }

        get formattedValue() {
            if (this.value) {
                return super.formattedValue;
            }
            return this.props.readonly ? UNKNOWN : "";
        }
    };

const fields = registry.category("fields");
fields.add("keqing_known_float", { ...floatField, component: known(FloatField) });
fields.add("keqing_known_monetary", { ...monetaryField, component: known(MonetaryField) });
