# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from odoo.addons.keqing_customer.tools.datum import to_wgs84

from ...tools.position import distance_meters
from .keqing_visit_check import POOR_ACCURACY_METERS


class KeqingVisit(models.Model):
    """Where a customer is that nobody has placed yet, as far as check-ins agree on it."""

    _inherit = "keqing.visit"

    def _note_position(self, occasion, report):
        noted = super()._note_position(occasion, report)
        if occasion == "in":
            self._place_customer()
        return noted

    def _place_customer(self):
        """It is in the middle between two check-ins of two days that are near to each other.

        Who made this one has said so: to that person's visits it proves nothing until somebody
        else was there.
        """
        here = self._get_agreeing(Domain("visit_id", "=", self.id))
        if not here:
            return
        places = self._get_agreeing(
            Domain("visit_id.partner_id", "=", self.partner_id.id)
            & Domain("visit_id.company_id", "=", self.company_id.id)
            & Domain("visit_id.planned_on", "!=", self.planned_on)
        )
        near = [
            place for place in places if distance_meters(place, here[-1]) <= POOR_ACCURACY_METERS
        ]
        if near:
            latitude, longitude = ((a + b) / 2 for a, b in zip(near[-1], here[-1], strict=True))
            # sudo: whoever visits a customer without a position finds out where it is
            self.partner_id.sudo().set_keqing_position(latitude, longitude, "wgs84")

    def _get_agreeing(self, domain):
        """Exact positions at customers that had none: a list of pairs in WGS-84, oldest first."""
        exact = (
            Domain("occasion", "=", "in")
            & Domain("verdict", "=", "customer_unknown")
            & Domain("accuracy_meters", ">", 0)
            & Domain("accuracy_meters", "<=", POOR_ACCURACY_METERS)
            & Domain("is_old", "=", False)
            & Domain("is_repeated", "=", False)
            & Domain("is_blurred", "!=", True)
        )
        # sudo: positions of colleagues, of which the middle alone comes out
        found = self.env["keqing.visit.position"].sudo().search(domain & exact, order="id")
        return [to_wgs84((each.latitude, each.longitude), each.datum or "wgs84") for each in found]
