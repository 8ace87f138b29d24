# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger


class KeqingRebateFactor(models.Model):
    """From so many days after the invoice on, a payment counts so much; up to the next row."""

    _name = "keqing.rebate.factor"
    _description = "Factor of Payments"
    _inherit = ["keqing.rebate.term.mixin"]
    _order = "program_id, days_from, id"
    _rec_name = "days_from"

    days_from = BoundedInteger(
        low=0,
        high=3660,
        string="Paid After Days",
        help="Days from the invoice to the payment. What is paid before the first row counts in "
        "full.",
    )
    percent = BoundedFloat(low=0, high=1000, string="Counts Percent", default=100)

    _days_uniq = models.Constraint(
        "UNIQUE (program_id, days_from)",
        "Two factors of a programme begin on the same day. Keep one of them.",
    )
