# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chosen import for_one


class KeqingEvaluationRun(models.Model):
    """A confirmed credit rating proposes credit limits."""

    _inherit = "keqing.evaluation.run"

    limit_proposal_count = fields.Integer(
        string="Limits To Decide",
        compute="_compute_limit_proposal_count",
        groups="keqing_customer.group_customer_credit",
    )

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_limit_proposal_count(self):
        counts = dict(
            self.env["keqing.credit.proposal"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "proposed")], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.limit_proposal_count = counts.get(run, 0)

    @for_one("read")
    def action_view_limit_proposals(self):
        """Open the credit limits that this rating proposes."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_credit_proposal_action"
        )
        return {**action, "name": self.name, "domain": [("run_id", "=", self.id)]}

    def _apply_verdicts(self, evaluations=None):
        applied = super()._apply_verdicts(evaluations)
        if self.purpose == "credit":
            # sudo: whoever confirms a rating has limits proposed, and decides on none
            self.env["keqing.credit.proposal"].sudo()._propose(self, evaluations)
        return applied
