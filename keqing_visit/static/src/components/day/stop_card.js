import { Component } from "@odoo/owl";
import { GradeBadge } from "@keqing_customer/components/grade_badge/grade_badge";
import { LEVELS } from "@keqing_customer/components/matters/matters";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const SHOWN_PROMISES = 3;

/** One stop of the day: whom, when, and what one should know. */
export class StopCard extends Component {
    static template = "keqing_visit.StopCard";
    static components = { GradeBadge };
    static props = { stop: Object, number: Number, mayStart: Boolean, open: Function };

    setup() {
        this.levels = LEVELS;
    }

    get stop() {
        return this.props.stop;
    }

    get hour() {
        return this.stop.start && deserializeDateTime(this.stop.start).toFormat("HH:mm");
    }

    get promises() {
        const { promises, customer } = this.stop;
        return [...customer.promises, ...promises].slice(0, SHOWN_PROMISES);
    }

    get plannedFor() {
        return _t("Planned for %s", formatDate(deserializeDate(this.stop.planned_on)));
    }
}
