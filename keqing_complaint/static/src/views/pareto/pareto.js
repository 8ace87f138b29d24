import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { openComplaints } from "./open_complaints";
import { _t } from "@web/core/l10n/translation";
import { sortBy } from "@web/core/utils/arrays";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

const SHARE = "share"; // the axis at the right, from 0 to 100 %

/** What weighs most comes first, under the line of its share of all with what came before. */
export class ParetoModel extends GraphModel {
    _getLineOverlayDataset() {
        const { datasets, labels } = this.data;
        if (this.metaData.order !== "DESC" || datasets.length !== 1) {
            return super._getLineOverlayDataset();
        }
        const values = datasets[0].data;
        const total = values.reduce((sum, value) => sum + value, 0);
        let reached = 0;
        return {
            label: _t("Cumulated share"),
            data: values.map((value) => {
                reached += value;
                return total ? Math.round((1000 * reached) / total) / 10 : 0;
            }),
            trueLabels: labels,
            yAxisID: SHARE,
        };
    }
}

export class ParetoRenderer extends GraphRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    /** As many as the bar says: a complaint about two goods has two rows. */
    openView(domain) {
        return openComplaints(this.orm, this.actionService, this.model.metaData, domain);
    }

    get hasShare() {
        return this.model.lineOverlayDataset?.yAxisID === SHARE;
    }

    getScaleOptions() {
        const scales = super.getScaleOptions();
        if (!this.hasShare) {
            return scales;
        }
        const { color } = scales.y.ticks;
        const ticks = { color, callback: (value) => `${value}%` };
        const axis = { type: "linear", position: "right", min: 0, max: 100, ticks };
        return { ...scales, [SHARE]: { ...axis, grid: { display: false } } };
    }

    getTooltipItems(data, metaData, tooltipModel) {
        const items = super.getTooltipItems(data, metaData, tooltipModel);
        if (this.hasShare) {
            const points = sortBy(tooltipModel.dataPoints, "raw", "desc"); // as Odoo sorts them
            points.forEach(({ datasetIndex, raw }, index) => {
                if (!data.datasets[datasetIndex]) {
                    items[index].value = `${raw}%`;
                }
            });
        }
        return items;
    }
}

registry
    .category("views")
    .add("keqing_pareto", { ...graphView, Model: ParetoModel, Renderer: ParetoRenderer });
