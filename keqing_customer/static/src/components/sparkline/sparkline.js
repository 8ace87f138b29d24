import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const WIDTH = 160;
const HEIGHT = 56;
const MARGIN = 5;

/** A small line through scores from 0 to 100, oldest first; each dot says its period and score. */
export class Sparkline extends Component {
    static template = "keqing_customer.Sparkline";
    static props = { trend: { type: Array, element: Object } };

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
    }

    get points() {
        const { trend } = this.props;
        const step = (WIDTH - 2 * MARGIN) / (trend.length - 1);
        return trend.map(({ id, period, score }, index) => ({
            id,
            title: _t("%(period)s: %(score)s points", { period, score }),
            x: MARGIN + index * step,
            y: HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * score) / 100,
        }));
    }

    get path() {
        return this.points.map(({ x, y }) => `${x},${y}`).join(" ");
    }

    /** What a screen reader says. */
    get label() {
        return this.points.map(({ title }) => title).join("; ");
    }
}
