# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

# Written by confirmed evaluations; by hand only when an administrator brings old grades along
VERDICT_FIELDS = {
    "keqing_grade_id",
    "keqing_grade_trend",
    "keqing_credit_grade_id",
    "keqing_credit_grade_trend",
}
TRENDS = [("up", "Up"), ("down", "Down")]


class ResPartner(models.Model):
    """The customer: the commercial entity that invoices, grades and agreements are read on."""

    _inherit = "res.partner"

    # Who
    keqing_customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        string="Customer Type",
        index="btree_not_null",
        ondelete="restrict",
    )
    keqing_territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Territory",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    # How important; written by confirmed evaluations, one value per company
    keqing_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        readonly=True,
    )
    keqing_grade_trend = fields.Selection(
        selection=TRENDS, string="Grade Trend", company_dependent=True, index=False, readonly=True
    )
    keqing_credit_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Credit Grade",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        readonly=True,
    )
    keqing_credit_grade_trend = fields.Selection(
        selection=TRENDS, string="Credit Trend", company_dependent=True, index=False, readonly=True
    )
    keqing_evaluation_count = fields.Integer(
        string="Evaluations", compute="_compute_keqing_evaluation_count"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_verdict_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_verdict_fields(vals)
        return super().write(vals)

    def _check_verdict_fields(self, vals):
        """:raise AccessError: when neither the engine nor an administrator sets a grade"""
        if (
            not self.env.su
            and VERDICT_FIELDS & vals.keys()
            and not self.env.user.has_group("keqing_customer.group_customer_admin")
        ):
            raise AccessError(
                self.env._("Grades come from evaluations; set another one there, with a reason.")
            )

    def _compute_keqing_evaluation_count(self):
        counts = dict(
            self.env["keqing.evaluation"]._read_group(
                self._evaluation_domain(), ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.keqing_evaluation_count = counts.get(partner, 0)

    def _evaluation_domain(self):
        """The confirmed verdicts on these customers, those that were corrected left out."""
        return [
            ("partner_id", "in", self.ids),
            ("run_id.state", "=", "confirmed"),
            ("is_superseded", "=", False),
            ("company_id", "=", self.env.company.id),
        ]

    def action_view_keqing_evaluations(self):
        """Open the history of verdicts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_action"
        )
        return {**action, "domain": self._evaluation_domain(), "context": {}}

    @api.readonly
    def get_keqing_explanation(self, purpose="grade"):
        """Why the customer has its present grade: the last confirmed verdict explained.

        :return: see ``get_explanation`` of ``keqing.evaluation``; False if there is none
        """
        self.ensure_one()
        evaluation = self.env["keqing.evaluation"].search(
            [*self._evaluation_domain(), ("scorecard_id.purpose", "=", purpose)], limit=1
        )
        return evaluation.get_explanation() if evaluation else False
