# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_allocation import AllocationCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-10 04:00:00")
class TestAllocationTampered(AllocationCommon):
    """Ganyu may order 60 of 100 by whatever way, and the pool grants no more than there is."""

    def setUp(self):
        super().setUp()
        with freeze_time("2024-06-01 04:00:00"):
            self.allocation = self._publish()

    def _ask(self, quantity):
        return (
            self.env["keqing.allocation.request"]
            .with_user(self.salesperson)
            .create(
                {
                    "allocation_id": self.allocation.id,
                    "partner_id": self.ganyu.id,
                    "quantity": quantity,
                    "reason": "A wedding",
                }
            )
        )

    def test_delivered_beyond_what_was_ordered(self):
        order = self._order(self.ganyu, 10)
        order.action_confirm()
        line = order.order_line
        with self.assertRaisesRegex(UserError, "share is 60"), self.env.cr.savepoint():
            line.qty_delivered = 61
        self.env.invalidate_all()
        line.qty_delivered = 55
        self.assertEqual(self._share(self.allocation, self.ganyu).ordered, 55)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._order(self.ganyu, 6).action_confirm()
        self.env.invalidate_all()
        self._order(self.ganyu, 5).action_confirm()

    def test_what_is_taken_back_hides_nothing(self):
        order = self._order(self.ganyu, 200)
        order.order_line = [Command.create({"product_id": self.wine.id, "product_uom_qty": -150})]
        with self.assertRaisesRegex(UserError, "200 Units"):
            order.action_confirm()

    def test_what_arrived_is_not_less_than_what_was_granted(self):
        self.allocation.added = 50
        self._ask(30).with_user(self.manager).action_approve()
        self.allocation.added = 30
        with self.assertRaisesRegex(ValidationError, "1 Units more than that are promised"):
            self.allocation.added = 29

    def test_named_twice_it_is_granted_once(self):
        self.allocation.added = 50
        request = self._ask(10)
        self.env["keqing.allocation.request"].with_user(self.manager).browse(
            [request.id, request.id]
        ).action_approve()
        self.env.invalidate_all()
        self.assertEqual(self._share(self.allocation, self.ganyu).extra, 10)
        self.assertEqual(self.allocation.remaining, 40)

    def test_archived_it_ends_as_well(self):
        self.allocation.active = False
        with freeze_time("2024-07-01 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_loyalty.ir_cron_allocation_follow").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.allocation.state, "closed")
