import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { GradeBadge } from "@keqing_customer/components/grade_badge/grade_badge";
import { CockpitChart } from "./cockpit_chart";

/** How the company goes: figures beside others, month by month, and what lies behind each. */
export class Cockpit extends Component {
    static template = "keqing_reports.Cockpit";
    static components = { CockpitChart, GradeBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.kinds = { month: _t("Month"), quarter: _t("Quarter"), year: _t("Year") };
        this.against = { before: _t("The period before"), last_year: _t("Last year") };
        this.openDrill = this.openDrill.bind(this);
        this.state = useState({ data: false, arranging: false, tiles: [], cards: [] });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load(changes = {}) {
        const asked = { ...this.data.asked, ...changes };
        const call = this.orm.call("keqing.cockpit", "get_cockpit", [], asked);
        this.state.data = await this.keepLast.add(call);
    }

    /** The picker of periods: with another kind, the period that today lies in. */
    chooseKind(kind) {
        return this.load({ kind, day: false });
    }

    chooseTerritory(id) {
        return this.load({ territory_id: Number(id) || false });
    }

    /** What stands beside a tile's value, and whether the change is for the better. */
    changesOf(tile) {
        return Object.keys(this.against)
            .filter((name) => tile.changes[name])
            .map((name) => ({ name, label: this.against[name], ...tile.changes[name] }));
    }

    iconOf(change) {
        if (!change.value) {
            return "fa-minus";
        }
        const direction = change.value > 0 ? "fa-caret-up" : "fa-caret-down";
        return `${direction} ${change.is_better ? "text-success" : "text-danger"}`;
    }

    judgementOf({ is_better }) {
        if (is_better === null) {
            return _t("unchanged");
        }
        return is_better ? _t("better") : _t("worse");
    }

    detailLabel({ name }) {
        return _t("%(name)s: month by month, and by groups", { name });
    }

    upLabel({ name }) {
        return _t("%s: further up", name);
    }

    downLabel({ name }) {
        return _t("%s: further down", name);
    }

    documentsLabel(name, text) {
        return _t("%(name)s: %(text)s, open the documents", { name, text });
    }

    // Down to records

    async openDrill(drill, kpiId = this.data.detail.kpi_id) {
        const action = await this.orm.call("keqing.kpi", "action_view_documents", [kpiId], drill);
        await this.action.doAction(action);
    }

    open(action) {
        return this.action.doAction(action);
    }

    // What is shown, in which order

    toggleArranging() {
        const { tiles, cards } = this.data.choice;
        Object.assign(this.state, {
            arranging: !this.state.arranging,
            tiles: tiles.map((tile) => ({ ...tile })),
            cards: cards.map((card) => ({ ...card })),
        });
    }

    move(index, step) {
        const { tiles } = this.state;
        const [tile] = tiles.splice(index, 1);
        tiles.splice(index + step, 0, tile);
    }

    async saveLayout() {
        const { tiles, cards } = this.state;
        const shown = tiles.filter((tile) => tile.shown).map((tile) => tile.id);
        const hidden = cards.filter((card) => !card.shown).map((card) => card.name);
        await this.orm.call("keqing.cockpit", "save_layout", [shown, hidden]);
        this.state.arranging = false;
        await this.load({ kpi_id: false });
    }
}

registry.category("actions").add("keqing_cockpit", Cockpit);
