# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

from ...models.intake.keqing_complaint import OPEN


class KeqingComplaintMerge(models.TransientModel):
    """Which of several complaints stays, and takes the others in."""

    _name = "keqing.complaint.merge"
    _description = "Merger of Complaints"
    _inherit = ["keqing.wizard.mixin"]

    complaint_ids = fields.Many2many(comodel_name="keqing.complaint", required=True)
    kept_id = fields.Many2one(
        comodel_name="keqing.complaint",
        string="Stays",
        compute="_compute_kept_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', complaint_ids)]",
        help="The one that was received first, or is furthest, unless you choose another.",
    )

    @api.depends("complaint_ids")
    def _compute_kept_id(self):
        progress = dict(zip(OPEN, range(len(OPEN)), strict=True))
        progress["follow_up"] = -1  # what was put right takes in nothing more
        for wizard in self:
            ranked = wizard.complaint_ids.sorted(
                lambda each: (-progress.get(each.state, -1), each.received_at, each._origin.id)
            )
            wizard.kept_id = ranked[:1]

    @for_one("write")
    def action_merge(self):
        """Merge them, and open the one that stays.

        :raise UserError: if there is nothing to merge, or one of them cannot be
        """
        complaints = self.complaint_ids | self.kept_id
        complaints.check_access("write")
        others = complaints - self.kept_id
        if not (others and self.kept_id):
            raise UserError(self.env._("Choose two complaints or more: one is one already."))
        others._merge_into(self.kept_id)
        return self.kept_id._get_records_action()
