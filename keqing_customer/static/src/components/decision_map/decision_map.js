import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Who has how much to say at a customer, and where they stand: influence by attitude. */
export class DecisionMap extends Component {
    static template = "keqing_customer.DecisionMap";
    static props = { persons: Array, open: Function };

    get columns() {
        const columns = [
            { attitude: "against", name: _t("Against us"), icon: "fa-frown-o text-warning" },
            { attitude: "neutral", name: _t("Neutral"), icon: "fa-meh-o text-700" },
            { attitude: "for", name: _t("For us"), icon: "fa-smile-o text-success" },
        ];
        if (this.props.persons.some((person) => !person.attitude)) {
            columns.push({ attitude: false, name: _t("Unknown"), icon: "fa-question" });
        }
        return columns;
    }

    get rows() {
        const rows = [
            { influence: 3, name: _t("Much influence") },
            { influence: 2, name: _t("Some influence") },
            { influence: 1, name: _t("Little influence") },
        ];
        if (this.props.persons.some((person) => !person.influence)) {
            rows.push({ influence: 0, name: _t("Influence unknown") });
        }
        return rows;
    }

    at(row, column) {
        return this.props.persons.filter(
            (person) =>
                person.influence === row.influence && person.attitude === column.attitude
        );
    }
}
