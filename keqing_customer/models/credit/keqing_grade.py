# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedFloat, BoundedInteger


class KeqingGrade(models.Model):
    """What a credit rating is worth, and from when on it holds an order.

    What happens then says its constraint.
    """

    _inherit = "keqing.grade"

    credit_coefficient = BoundedFloat(
        low=0,
        high=1000,
        digits=(16, 2),
        default=1.0,
        help="The credit limit proposed to a customer of this rating: the average month's sales, "
        "times the term in months, times this. Zero proposes a limit of zero.",
    )
    credit_cap_percent = BoundedFloat(
        low=0,
        high=1000,
        string="Supply Cap (%)",
        digits=(16, 2),
        default=100,
        help="What the customer is supplied with in a period may be at most so many percent of its "
        "average month, for grades that reduce supply.",
    )
    credit_cap_period = fields.Selection(
        selection=[
            ("order", "Each order by itself"),
            ("month", "Month"),
            ("quarter", "Quarter"),
        ],
        string="Supply Cap Holds For",
        default="month",
        required=True,
        help="All orders confirmed in such a period count together.",
    )
    credit_overdue_days = BoundedInteger(
        low=0,
        high=3650,
        string="Overdue Days Allowed",
        help="Customers who owe something overdue for longer are treated as if beyond their "
        "credit. Zero: overdue invoices alone stop nothing.",
    )
