# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingHonourVote(models.Model):
    """What one of the jury thinks of a candidate; said once."""

    _name = "keqing.honour.vote"
    _description = "Vote on a Candidate"
    _inherit = ["keqing.guard.mixin"]
    _order = "id"
    _rec_name = "user_id"

    candidate_id = fields.Many2one(
        comodel_name="keqing.honour.candidate",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="candidate_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    vote = fields.Selection(
        selection=[("for", "In Favour"), ("against", "Against")], required=True, readonly=True
    )
    reason = fields.Text(readonly=True)

    _candidate_user_uniq = models.Constraint(
        "UNIQUE (candidate_id, user_id)", "Everybody of the jury votes once on a candidate."
    )
