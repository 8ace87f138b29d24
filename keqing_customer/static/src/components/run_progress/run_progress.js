import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const REFRESH_MS = 2000;

/** How far a run has come, read again by itself until it is computed. */
export class RunProgress extends Component {
    static template = "keqing_customer.RunProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get data() {
        return this.props.record.data;
    }

    wait() {
        this.timer = browser.setTimeout(() => this.refresh(), REFRESH_MS);
    }

    async refresh() {
        const { record } = this.props;
        try {
            if (!(await record.isDirty())) {
                await record.load();
            }
        } finally {
            if (this.data.state === "computing") {
                this.wait();
            }
        }
    }
}

registry.category("view_widgets").add("keqing_run_progress", {
    component: RunProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
        { name: "done_count", type: "integer" },
        { name: "total_count", type: "integer" },
    ],
});
