import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** A graph of grades in the colours that their badges have. */
export class GradeGraphRenderer extends GraphRenderer {
    setup() {
        super.setup();
        const orm = useService("orm");
        onWillStart(async () => {
            const grades = await orm.searchRead("keqing.grade", [], ["color"]);
            this.colors = new Map(grades.map((grade) => [grade.id, grade.color]));
        });
    }

    /** The colour of the grade that a domain of the graph names; undefined if it names none. */
    gradeColor(domain) {
        const term = (domain || []).find(([name, sign]) => name === "grade_id" && sign === "=");
        return term && this.colors.get(term[2]);
    }

    getBarChartData() {
        const data = super.getBarChartData();
        for (const dataset of data.datasets) {
            const colors = new Set(
                (dataset.domains || []).map((domain) => this.gradeColor(domain)).filter(Boolean)
            );
            if (colors.size === 1) {
                [dataset.backgroundColor] = colors;
            }
        }
        return data;
    }

    getPieChartData() {
        const data = super.getPieChartData();
        for (const dataset of data.datasets) {
            dataset.backgroundColor = dataset.backgroundColor.map(
                (color, index) => this.gradeColor(dataset.domains?.[index]) || color
            );
        }
        return data;
    }
}

registry.category("views").add("keqing_grade_graph", {
    ...graphView,
    Renderer: GradeGraphRenderer,
});
