import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { GradeBadge } from "../grade_badge/grade_badge";
import { ExplanationPopover } from "../explanation/explanation";

const HOVER_DELAY = 400;

/** A grade as its badge; on a customer or a lead, or a document of one, hover or tap says why. */
export class GradeField extends Component {
    static template = "keqing_customer.GradeField";
    static components = { GradeBadge };
    static props = {
        ...standardFieldProps,
        customerField: { type: String, optional: true },
        explain: { type: String, optional: true },
        label: { type: String, optional: true },
        size: { type: String, optional: true },
        trendField: { type: String, optional: true },
    };

    setup() {
        if (this.props.explain) {
            this.popover = usePopover(ExplanationPopover, {
                popoverClass: "o_keqing_explanation_popover",
                position: "bottom-start",
            });
            onWillUnmount(() => browser.clearTimeout(this.hoverTimer));
        }
    }

    /** False without a grade, and in the sample data of an empty view, which has no real ones. */
    get grade() {
        const grade = this.props.record.data[this.props.name];
        return grade && grade.code && grade;
    }

    get movement() {
        return this.props.trendField && this.props.record.data[this.props.trendField];
    }

    /** Whose grade it is: the record itself, unless a field of it names the customer. */
    get judged() {
        const { customerField, record } = this.props;
        return customerField
            ? { resId: record.data[customerField]?.id, resModel: "res.partner" }
            : { resId: record.resId, resModel: record.resModel };
    }

    explain(target) {
        browser.clearTimeout(this.hoverTimer);
        if (!this.popover.isOpen && this.judged.resId) {
            this.popover.open(target, { ...this.judged, purpose: this.props.explain });
        }
    }

    /** A click keeps the explanation open, a hover only as long as it lasts. */
    onClick(ev) {
        this.isPinned = true;
        this.explain(ev.currentTarget);
    }

    onPointerEnter(ev) {
        const target = ev.currentTarget;
        this.isPinned = this.popover.isOpen;
        if (ev.pointerType === "mouse") {
            this.hoverTimer = browser.setTimeout(() => this.explain(target), HOVER_DELAY);
        }
    }

    onPointerLeave() {
        browser.clearTimeout(this.hoverTimer);
        if (!this.isPinned) {
            this.popover.close();
        }
    }
}

export const gradeField = {
    component: GradeField,
    displayName: _t("Grade badge"),
    supportedTypes: ["many2one"],
    supportedOptions: [
        { label: _t("Field with the movement"), name: "trend_field", type: "field" },
        { label: _t("Purpose to explain on hover"), name: "explain", type: "string" },
        { label: _t("Field with the customer"), name: "customer_field", type: "field" },
        { label: _t("Size (lg)"), name: "size", type: "string" },
        { label: _t("Show the label"), name: "label", type: "boolean" },
    ],
    relatedFields: [
        { name: "name", type: "char", readonly: true },
        { name: "code", type: "char", readonly: true },
        { name: "color", type: "char", readonly: true },
    ],
    fieldDependencies: ({ options }) => [
        ...(options.trend_field ? [{ name: options.trend_field, type: "selection" }] : []),
        ...(options.customer_field ? [{ name: options.customer_field, type: "many2one" }] : []),
    ],
    extractProps: ({ options, string }) => ({
        customerField: options.customer_field,
        explain: options.explain,
        label: options.label ? string : undefined,
        size: options.size,
        trendField: options.trend_field,
    }),
};

registry.category("fields").add("keqing_grade", gradeField);
