# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingVisitCancellation(models.TransientModel):
    """Why visits are not made."""

    _name = "keqing.visit.cancellation"
    _description = "Cancellation of Visits"
    _inherit = ["keqing.wizard.mixin"]

    visit_ids = fields.Many2many(comodel_name="keqing.visit", required=True)
    reason = fields.Char(required=True)

    @for_one("write")
    def action_cancel_visits(self):
        """Cancel them and close."""
        self.visit_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
