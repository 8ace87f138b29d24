# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.fields import BoundedInteger

USUAL_RADIUS_METERS = 300


class KeqingCustomerType(models.Model):
    """How near one has to be to be with a customer of a type."""

    _inherit = "keqing.customer.type"

    visit_radius_meters = BoundedInteger(
        string="Check-in Within (m)",
        low=0,
        high=50_000,
        help="How far from the customer's position a check-in still counts as there; zero takes "
        "that of the type above, else 300 m.",
    )

    def _get_visit_radius(self):
        """In metres; that of the nearest type above which has one."""
        kind = self
        while kind and not kind.visit_radius_meters:
            kind = kind.parent_id
        return kind.visit_radius_meters or USUAL_RADIUS_METERS
