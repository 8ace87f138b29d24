# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_one


class KeqingCreditReleaseDecision(models.TransientModel):
    """Decide on many releases at once, for one reason."""

    _name = "keqing.credit.release.decision"
    _description = "Decide on Releases"
    _inherit = ["keqing.wizard.mixin"]

    release_ids = fields.Many2many(comodel_name="keqing.credit.release", required=True)
    decision = fields.Char(help="The method that was chosen already, before the reason was asked.")
    note = fields.Text(string="Because", required=True)

    @for_one("write")
    def action_approve(self):
        """Let the documents pass, each up to the amount and the day proposed on it."""
        return self._decide("action_approve")

    @for_one("write")
    def action_approve_confirm(self):
        """Let the documents pass and confirm the orders at once."""
        return self._decide("action_approve_confirm")

    @for_one("write")
    def action_refuse(self):
        """Keep the documents held."""
        return self._decide("action_refuse")

    def _decide(self, method):
        self.ensure_one()
        self.release_ids.write({"decision_note": self.note})
        getattr(self.release_ids, method)()
        return {"type": "ir.actions.act_window_close"}
