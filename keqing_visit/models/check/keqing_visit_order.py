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

        Received is what came since the last check; k is the company's. A product that was never
        counted before is not suggested.

        :return: ``{product: quantity}``, those above zero
        """
        factor = self.company_id.keqing_order_factor
        sold = self._get_sold()
        on_order = self._get_on_order(self.check_ids.browse().union(*sold).product_id)
        suggested = {}
        for check, quantity in sold.items():
            product = check.product_id
            wanted = factor * quantity - check.number - on_order[product]
            if wanted > 0:
                suggested[product] = self._round_up(product, wanted)
        return suggested

    def _get_sold(self):
        """What the shop sold since the stock was counted before, never less than nothing.

        :return: ``{store check: quantity}``, in the product's unit, without what was never counted
        """
        self.ensure_one()
        counted = self.check_ids.filtered(
            lambda check: check.item_id.is_stock and check.is_answered and check.previous_id
        )
        received = self._get_received(counted)
        return {
            check: max(check.previous_id.number + received[check.product_id] - check.number, 0)
            for check in counted
        }

    def _finish(self, now):
        """What was sold, as far as it is known when the visit is over, stays beside the stock."""
        for visit in self.sudo():  # nobody enters it, and who stands in need not see it
            for check, quantity in visit._get_sold().items():
                check.write({"has_sold": True, "sold": quantity})
        return super()._finish(now)

    def _get_received(self, counted):
        """What came since the last count: invoiced, or delivered where Inventory is installed.

        :return: ``{product: quantity}``, in the product's unit
        """
        received = defaultdict(float)
        days = {check.product_id: check.previous_id.visit_id.done_on for check in counted}
        if days:
            find = self._find_delivered if "stock.move" in self.env else self._find_invoiced
            for product, day, quantity in find(counted.product_id, min(days.values())):
                if day > days[product]:
                    received[product] += quantity
        return received

    def _find_invoiced(self, products, day):
        """What of products was invoiced after a day, credit notes negative: product, day, quantity
        in the product's unit.
        """
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search_fetch(  # quantities, no amounts
                Domain("company_id", "=", self.company_id.id)
                & Domain("parent_state", "=", "posted")
                & Domain("move_id.move_type", "in", self.env["account.move"].get_sale_types(True))
                & Domain("move_id.commercial_partner_id", "=", self.partner_id.id)
                & Domain("product_id", "in", products.ids)
                & Domain("display_type", "=", "product")
                & Domain("invoice_date", ">", day)
            )
        )
        for line in lines:
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            quantity = line.product_uom_id._compute_quantity(line.quantity, line.product_id.uom_id)
            yield line.product_id, line.invoice_date, sign * quantity

    def _find_delivered(self, products, day):
        """As :meth:`_find_invoiced` of what was delivered, returns negative."""
        start = self.company_id._get_keqing_start(fields.Date.add(day, days=1))
        theirs = Domain("location_dest_id.usage", "=", "customer") | Domain(
            "location_id.usage", "=", "customer"
        )
        moves = (
            self.env["stock.move"]
            .sudo()
            .search_fetch(  # quantities, no amounts
                Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "done")
                & Domain("picking_id.partner_id.commercial_partner_id", "=", self.partner_id.id)
                & Domain("product_id", "in", products.ids)
                & Domain("date", ">=", start)
                & theirs
            )
        )
        for move in moves:
            sign = (move.location_dest_id.usage == "customer") - (
                move.location_id.usage == "customer"
            )
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            yield move.product_id, self.company_id._get_keqing_day(move.date), sign * quantity

    def _get_on_order(self, products):
        """What is confirmed and has not come yet; what was invoiced has, without Inventory.

        :return: ``{product: quantity}``, in the product's unit
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
            come = line.qty_delivered
            if "stock.move" not in self.env:
                come = max(come, line.qty_invoiced)
            on_order[line.product_id] += line.product_uom_id._compute_quantity(
                max(line.product_uom_qty - come, 0), line.product_id.uom_id
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
        self.lock_for_update()  # two at once make one
        self.invalidate_recordset(["order_ids"])
        if self.order_ids:
            return self.order_ids._get_records_action()
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
        for check in self.sudo().check_ids.filtered("item_id.is_stock"):
            check.suggested = suggested.get(check.product_id, 0)
        return order._get_records_action()
