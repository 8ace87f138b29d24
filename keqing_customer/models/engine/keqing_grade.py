# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...fields import BoundedFloat, BoundedInteger
from ...tools.palette import color_of_rank


class KeqingGrade(models.Model):
    """A verdict on a customer, and what it entitles the customer to: the service standard."""

    _name = "keqing.grade"
    _description = "Grade"
    _inherit = ["keqing.guard.mixin"]
    _policy_key = ("scale_id", "code")
    _order = "scale_id, sequence, id"
    _rec_names_search = ["name", "code"]

    # Identity
    scale_id = fields.Many2one(
        comodel_name="keqing.grade.scale", required=True, index=True, ondelete="cascade"
    )
    sequence = BoundedInteger(default=10, help="The best grade comes first.")
    code = fields.Char(required=True, size=3, help="What the badge shows: A, AA, ★, 5 …")
    name = fields.Char(required=True, translate=True)
    color = fields.Char(
        compute="_compute_color",
        store=True,
        help="Of the badge: by rank, from best to worst alike on every scale.",
    )

    # Service standard: read by the other modules, so that a policy is data
    contact_interval = BoundedInteger(
        low=0,
        high=3650,
        help="A customer of this grade is contacted at least once in so many days, weeks or "
        "months. Zero means no planned contact.",
    )
    contact_interval_unit = fields.Selection(
        selection=[("day", "Days"), ("week", "Weeks"), ("month", "Months")],
        string="Interval Unit",
        default="month",
        required=True,
    )
    complaint_priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0", required=True
    )
    allocation_weight = BoundedFloat(
        low=0,
        high=1000,
        default=1.0,
        help="Weight when scarce goods are shared out; zero gets none.",
    )
    gift_budget = BoundedFloat(
        low=0, company_dependent=True, help="For one customer and year, in the company's currency."
    )
    credit_constraint = fields.Selection(
        selection=[
            ("none", "None"),
            ("warn", "Warn"),
            ("approve", "Ask for approval"),
            ("cap", "Reduce supply"),
            ("suspend", "Suspend"),
        ],
        default="none",
        required=True,
        help="What happens to an order that goes beyond the customer's credit.",
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        company_dependent=True,
        help="Proposed for customers of this grade.",
    )
    strategy = fields.Html(
        string="Treatment",
        translate=True,
        help="How we treat customers of this grade, in the words of the policy.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (scale_id, code)", "Two grades of a scale cannot have the same code."
    )

    @api.depends("scale_id.grade_ids.sequence")
    def _compute_color(self):
        for scale, grades in self.grouped("scale_id").items():
            ranked = (scale.grade_ids | grades).sorted(
                lambda each: (each.sequence, each._origin.id)
            )
            for rank, grade in enumerate(ranked):
                if grade in grades:
                    grade.color = color_of_rank(rank, len(ranked))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        # sudo: whoever may see the verdicts
        Evaluation = self.env["keqing.evaluation"].sudo()
        for field in ("grade_id", "computed_grade_id", "previous_grade_id"):
            verdict = Evaluation.search([(field, "in", self.ids)], limit=1)
            if verdict:
                raise UserError(
                    self.env._(
                        "Grade %s stands in evaluations and must stay to explain them.",
                        verdict[field].name,
                    )
                )

    def _badge(self):
        """What draws a badge: ``{"id", "code", "name", "color"}``, False for no grade."""
        if not self:
            return False
        self.ensure_one()
        return {"id": self.id, "code": self.code, "name": self.name, "color": self.color}
