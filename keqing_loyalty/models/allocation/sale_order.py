# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, models

from .keqing_allocation_order import AllocationRefusal

WATCHED = frozenset({"state", "partner_id", "company_id", "date_order", "order_line"})


class SaleOrder(models.Model):
    """Who orders what is scarce holds to the customer's share, on whatever way it is ordered."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        if confirmed and self.env["res.users"]._keqing_is_used():
            published = self.env["keqing.allocation"]._get_published(confirmed)
            if published:
                published._check_ordered(published._get_ordered(confirmed))
        return orders

    def write(self, vals):
        if WATCHED.isdisjoint(vals) or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        with self._keqing_watch_shares():
            return super().write(vals)

    @contextmanager
    def _keqing_watch_shares(self):
        """Look after the block whether these orders take more than before of what is shared out.

        In a block within a block, once, at the end of the outer one.

        :raise AllocationRefusal: at the end of the block
        """
        watched = self.env.cr.cache.setdefault("keqing.allocation.watched", set())
        orders = self.filtered(lambda order: order.id not in watched)
        Allocation = self.env["keqing.allocation"]
        unconfirmed = orders.filtered(lambda order: order.state != "sale")
        known = orders - unconfirmed
        before = {}
        if known:
            before = Allocation._get_published(known)._get_ordered(known)
        watched.update(orders._ids)
        try:
            yield
        finally:
            watched.difference_update(orders._ids)
        orders = orders.filtered(lambda order: order.state == "sale")
        published = Allocation._get_published(orders) if orders else Allocation
        if not published:
            return
        (orders & unconfirmed)._credit_note_day()
        now = published._get_ordered(orders)
        grown = {key for key, quantity in now.items() if quantity > before.get(key, 0.0)}
        if grown:
            published._check_ordered(grown)

    def _validate_order(self):
        """A customer's signature or payment stays, though the order waits for somebody of us."""
        try:
            with self.env.cr.savepoint():
                return super()._validate_order()
        except AllocationRefusal as refusal:
            for order in self.sudo():  # the customer is on the portal
                seller = order.user_id
                order.message_post(
                    body=str(refusal), partner_ids=seller.partner_id.ids if seller.active else []
                )
            return None
