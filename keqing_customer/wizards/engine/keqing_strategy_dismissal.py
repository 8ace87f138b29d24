# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_one


class KeqingStrategyDismissal(models.TransientModel):
    """Ask why proposed actions are not taken."""

    _name = "keqing.strategy.dismissal"
    _description = "Dismiss Proposed Actions"
    _inherit = ["keqing.wizard.mixin"]

    proposal_ids = fields.Many2many(comodel_name="keqing.strategy.proposal", required=True)
    reason = fields.Char(required=True)

    @for_one("write")
    def action_apply(self):
        """Dismiss them and close."""
        self.proposal_ids._dismiss(self.reason)
        return {"type": "ir.actions.act_window_close"}
