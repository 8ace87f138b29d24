# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

ASKED = ("promotion", "shelf")  # what is paid in the shop: the promotion price while there is one


class KeqingStoreCheck(models.Model):
    """A leaflet promises what the shop asks: neither more nor less."""

    _inherit = "keqing.store.check"

    def _judge(self, band):
        verdict = super()._judge(band)
        asked = self._get_price_asked()
        if asked is None:
            return verdict
        if self.currency_id.compare_amounts(self.price, asked):
            return "breach"
        return verdict or "right"

    def _get_price_asked(self):
        """What the shop asks for the product of a leaflet's price; None where nobody looked."""
        if self.price_kind != "leaflet":
            return None
        beside = self.visit_id.check_ids.filtered(
            lambda each: each.product_id == self.product_id and each.is_answered
        )
        prices = {each.price_kind: each.price for each in beside}
        return next((prices[kind] for kind in ASKED if kind in prices), None)

    def _judge_leaflets(self):
        """Hold the leaflets' prices against these, which are what the shop asks."""
        asked = self.filtered(lambda each: each.price_kind in ASKED)
        leaflets = asked.visit_id.check_ids.filtered(
            lambda each: (
                each.price_kind == "leaflet"
                and each.is_answered
                and each.product_id in asked.product_id
            )
        )
        self.env.add_to_compute(self._fields["verdict"], leaflets)
        leaflets._tell_breaches()
