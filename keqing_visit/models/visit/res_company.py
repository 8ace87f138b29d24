# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger


class ResCompany(models.Model):
    """How long it is known exactly where people were."""

    _inherit = "res.company"

    keqing_position_days = BoundedInteger(
        string="Positions Kept",
        low=1,
        high=3660,
        default=180,
        groups=OWN_PEOPLE,
        copy=False,
        help="Days after which positions at check-in and check-out are rounded to about a "
        "kilometer; how far from the customer they were stays.",
    )
