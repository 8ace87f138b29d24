# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingComplaintWaiting(models.TransientModel):
    """What the customer has to do before we go on; until then our clocks stand."""

    _name = "keqing.complaint.waiting"
    _description = "Waiting for a Customer"
    _inherit = ["keqing.wizard.mixin"]

    complaint_ids = fields.Many2many(comodel_name="keqing.complaint", required=True)
    reason = fields.Char(string="What For", required=True)

    @for_one("write")
    def action_wait(self):
        """Have their clocks stand and close."""
        self.complaint_ids.action_wait(self.reason)
        return {"type": "ir.actions.act_window_close"}
