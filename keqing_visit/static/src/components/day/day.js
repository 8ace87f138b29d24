import { Component, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AddStop } from "./add_stop";
import { now } from "./device";
import { DeviceStore, EntryQueue } from "./entry_queue";
import { loadSignaturePad } from "./signature_place";
import { DEEDS, withEntries } from "./stop";
import { StopCard } from "./stop_card";
import { StopSheet } from "./stop_sheet";

const { DateTime } = luxon;

/**
 * A salesperson's day on a phone: the stops, and a visit in it. All of it is loaded when it is
 * opened; from then on what is written down waits on the device until the server has it.
 */
export class Day extends Component {
    static template = "keqing_visit.Day";
    static components = { AddStop, StopCard, StopSheet };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            day: null,
            openId: this.props.action.params?.visit_id || false,
            adds: false, // who is offered as another stop, `{}` for nobody in particular
            entries: [],
            problem: false,
            isKept: true,
            isOnline: navigator.onLine,
            showsWaiting: false,
        });
        this.isStarting = false;
        this.version = 0; // of what the server told
        this.queue = new EntryQueue({
            store: new DeviceStore(`keqing_visit-${session.db}-${user.userId}`),
            post: (entries) => this.post(entries),
            onChange: () => this.follow(),
        });
        onWillStart(() => this.start());
        onWillUnmount(() => this.queue.stop());
        useExternalListener(window, "online", () => this.onNetwork(true));
        useExternalListener(window, "offline", () => this.onNetwork(false));
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "visible") {
                this.refresh();
            } else {
                document.activeElement?.blur(); // so that what is being typed is written down
            }
        });
    }

    async start() {
        await this.queue.load();
        await this.load();
        this.openCustomer(this.props.action.params?.customer);
        loadSignaturePad().catch(() => {}); // while there is a network
        this.queue.send();
    }

    /** What was sent meanwhile makes an answer an old one: then it is asked for again. */
    async load() {
        try {
            let version, day;
            do {
                version = this.version;
                day = await this.orm.call("keqing.visit", "get_day", []);
            } while (version !== this.version);
            this.state.day = day;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isOnline = false;
        }
    }

    async refresh() {
        await this.queue.send();
        if (!this.queue.entries.length || !this.state.day) {
            await this.load();
        }
    }

    onNetwork(isOnline) {
        this.state.isOnline = isOnline;
        if (isOnline) {
            this.refresh();
        }
    }

    async post(entries) {
        const { answers, stops } = await this.orm.silent.call("keqing.visit", "send_entries", [
            entries,
        ]);
        this.version++;
        const told = Object.fromEntries(stops.map((stop) => [stop.id, stop]));
        for (const stop of this.state.day?.stops || []) {
            Object.assign(stop, told[stop.id]);
        }
        for (const { visit_id, kind, request_id } of entries) {
            const stop = this.state.day?.stops.find(({ id }) => id === visit_id);
            if (kind === "place" && stop && !answers[request_id]) {
                stop.customer.has_place = true;
            }
        }
        return answers;
    }

    /** The screen follows the queue. */
    follow() {
        Object.assign(this.state, {
            entries: this.queue.entries.map((entry) => ({ ...entry })),
            problem: this.queue.problem,
            isKept: this.queue.isKept,
        });
    }

    get stops() {
        return (this.state.day?.stops || []).map((stop) => withEntries(stop, this.state.entries));
    }

    /** The visit under way first, what is done last. */
    get ordered() {
        const rank = { under_way: 0, planned: 1, missed: 1 };
        const rankOf = ({ state }) => rank[state] ?? 2;
        return this.stops.sort((first, second) => rankOf(first) - rankOf(second));
    }

    get opened() {
        return this.stops.find((stop) => stop.id === this.state.openId);
    }

    get next() {
        return this.ordered.find((stop) => ["under_way", "planned"].includes(stop.state));
    }

    get underWay() {
        return this.stops.find((stop) => stop.state === "under_way");
    }

    get title() {
        const { date, stops } = this.state.day;
        const format = { ...DateTime.DATE_MED, weekday: "short" };
        return _t("%(day)s · %(count)s stops", {
            day: deserializeDate(date).toLocaleString(format),
            count: stops.length,
        });
    }

    get refused() {
        return this.state.entries.filter((entry) => entry.refusal);
    }

    get waitingText() {
        const { entries, problem, isOnline } = this.state;
        const count = entries.length - this.refused.length;
        if (this.refused.length) {
            return _t("%s refused: look at why", this.refused.length);
        }
        if (!isOnline || problem === true) {
            return count
                ? _t("No network: %s kept on this device", count)
                : _t("No network: all is kept on this device");
        }
        return problem || (count ? _t("%s on the way", count) : "");
    }

    nameOf({ visit_id }) {
        const stop = this.state.day?.stops.find(({ id }) => id === visit_id);
        return stop?.customer.name || _t("A visit of another day");
    }

    /** Write something down about a stop: on the device first, then on the server. */
    write(stop, kind, values, slot = false) {
        const isDeed = DEEDS.has(kind);
        return this.queue.add({ visit_id: stop.id, kind, values, slot, isDeed, at: now() });
    }

    /** Still on the device alone, a check-in was never made. */
    async undo(stop) {
        if (!(await this.queue.withdraw({ visit_id: stop.id, kind: "check_in" }))) {
            await this.write(stop, "undo", {});
        }
    }

    drop(entry) {
        return this.queue.drop(entry);
    }

    retry() {
        return this.queue.retry();
    }

    /** The stop of a customer, if it is one; else it is offered as one. */
    openCustomer(customer) {
        if (customer) {
            const isOpen = ({ state }) => state === "under_way" || state === "planned";
            const stops = this.stops.filter((stop) => stop.customer.id === customer.id);
            this.state.openId = (stops.find(isOpen) || stops[0])?.id || false;
            this.state.adds = !this.state.openId && { customer };
        }
    }

    async add({ id }) {
        const openId = await this.orm.call("keqing.visit", "add_stop", [id]);
        await this.load();
        Object.assign(this.state, { adds: false, openId });
    }

    open(stop, isStarting = false) {
        this.state.openId = stop ? stop.id : false;
        this.isStarting = isStarting;
    }

    leave() {
        this.action.doAction("keqing_customer.keqing_today_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("keqing_visit_day", Day);
