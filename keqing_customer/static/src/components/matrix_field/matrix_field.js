import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { GradeBadge } from "../grade_badge/grade_badge";

const MOVEMENTS = {
    up: { icon: "fa-caret-up", text: _t("up"), class: "o_keqing_matrix_up" },
    down: { icon: "fa-caret-down", text: _t("down"), class: "o_keqing_matrix_down" },
    same: { icon: "", text: _t("unchanged"), class: "border" },
    new: { icon: "", text: _t("first grade"), class: "border" },
};

/** How many customers went from which grade to which; every number opens its customers. */
export class MatrixField extends Component {
    static template = "keqing_customer.MatrixField";
    static components = { GradeBadge };
    static props = { ...standardFieldProps, runField: { type: String, optional: true } };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get matrix() {
        return this.props.record.data[this.props.name] || { grades: [], rows: [] };
    }

    /** The grades, and "no grade" if anybody has none. */
    get columns() {
        const { grades, rows } = this.matrix;
        const someWithout = rows.some((row) => row.cells[grades.length]);
        return someWithout ? [...grades, false] : grades;
    }

    get rows() {
        const { grades, rows } = this.matrix;
        const order = grades.map((grade) => grade.id);
        return rows.map((row) => {
            const from = order.indexOf(row.previous);
            return {
                previous: grades[from] ?? false,
                cells: this.columns.map((grade, to) => ({
                    grade,
                    count: row.cells[to],
                    movement: MOVEMENTS[this.movementBetween(from, grade ? to : -1)],
                })),
                total: row.cells.reduce((sum, count) => sum + count, 0),
            };
        });
    }

    /** Positions on the scale, best first; -1 is no grade. */
    movementBetween(from, to) {
        if (from === to) {
            return "same";
        }
        if (from < 0) {
            return "new";
        }
        return to >= 0 && to < from ? "up" : "down";
    }

    cellLabel(row, cell) {
        return _t("%(count)s from %(previous)s to %(grade)s: %(movement)s", {
            count: cell.count,
            previous: row.previous ? row.previous.name : _t("no grade"),
            grade: cell.grade ? cell.grade.name : _t("no grade"),
            movement: cell.movement.text,
        });
    }

    async open(previous, grade) {
        const { data, resModel } = this.props.record;
        const resId = this.props.runField ? data[this.props.runField].id : this.props.record.resId;
        const context = { keqing_cell: [previous ? previous.id : false, grade ? grade.id : false] };
        this.action.doAction(
            await this.orm.call(resModel, "action_view_evaluations", [[resId]], { context })
        );
    }
}

export const matrixField = {
    component: MatrixField,
    displayName: _t("Transition matrix"),
    supportedTypes: ["json"],
    // Whose matrix it is, if it is not that of the record
    extractProps: ({ options }) => ({ runField: options.run_field }),
};

registry.category("fields").add("keqing_matrix", matrixField);
