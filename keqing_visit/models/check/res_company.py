# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.fields import BoundedFloat


class ResCompany(models.Model):
    """How much is suggested to shops."""

    _inherit = "res.company"

    keqing_order_factor = BoundedFloat(
        string="Stock to Sell-out",
        low=0,
        high=100,
        default=1.5,
        groups="keqing_customer.group_customer_user",
        copy=False,
        help="So many times what a shop sold since the last check should stand there.",
    )
