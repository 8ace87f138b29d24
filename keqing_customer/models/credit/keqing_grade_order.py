# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingGrade(models.Model):
    """What a credit rating is worth."""

    _inherit = "keqing.grade"

    credit_coefficient = fields.Float(
        digits=(16, 2),
        default=1.0,
        help="The credit limit proposed to a customer of this rating: the average month's sales, "
        "times the term in months, times this. Zero proposes a limit of zero.",
    )

    _coefficient_not_negative = models.Constraint(
        "CHECK (credit_coefficient >= 0)",
        "The credit coefficient of a grade cannot be negative; zero gives no credit.",
    )
