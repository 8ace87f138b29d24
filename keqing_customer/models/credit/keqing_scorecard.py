# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingScorecard(models.Model):
    """How a credit rating proposes a limit; see :class:`keqing.credit.proposal`."""

    _inherit = "keqing.scorecard"

    limit_months = fields.Integer(
        string="Months Looked Back",
        default=12,
        help="The average month's sales is taken over the months with invoices among these, up to "
        "the period's end.",
    )
    limit_term_days = fields.Integer(
        string="Term (days)",
        default=30,
        help="Days that a customer without a payment term of its own has to pay.",
    )
    limit_rounding = fields.Float(
        string="Round Up To",
        default=1000.0,
        help="A proposed limit is rounded up to a multiple of this, in the company's currency; "
        "zero leaves it as it is.",
    )

    _limit_formula_bounded = models.Constraint(
        "CHECK (limit_months <= 120 AND limit_term_days <= 3650 AND limit_rounding <= 1000000000)",
        "A proposed limit looks back 120 months and is for a term of 3650 days at most: ten years.",
    )
    _limit_formula_not_negative = models.Constraint(
        "CHECK (limit_months >= 1 AND limit_term_days >= 0 AND limit_rounding >= 0)",
        "A proposed limit looks back one month at least; term and rounding cannot be negative.",
    )
