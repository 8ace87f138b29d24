# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_one


class KeqingAgreementDecision(models.TransientModel):
    """Ask why an agreement is sent back, or when and why it ends."""

    _name = "keqing.agreement.decision"
    _description = "Decision on an Agreement"
    _inherit = ["keqing.wizard.mixin"]

    agreement_id = fields.Many2one(comodel_name="keqing.agreement", required=True)
    decision = fields.Selection(
        selection=[("return", "Send back"), ("terminate", "End")], required=True
    )
    reason = fields.Text(required=True)
    last_day = fields.Date(required=True, default=lambda self: self.env.company._get_keqing_today())

    @for_one("write")
    def action_apply(self):
        """Decide and close."""
        if self.decision == "return":
            self.agreement_id._return(self.reason)
        else:
            self.agreement_id._terminate(self.last_day, self.reason)
        return {"type": "ir.actions.act_window_close"}
