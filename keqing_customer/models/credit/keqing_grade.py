# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingGrade(models.Model):
    """What a credit rating is worth, and from when on it holds an order.

    What happens then says its constraint.
    """

    _inherit = "keqing.grade"

    credit_coefficient = fields.Float(
        digits=(16, 2),
        default=1.0,
        help="The credit limit proposed to a customer of this rating: the average month's sales, "
        "times the term in months, times this. Zero proposes a limit of zero.",
    )
    credit_cap_percent = fields.Float(
        string="Order Cap (%)",
        digits=(16, 2),
        default=100,
        help="One order may be at most so many percent of the customer's average month, for "
        "grades that cap the order.",
    )
    credit_overdue_days = fields.Integer(
        string="Overdue Days Allowed",
        help="Customers who owe something overdue for longer are treated as if beyond their "
        "credit. Zero: overdue invoices alone stop nothing.",
    )

    _credit_bounded = models.Constraint(
        "CHECK (credit_cap_percent <= 1000 AND credit_overdue_days <= 3650"
        " AND credit_coefficient <= 1000)",
        "Order cap and credit coefficient are 1000 at most, overdue days 3650: ten years.",
    )
    _credit_not_negative = models.Constraint(
        "CHECK (credit_cap_percent >= 0 AND credit_overdue_days >= 0)",
        "Order cap and overdue days of a grade cannot be negative; use zero.",
    )
    _coefficient_not_negative = models.Constraint(
        "CHECK (credit_coefficient >= 0)",
        "The credit coefficient of a grade cannot be negative; zero gives no credit.",
    )
