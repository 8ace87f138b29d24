import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    serializeDate,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages } from "../card_data";

const HOUR = { showDate: false, showSeconds: false };

/** What happened with a customer, newest first, of all kinds or of some, a page at a time. */
export class Timeline extends Component {
    static template = "keqing_customer.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ kinds: [], chosen: [], entries: null, after: false });
        onWillStart(() => this.begin(this.props.record.resId));
        onWillUpdateProps(async ({ record }) => {
            if (record.resId !== this.props.record.resId) {
                this.state.chosen = [];
                await this.begin(record.resId);
            }
        });
    }

    /** Show the newest of the chosen kinds; which kinds there are is known once all are asked. */
    async begin(resId) {
        const page = await this.ask(resId, false);
        if (!this.state.chosen.length) {
            this.state.kinds = page.kinds;
        }
        Object.assign(this.state, { entries: page.entries, after: page.after });
    }

    async more() {
        const page = await this.ask(this.props.record.resId, this.state.after);
        this.state.entries.push(...page.entries);
        this.state.after = page.after;
    }

    ask(resId, after) {
        const only = { kinds: [...this.state.chosen], after };
        const page = resId
            ? this.orm.call("res.partner", "get_keqing_timeline", [resId], only)
            : Promise.resolve({ entries: [], after: false, kinds: [] });
        return this.keepLast.add(page);
    }

    toggle(code) {
        const { chosen } = this.state;
        this.state.chosen = chosen.includes(code)
            ? chosen.filter((each) => each !== code)
            : [...chosen, code];
        return this.begin(this.props.record.resId);
    }

    /** @returns {{day: string, entries: Object[]}[]} the entries, those of a day together */
    get days() {
        const days = [];
        for (const entry of this.state.entries) {
            // by the reader's clock, as the hours are
            const day = entry.time ? serializeDate(deserializeDateTime(entry.time)) : entry.day;
            if (days.at(-1)?.day !== day) {
                days.push({ day, entries: [] });
            }
            days.at(-1).entries.push(entry);
        }
        return days;
    }

    kind(code) {
        return this.state.kinds.find((kind) => kind.code === code) || { name: "", icon: "" };
    }

    format(day) {
        return toLocaleDateString(deserializeDate(day));
    }

    whenAndWho({ time, who }) {
        const hour = time && toLocaleDateTimeString(deserializeDateTime(time), HOUR);
        return [hour, who].filter(Boolean).join(" · ");
    }

    open({ action }) {
        return this.action.doAction(action);
    }
}

cardPages.add("keqing_timeline", { component: Timeline, method: "get_keqing_timeline" });
