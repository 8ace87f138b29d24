# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockRule(models.Model):
    """What was repaired leaves from where it came back to."""

    _inherit = "stock.rule"

    def _get_stock_move_values(self, *procurement):
        vals = super()._get_stock_move_values(*procurement)
        place = procurement[-1].get("keqing_leaves_from")
        if place and self.procure_method != "make_to_order":
            vals["location_id"] = place.id
        return vals
