# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...fields import BoundedInteger
from ..res_partner import OWN_PEOPLE


class ResCompany(models.Model):
    """How much one may take from the public pool."""

    _inherit = "res.company"

    keqing_pool_cap = BoundedInteger(
        low=0,
        high=100000,
        string="Customers per Salesperson",
        copy=False,
        groups=OWN_PEOPLE,
        help="Whoever holds so many customers claims no more from the public pool. Zero: no limit.",
    )
    keqing_pool_rest_days = BoundedInteger(
        low=0,
        high=3650,
        default=30,
        string="Days Before Claiming Back",
        copy=False,
        groups=OWN_PEOPLE,
        help="For so many days whoever held a customer does not claim it back from the pool.",
    )
