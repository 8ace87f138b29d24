# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chosen import check_chosen, for_one
from ...fields import BoundedMonetary


class KeqingCreditDecision(models.TransientModel):
    """Ask why a limit stays as it is, or which other one a customer gets, and why."""

    _name = "keqing.credit.decision"
    _description = "Decide on Credit Limits"
    _inherit = ["keqing.wizard.mixin"]

    proposal_ids = fields.Many2many(comodel_name="keqing.credit.proposal", required=True)
    decision = fields.Selection(
        selection=[("changed", "Give another limit"), ("refused", "Keep the present limit")],
        default="changed",
        required=True,
    )
    currency_id = fields.Many2one(related="proposal_ids.currency_id")
    limit = BoundedMonetary(
        low=0,
        string="New Limit",
        compute="_compute_limit",
        store=True,
        readonly=False,
        help="Zero gives no credit at all.",
    )
    reason = fields.Text(required=True)

    @api.depends("proposal_ids")
    def _compute_limit(self):
        """Begin with what was proposed."""
        for decision in self:
            decision.limit = decision.proposal_ids[:1].proposed_limit

    @for_one("write")
    def action_apply(self):
        """Decide and close."""
        check_chosen(self.proposal_ids, "read")
        if self.decision == "refused":
            self.proposal_ids._refuse(self.reason)
        else:
            self.proposal_ids._change(self.limit, self.reason)
        return {"type": "ir.actions.act_window_close"}
