import { Component } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const SOON = 4; // hours

/** How a deadline looks: red is what has to be done now. */
function deadlineClass(deadline) {
    const hours = deadline.diffNow("hours").hours;
    return hours < 0 ? "text-danger fw-bold" : hours < SOON ? "text-warning-emphasis fw-bold" : "";
}

/** By when a complaint is to be acknowledged, answered and put right, and what became of it. */
export class Clocks extends Component {
    static template = "keqing_complaint.Clocks";
    static props = { ...standardFieldProps };

    get clocks() {
        return (this.props.record.data[this.props.name] || []).map((clock) => {
            const deadline = clock.deadline && deserializeDateTime(clock.deadline);
            return { ...clock, ...this.told(clock, deadline) };
        });
    }

    /** What is said of a clock, in words beside the colour. */
    told(clock, deadline) {
        if (clock.state === "paused") {
            return { text: _t("Waits for the customer, %s h left", clock.hours_left) };
        }
        if (clock.is_given_up && !clock.is_breached) {
            return { text: _t("Given up") };
        }
        if (clock.state === "stopped") {
            const text = clock.is_breached ? _t("Late") : _t("In time");
            return { text, className: clock.is_breached ? "text-danger" : "text-success" };
        }
        if (!deadline) {
            return { text: _t("No deadline: too few working hours") };
        }
        return {
            text: deadline.toRelative(),
            title: toLocaleDateTimeString(deadline),
            className: deadlineClass(deadline),
        };
    }
}

registry.category("fields").add("keqing_clocks", { component: Clocks, supportedTypes: ["json"] });

/** A deadline to the hour, as clocks run by working hours; how long that is, stands behind it. */
export class Due extends Component {
    static template = "keqing_complaint.Due";
    static props = { ...standardFieldProps };

    get due() {
        const deadline = this.props.record.data[this.props.name];
        return (
            deadline && {
                text: toLocaleDateTimeString(deadline),
                title: deadline.toRelative({ base: DateTime.now() }),
                className: deadlineClass(deadline),
            }
        );
    }
}

registry.category("fields").add("keqing_due", { component: Due, supportedTypes: ["datetime"] });
