# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...fields import BoundedFloat
from ..res_partner import OWN_PEOPLE


class ResCompany(models.Model):
    """By how much a year money that comes later is worth less."""

    _inherit = "res.company"

    keqing_discount_rate = BoundedFloat(
        low=0,
        high=100,
        string="Discount Rate (%)",
        digits=(5, 2),
        default=10,
        copy=False,
        groups=OWN_PEOPLE,
        help="By which the lifetime value of a customer is reckoned: percent a year.",
    )
