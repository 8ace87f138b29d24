# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingHonourDecision(models.TransientModel):
    """Ask somebody of the jury for a word on a candidate, and why."""

    _name = "keqing.honour.decision"
    _description = "Word on a Candidate"
    _inherit = ["keqing.wizard.mixin"]

    candidate_id = fields.Many2one(
        comodel_name="keqing.honour.candidate", required=True, readonly=True, ondelete="cascade"
    )
    honour_id = fields.Many2one(related="candidate_id.honour_id")
    proposal = fields.Text(related="candidate_id.reason", string="Proposed Because")
    kind = fields.Selection(
        selection=[("vote", "Vote"), ("decide", "Decide"), ("withdraw", "Withdraw")],
        required=True,
        readonly=True,
        default="vote",
    )
    answer = fields.Selection(
        selection=[("for", "In Favour"), ("against", "Against")],
        string="Opinion",
        required=True,
        default="for",
    )
    prize_id = fields.Many2one(
        comodel_name="keqing.honour.prize", domain="[('honour_id', '=', honour_id)]"
    )
    reason = fields.Text()

    @for_one("write")
    def action_apply(self):
        """Say it and close."""
        candidate = self.candidate_id
        match self.kind, self.answer:
            case "vote", answer:
                candidate._vote(answer, self.reason)
            case "decide", "for":
                candidate._award(self.prize_id, self.reason)
            case "decide", _:
                candidate._decline(self.reason)
            case _:
                candidate._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
