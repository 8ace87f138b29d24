# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

WATCHED = frozenset(
    {"product_id", "product_uom_qty", "product_uom_id", "order_id", "qty_delivered"}
)


class SaleOrderLine(models.Model):
    """What is added to a confirmed order holds to the customer's share as well."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env["res.users"]._keqing_is_used():
            return super().create(vals_list)
        default = self.env.context.get("default_order_id")
        orders = self.env["sale.order"].browse(
            {order_id for vals in vals_list if (order_id := vals.get("order_id", default))}
        )
        with orders._keqing_watch_shares():
            return super().create(vals_list)

    def write(self, vals):
        if WATCHED.isdisjoint(vals) or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        orders = self.order_id
        if vals.get("order_id"):
            orders |= orders.browse(vals["order_id"])
        with orders._keqing_watch_shares():
            return super().write(vals)
