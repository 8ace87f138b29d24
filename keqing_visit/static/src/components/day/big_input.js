import { Component, useEffect, useRef } from "@odoo/owl";
import { useDebounced } from "@web/core/utils/timing";

const KEPT_AFTER = 1000; // milliseconds without a key

/** An input for a thumb. What is being typed stays, whatever arrives from the server meanwhile. */
export class BigInput extends Component {
    static template = "keqing_visit.BigInput";
    static props = {
        value: true,
        write: Function,
        label: { type: String, optional: true },
        type: { type: String, optional: true }, // text, date, decimal or area
        placeholder: { type: [String, Boolean], optional: true },
        className: { type: String, optional: true },
    };
    static defaultProps = { type: "text", className: "form-control-lg" };

    setup() {
        this.input = useRef("input");
        // What is told at length is kept while it is being typed
        this.typed = useDebounced(() => this.change({ target: this.input.el }), KEPT_AFTER, {
            execBeforeUnmount: true,
        });
        useEffect(
            (value) => {
                if (document.activeElement !== this.input.el) {
                    this.input.el.value = value;
                }
            },
            () => [this.shown]
        );
    }

    get shown() {
        const { value } = this.props;
        return value === false || value === null || value === undefined ? "" : String(value);
    }

    change({ target: { value, type } }) {
        if (value !== this.shown) {
            this.props.write(type === "date" ? value || false : value);
        }
    }
}
