import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";
import { openComplaints } from "./open_complaints";

const OF_ORDERS = "order_count";

/** A number of complaints opens complaints, one of orders what was delivered. */
export class ComplaintPivotRenderer extends PivotRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    onOpenView(cell, newWindow) {
        this.measure = cell.measure;
        return super.onOpenView(cell, newWindow);
    }

    openView(domain, views, context, newWindow) {
        if (this.measure === OF_ORDERS) {
            const delivered = Domain.and([domain, [["is_order", "=", true]]]).toList();
            return super.openView(delivered, views, context, newWindow);
        }
        return openComplaints(this.orm, this.actionService, this.model.metaData, domain);
    }
}

registry
    .category("views")
    .add("keqing_complaint_pivot", { ...pivotView, Renderer: ComplaintPivotRenderer });
