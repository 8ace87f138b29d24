# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

POINT = 0.01  # the least part of a point


class LoyaltyCard(models.Model):
    """Loyalty cards on which rebates are written: points that paid for what is credited come back
    to them, once, in the proportion in which it is credited."""

    _inherit = "loyalty.card"

    def _get_keqing_unit(self):
        return POINT if self.program_type == "loyalty" else super()._get_keqing_unit()

    def _get_keqing_spent(self, line):
        """A reward costs points, on one of the lines that it has by taxes: of a reward that has no
        price, such as goods for nothing, the quantity says how much of it is credited."""
        if self.program_type != "loyalty":
            return super()._get_keqing_spent(line)
        ordered = line.sale_line_ids[:1]
        reward = ordered.order_id.order_line.filtered(
            lambda each: (
                each.coupon_id == self
                and each.reward_identifier_code == ordered.reward_identifier_code
            )
        )
        cost = sum(reward.mapped("points_cost"))
        total = sum(reward.mapped("price_total"))
        if not line.currency_id.is_zero(total):
            return cost * line.price_total / total
        quantity = sum(reward.mapped("product_uom_qty"))
        return cost * line.quantity / quantity if quantity else 0
