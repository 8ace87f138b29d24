import { expect, test } from "@odoo/hoot";
import { openComplaints } from "@keqing_complaint/views/pareto/open_complaints";
import { ParetoModel } from "@keqing_complaint/views/pareto/pareto";

const overlay = (order, ...datasets) => {
    const labels = ["Leaks", "Late", "Price"];
    const model = { data: { datasets: datasets.map((data) => ({ data })), labels } };
    Object.setPrototypeOf(model, ParetoModel.prototype);
    model.metaData = { order, stacked: true };
    return model._getLineOverlayDataset();
};

test("the line says which share of all has been reached, at an axis of percent", () => {
    expect(overlay("DESC", [6, 3, 1])).toMatchObject({ data: [60, 90, 100], yAxisID: "share" });
    expect(overlay("DESC", [1, 1, 1]).data).toEqual([33.3, 66.7, 100]);
    expect(overlay("DESC", [0, 0, 0]).data).toEqual([0, 0, 0]);
    expect(overlay("ASC", [1, 3, 6])).toBe(null);
});

test("a number opens each of its complaints once", async () => {
    const groups = [{ complaint_id: [7, "KC/7"] }, { complaint_id: false }];
    const orm = { formattedReadGroup: async () => groups };
    const action = { doAction: (opened) => opened };
    const model = { resModel: "keqing.complaint.analysis", title: "Complaints" };
    const opened = await openComplaints(orm, action, model, []);
    expect(opened).toMatchObject({ res_model: "keqing.complaint", domain: [["id", "in", [7]]] });
});
