/**
 * Open the complaints behind a number, each once, though the analysis has a row for each line.
 *
 * @param {Object} metaData of the model of the view: resModel, title
 */
export async function openComplaints(orm, action, { resModel, title }, domain) {
    const groups = await orm.formattedReadGroup(resModel, domain, ["complaint_id"], ["__count"]);
    const ids = groups.map((group) => group.complaint_id && group.complaint_id[0]).filter(Boolean);
    return action.doAction({
        type: "ir.actions.act_window",
        name: title,
        res_model: "keqing.complaint",
        views: [
            [false, "list"],
            [false, "kanban"],
            [false, "form"],
        ],
        domain: [["id", "in", ids]],
    });
}
