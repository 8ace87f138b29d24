# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger, BoundedMonetary


class ResCompany(models.Model):
    """How long it is known exactly where people were, and what it costs to go there."""

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
    keqing_visit_cost = BoundedMonetary(
        low=0,
        high=10**9,
        string="Cost of a Visit",
        groups=OWN_PEOPLE,
        copy=False,
        help="What a visit costs the company on average: hours, journey and the rest. It counts "
        "towards what it costs to serve a customer.",
    )
    keqing_call_cost = BoundedMonetary(
        low=0,
        high=10**9,
        string="Cost of Another Contact",
        groups=OWN_PEOPLE,
        copy=False,
        help="What a call, a message or another contact costs on average that is no visit.",
    )
