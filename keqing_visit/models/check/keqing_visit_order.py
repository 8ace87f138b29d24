# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_round

from odoo.addons.keqing_customer.chosen import for_one


class KeqingVisit(models.Model):
    """The order that the stock in the shop suggests."""

    _inherit = "keqing.visit"

    order_ids = fields.One2many(
        comodel_name="sale.order",
        inverse_name="keqing_visit_id",
        groups="sales_team.group_sale_salesman",
    )

    def _suggest_order(self):
        """What the shop should order: max(0, k x (last stock + received - stock now) - stock now
        - on order), in the product's unit, rounded up to its pack.

        Received is what was invoiced since the last check; on order what is confirmed and not
        delivered; k is the company's. A product that was never counted before is not suggested.

        :return: ``{product: quantity}``, those above zero
        """
        self.ensure_one()
        counted = self.check_ids.filtered(
            lambda check: check.item_id.is_stock and check.is_answered and check.previous_id
        )
        factor = self.company_id.keqing_order_factor
        received = self._get_received(counted)
        on_order = self._get_on_order(counted.product_id)
        suggested = {}
        for check in counted:
            product = check.product_id
            sold = check.previous_id.number + received[product] - check.number
            wanted = factor * max(sold, 0) - check.number - on_order[product]
            if wanted > 0:
                suggested[product] = self._round_up(product, wanted)
        return suggested

    def _get_received(self, counted):
        """
        :return: ``{product: quantity invoiced since its last count}``, in the product's unit
        """
        received = defaultdict(float)
        days = {check.product_id: check.previous_id.visit_id.done_on for check in counted}
        if not days:
            return received
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search_fetch(  # quantities, no amounts
                Domain("company_id", "=", self.company_id.id)
                & Domain("parent_state", "=", "posted")
                & Domain("move_id.move_type", "in", self.env["account.move"].get_sale_types(True))
                & Domain("move_id.commercial_partner_id", "=", self.partner_id.id)
                & Domain("product_id", "in", counted.product_id.ids)
                & Domain("display_type", "=", "product")
                & Domain("invoice_date", ">", min(days.values()))
            )
        )
        for line in lines:
            if line.invoice_date > days[line.product_id]:
                sign = -1 if line.move_id.move_type == "out_refund" else 1
                received[line.product_id] += sign * line.product_uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id
                )
        return received

    def _get_on_order(self, products):
        """
        :return: ``{product: quantity confirmed and not delivered yet}``, in the product's unit
        """
        on_order = defaultdict(float)
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(  # quantities, no amounts
                Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "sale")
                & Domain("order_id.partner_id.commercial_partner_id", "=", self.partner_id.id)
                & Domain("product_id", "in", products.ids)
            )
        )
        for line in lines:
            open_quantity = max(line.product_uom_qty - line.qty_delivered, 0)
            on_order[line.product_id] += line.product_uom_id._compute_quantity(
                open_quantity, line.product_id.uom_id
            )
        return on_order

    def _round_up(self, product, quantity):
        """To whole packs, the smallest that the product is sold in, else whole units."""
        packs = [
            unit._compute_quantity(1, product.uom_id)
            for unit in product.uom_ids
            if unit._compute_quantity(1, product.uom_id) > 1
        ]
        return float_round(quantity, precision_rounding=min(packs, default=1), rounding_method="UP")

    @for_one("write")
    def action_make_order(self):
        """A quotation with what is suggested, once a visit; opened if it is there.

        :raise UserError: if nothing is suggested
        """
        if self.order_ids:
            return self.order_ids._get_records_action()
        suggested = self._suggest_order()
        if not suggested:
            raise UserError(
                self.env._(
                    "%s: nothing is suggested. Count the stock of products that were counted on an "
                    "earlier visit, or make a quotation by hand.",
                    self.display_name,
                )
            )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in suggested.items()
                ],
            }
        )
        order.sudo().keqing_visit_id = self  # read-only: said by the visit alone
        return order._get_records_action()
