# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chosen import for_one
from ...fields import BoundedInteger


class KeqingScorecardSegment(models.Model):
    """Customers alike in what they earn points for: champions, loyal, at risk, lost.

    A customer is in the first segment all of whose rules hold; one without rules takes everybody
    whom those above it left.
    """

    _name = "keqing.scorecard.segment"
    _inherit = ["keqing.catalogue.mixin", "keqing.guard.mixin"]
    _description = "Customer Segment"
    _order = "scorecard_id, sequence, id"
    _policy_per_company = True

    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    sequence = BoundedInteger(help="The first segment whose rules hold is the one.")
    advice = fields.Text(translate=True, help="What one does about such customers.")
    rule_ids = fields.One2many(
        comodel_name="keqing.scorecard.segment.rule",
        inverse_name="segment_id",
        string="Rules",
        copy=True,
    )
    summary = fields.Char(compute="_compute_summary", help="The rules in words.")
    customer_count = fields.Integer(string="Customers", compute="_compute_customer_count")

    def copy_data(self, default=None):
        """Copied with its scorecard, a segment keeps its name."""
        vals_list = super().copy_data(default=default)
        if "keqing.scorecard" in self.env.context.get("__copy_data_seen", ()):
            for segment, vals in zip(self, vals_list, strict=True):
                vals["name"] = segment.name
        return vals_list

    @api.depends("rule_ids.points_from", "rule_ids.points_below", "rule_ids.indicator_id.name")
    @api.depends_context("lang")
    def _compute_summary(self):
        for segment in self:
            segment.summary = " · ".join(rule._describe() for rule in segment.rule_ids)

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_customer_count(self):
        groups = self.env["res.partner"]._read_group(
            self._customer_domain(), ["keqing_segment_id"], ["__count"]
        )
        counts = dict(groups)
        for segment in self:
            segment.customer_count = counts.get(segment._origin, 0)

    def _customer_domain(self):
        return Domain("keqing_segment_id", "in", self.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        # sudo: whoever may see the verdicts
        Evaluation = self.env["keqing.evaluation"].sudo()
        verdict = Evaluation.search([("segment_id", "in", self.ids)], limit=1)
        if verdict:
            raise UserError(
                self.env._(
                    "Segment “%s” stands in evaluations and explains them. Archive it instead.",
                    verdict.segment_id.name,
                )
            )

    def _get_definition(self, positions):
        """The segment as plain data, see :meth:`KeqingScorecard._get_definition`.

        :param dict positions: ``{id of an indicator: where it stands among the lines}``
        """
        self.ensure_one()
        rules = [rule._get_definition(positions) for rule in self.rule_ids]
        return {"id": self.id, "rules": rules}

    @for_one("read")
    def action_view_customers(self):
        """Open its customers, to be exported, written to or planned for."""
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_customer.customer_action")
        return {
            **action,
            "name": self.name,
            "domain": list(self._customer_domain()),
            "context": {"res_partner_search_mode": "customer", "create": False},
        }

    @for_one("read")
    def action_schedule_activities(self):
        """Plan the same activity with each of its customers whom the user sees.

        :raise UserError: if it has none, or more than are planned for at once
        """
        customers = self.env["res.partner"].search(self._customer_domain())
        most = self.env["mail.activity.schedule"]._batch_size
        if not customers:
            raise UserError(self.env._("No customer is in the segment “%s”.", self.name))
        if len(customers) > most:
            raise UserError(
                self.env._(
                    "%(segment)s has %(count)s customers, and activities are planned for %(most)s "
                    "at once. Let each territory plan for its own.",
                    segment=self.name,
                    count=len(customers),
                    most=most,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an Activity With %s", self.name),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": customers.ids},
        }
