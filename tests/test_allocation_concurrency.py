# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two who order, grant, release or publish at once come to one after the other."""

from functools import partial

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import LockError, UserError
from odoo.tests import tagged

from .copied import CopiedDatabaseCase, races
from .samples import open_books


@tagged("post_install", "-at_install")
class TestAllocationsAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """A share of ten, and two orders of six."""
        env["keqing.customer.type"].create({"name": "Outlet"})
        open_books(env)
        customer = env["res.partner"].create(
            {"name": "Wanmin", "is_company": True, "customer_rank": 1}
        )
        product = env["product.product"].create({"name": "Vintage", "taxes_id": False})
        today = env.company._get_keqing_today()
        allocation = env["keqing.allocation"].create(
            {
                "name": "Release",
                "product_id": product.id,
                "supply": 10,
                "added": 0,
                "date_from": today,
                "date_to": today.replace(year=today.year + 1),
                "weight_without_grade": 1,
                "history": "none",
            }
        )
        env.cr.flush()
        allocation.action_compute()
        share = allocation.share_ids.filtered(lambda each: each.partner_id == customer)
        allocation.cap = 0
        others = allocation.share_ids - share
        others.unlink()
        share.quantity = 10
        allocation.action_publish()
        other = env["product.product"].create({"name": "Rare", "taxes_id": False})
        self.unpublished = allocation.copy({"name": "Later", "product_id": other.id}).id
        self.unpublished_order = self._order(env, customer, other)
        self.allocation = allocation.id
        self.orders = [self._order(env, customer, product) for __ in range(2)]
        territory = env["keqing.territory"].create({"name": "Liyue"})
        self.case = (
            env["keqing.diversion.case"]
            .create(
                {
                    "partner_id": customer.id,
                    "territory_id": territory.id,
                    "description": "Found elsewhere",
                    "verdict": "proven",
                    "stop_months": 1,
                }
            )
            .id
        )
        allocation.added = 5
        self.requests = [
            env["keqing.allocation.request"]
            .create(
                {
                    "allocation_id": allocation.id,
                    "partner_id": customer.id,
                    "quantity": 4,
                    "reason": "A wedding",
                }
            )
            .id
            for __ in range(2)
        ]

    def _order(self, env, customer, product):
        line = Command.create({"product_id": product.id, "product_uom_qty": 6})
        vals = {"partner_id": customer.id, "order_line": [line]}
        return env["sale.order"].create(vals).id

    def _browse(self, cr, model, record_id):
        return api.Environment(cr, SUPERUSER_ID, {})[model].browse(record_id)

    def _call(self, model, record_id, method):
        def call(cr):
            record = self._browse(cr, model, record_id)
            return record.env, getattr(record, method)

        return call

    def _do(self, model, record_id, method):
        return lambda cr: getattr(self._browse(cr, model, record_id), method)()

    def test_two_orders(self):
        refusal = self._at_once(
            self._do("sale.order", self.orders[0], "action_confirm"),
            self._call("sale.order", self.orders[1], "action_confirm"),
        )
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "share is 10")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state FROM sale_order WHERE id IN %s ORDER BY id", [tuple(self.orders)]
            )
            self.assertEqual(cr.fetchall(), [("sale",), ("draft",)])

    def test_two_grants(self):
        refusal = self._at_once(
            self._do("keqing.allocation.request", self.requests[0], "action_approve"),
            self._call("keqing.allocation.request", self.requests[1], "action_approve"),
        )
        self.assertIsInstance(refusal, (UserError, LockError))
        with self.registry.cursor() as cr:
            allocation = self._browse(cr, "keqing.allocation", self.allocation)
            self.assertEqual((allocation.granted, allocation.remaining), (4, 1))

    def test_order_and_release(self):
        """Whoever comes second sees what the first one did, or is asked to come again."""
        for __ in range(races(1)):
            self._at_once(
                self._do("sale.order", self.orders[0], "action_confirm"),
                self._call("keqing.allocation", self.allocation, "action_release"),
            )
            with self.registry.cursor() as cr:
                allocation = self._browse(cr, "keqing.allocation", self.allocation)
                self.assertGreaterEqual(allocation.share_ids.entitled, 6)

    def _publish_none(self, cr):
        """Publish what gives the customer no share."""
        allocation = self._browse(cr, "keqing.allocation", self.unpublished)
        allocation.mode = "reserve"
        allocation.action_compute()
        allocation.share_ids.unlink()
        allocation.action_publish()

    def test_an_order_while_shares_are_published(self):
        """Whoever began before and confirms afterwards is tried again, and sees the shares."""
        refusal = self._at_once(
            self._publish_none,
            self._call("sale.order", self.unpublished_order, "action_confirm"),
        )
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "no share of Rare")

    def test_shares_are_published_while_an_order_is_confirmed(self):
        """Publishing waits for who has confirmed and not committed; that order came first."""
        refusal = self._at_once(
            self._do("sale.order", self.unpublished_order, "action_confirm"),
            lambda cr: (
                self._browse(cr, "res.users", SUPERUSER_ID).env,
                partial(self._publish_none, cr),
            ),
        )
        self.assertIsNone(refusal)
        with self.registry.cursor() as cr:
            order = self._browse(cr, "sale.order", self.unpublished_order)
            allocation = self._browse(cr, "keqing.allocation", self.unpublished)
            self.assertEqual((order.state, allocation.state), ("sale", "published"))
            with self.assertRaises(UserError):
                order.order_line.product_uom_qty += 1

    def test_an_order_while_supply_is_stopped(self):
        def stop(cr):
            case = self._browse(cr, "keqing.diversion.case", self.case)
            case._close()

        refusal = self._at_once(
            stop, self._call("sale.order", self.unpublished_order, "action_confirm")
        )
        self.assertIsInstance(refusal, UserError)
        self.assertRegex(str(refusal), "is not supplied until")
