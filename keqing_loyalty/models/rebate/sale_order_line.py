# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# What decides how much goods are worth
WATCHED = {"product_id", "product_uom_qty", "product_uom_id", "price_unit", "order_id", "tax_ids"}


class SaleOrderLine(models.Model):
    """Goods that are given as a rebate are discounted in full; their price says what they are
    worth."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_keqing_worth()
        return lines

    def write(self, vals):
        written = super().write(vals)
        if not WATCHED.isdisjoint(vals):
            self.order_id._check_keqing_worth()
        return written

    def _compute_discount(self):
        computed = super()._compute_discount()
        given = self.filtered(lambda line: line.order_id._get_keqing_statement())
        given._give_keqing_goods()
        return computed

    def _give_keqing_goods(self):
        goods = self.filtered(lambda line: not line.display_type and line.discount != 100)
        if goods:
            goods.discount = 100

    def _get_keqing_worth(self, is_invoiced=False):
        """Untaxed, in company currency: what they would be sold at, of those that are invoiced."""
        self.ensure_one()
        if self.display_type or not self.product_id:
            return 0
        quantity = self.qty_invoiced_posted if is_invoiced else self.product_uom_qty
        order = self.order_id
        untaxed = self.tax_ids.compute_all(
            self.price_unit,
            currency=self.currency_id,
            quantity=quantity,
            product=self.product_id,
            partner=order.partner_shipping_id,
        )["total_excluded"]
        return self.currency_id._convert(
            untaxed, order.company_id.currency_id, order.company_id, order.date_order.date()
        )
