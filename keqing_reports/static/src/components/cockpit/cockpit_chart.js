import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";

const SCHEME = cookie.get("color_scheme");
const GRID_COLOR = getCustomColor(SCHEME, "#d8dadd", "#3C3E4B");
const LABEL_COLOR = getCustomColor(SCHEME, "#111827", "#E4E4E4");
// How each column of a table of figures is drawn: bars for what is, lines for what it is beside
const LOOKS = {
    value: (color) => ({ type: "bar", backgroundColor: hexToRGBA(color, 0.85), order: 3 }),
    last_year: (color) => ({ type: "line", borderColor: color, borderWidth: 2, order: 2 }),
    target: (color) => ({
        type: "line",
        borderColor: color,
        borderDash: [6, 4],
        borderWidth: 2,
        order: 1,
    }),
};

/** Months of a KPI beside last year's and the target; the same stands in a table for who reads. */
export class CockpitChart extends Component {
    static template = "keqing_reports.CockpitChart";
    static props = {
        title: String,
        labels: { type: Array, element: String },
        series: { type: Array, element: Object },
        open: Function,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvasRef.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.labels, this.props.series]
        );
    }

    get config() {
        const { labels, series } = this.props;
        return {
            data: {
                labels,
                datasets: series.map(({ of, label, values }, index) => {
                    const color = getColor(index, SCHEME, "odoo");
                    return { label, data: values, pointRadius: 3, ...LOOKS[of](color) };
                }),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (event, items) => this.onClick(items),
                plugins: {
                    legend: { labels: { color: LABEL_COLOR } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, datasetIndex, dataIndex }) =>
                                `${dataset.label}: ${series[datasetIndex].texts[dataIndex]}`,
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: LABEL_COLOR } },
                    y: {
                        beginAtZero: true,
                        grid: { color: GRID_COLOR },
                        ticks: { color: LABEL_COLOR },
                    },
                },
            },
        };
    }

    onClick(items) {
        for (const { datasetIndex, index } of items) {
            const drill = this.props.series[datasetIndex].drills[index];
            if (drill) {
                this.props.open(drill);
                return;
            }
        }
    }
}
