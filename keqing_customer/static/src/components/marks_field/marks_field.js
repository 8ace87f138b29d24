import { Component } from "@odoo/owl";
import { toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const MOST_BUTTONS = 11; // marks beyond are typed in

/**
 * The lines of a quick assessment, each a row of buttons as big as a thumb. The radio buttons are
 * real ones: Tab goes from row to row, the arrow keys choose.
 */
export class MarksField extends Component {
    static template = "keqing_customer.MarksField";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name].records;
    }

    /** The marks to choose from; none if there are too many for buttons. */
    marks({ data }) {
        const count = data.mark_max - data.mark_min + 1;
        return Number.isInteger(count) && count <= MOST_BUTTONS
            ? Array.from({ length: count }, (__, step) => data.mark_min + step)
            : [];
    }

    isGiven({ data }, mark) {
        return data.is_given && data.value === mark;
    }

    wasGiven({ data }, mark) {
        return Boolean(data.previous_date) && data.previous_value === mark;
    }

    label(line, mark) {
        return this.wasGiven(line, mark) ? _t("%s, as last time", mark) : String(mark);
    }

    previous({ data }) {
        const { previous_value: value, previous_date: date } = data;
        return date && _t("%(mark)s on %(date)s", { mark: value, date: toLocaleDateString(date) });
    }

    give(line, mark) {
        return line.update({ value: mark, is_given: true });
    }

    /** A second tap takes the mark back. */
    toggle(line, mark) {
        if (this.isGiven(line, mark)) {
            line.update({ value: 0, is_given: false });
        }
    }

    type(line, text) {
        return line.update({ value: Number(text), is_given: text !== "" });
    }
}

registry.category("fields").add("keqing_marks", {
    component: MarksField,
    displayName: _t("Marks"),
    supportedTypes: ["one2many"],
    useSubView: true,
});
