# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingComplaintCancellation(models.TransientModel):
    """Why complaints are none."""

    _name = "keqing.complaint.cancellation"
    _description = "Cancellation of Complaints"
    _inherit = ["keqing.wizard.mixin"]

    complaint_ids = fields.Many2many(comodel_name="keqing.complaint", required=True)
    reason = fields.Char(required=True)

    @for_one("write")
    def action_cancel_complaints(self):
        """Cancel them and close."""
        self.complaint_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
