# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...fields import BoundedFloat, BoundedInteger


class KeqingScorecard(models.Model):
    """How a credit rating proposes a limit; see :class:`keqing.credit.proposal`."""

    _inherit = "keqing.scorecard"

    limit_months = BoundedInteger(
        low=1,
        high=120,
        string="Months Looked Back",
        default=12,
        help="The average month's sales is taken over the months with invoices among these, up to "
        "the period's end.",
    )
    limit_term_days = BoundedInteger(
        low=0,
        high=3650,
        string="Term (days)",
        default=30,
        help="Days that a customer without a payment term of its own has to pay.",
    )
    limit_rounding = BoundedFloat(
        low=0,
        high=1000000000,
        string="Round Up To",
        default=1000.0,
        help="A proposed limit is rounded up to a multiple of this, in the company's currency; "
        "zero leaves it as it is.",
    )
