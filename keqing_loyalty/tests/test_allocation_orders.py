# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_allocation import AllocationCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-10 04:00:00")
class TestAllocationOrders(AllocationCommon):
    """Ganyu may order 60, Keqing 40."""

    def setUp(self):
        super().setUp()
        with freeze_time("2024-06-01 04:00:00"):
            self.allocation = self._publish()

    def test_up_to_the_share(self):
        self._order(self.ganyu, 60).action_confirm()
        order = self._order(self.ganyu, 1)
        refusal = (
            "Ganyu: with this, 61 Units of Vintage wine are ordered.*share is 60 by Spring "
            "release. Order 1 less"
        )
        with self.assertRaisesRegex(UserError, refusal), self.cr.savepoint():
            order.action_confirm()
        share = self._share(self.allocation, self.ganyu)
        self.assertEqual((share.ordered, share.left), (60, 0))

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._order(self.ganyu, 5, dozen).action_confirm()
        with self.assertRaisesRegex(UserError, "72 Units"):
            self._order(self.ganyu, 1, dozen).action_confirm()

    def test_in_cases(self):
        """Ten cases of twelve; 119 bottles are 9.92 of them."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.allocation.action_close()
        allocation = self._publish(uom_id=dozen.id, supply=10, history="none", cap=10)
        entitled = self._share(allocation, self.ganyu).entitled
        self._order(self.ganyu, entitled * 12 - 1).action_confirm()
        with self.assertRaisesRegex(UserError, "Dozens"), self.cr.savepoint():
            self._order(self.ganyu, 2).action_confirm()
        self._order(self.ganyu, 1).action_confirm()

    def test_of_its_people(self):
        person = self.env["res.partner"].create({"name": "Cocogoat", "parent_id": self.ganyu.id})
        with self.assertRaises(UserError):
            self._order(person, 61).action_confirm()

    def test_more_on_a_confirmed_order(self):
        order = self._order(self.ganyu, 60)
        order.action_confirm()
        line = order.order_line
        with self.assertRaises(UserError), self.cr.savepoint():
            line.product_uom_qty = 61
        line.invalidate_recordset()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.order_line = [Command.create({"product_id": self.wine.id, "product_uom_qty": 1})]
        order.invalidate_recordset()
        line.product_uom_qty = 50
        other = self._order(self.ganyu, 100, product=self.product)
        other.action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            other.order_line.product_id = self.wine
        other.order_line.invalidate_recordset()
        other.order_line.product_uom_qty = 120  # of something that is not scarce

    def test_of_another_customer(self):
        order = self._order(self.ganyu, 50)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "Keqing: with this, 50"), self.cr.savepoint():
            order.partner_id = self.keqing

    def test_carried_into_the_days(self):
        order = self._order(self.ganyu, 90)
        with freeze_time("2024-05-31 04:00:00"):
            order.action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.date_order = "2024-06-05 04:00:00"

    def test_carried_out_of_the_days(self):
        """The day of an order is anybody's to write: what was confirmed within the days counts."""
        order = self._order(self.ganyu, 60)
        order.action_confirm()
        order.date_order = "2024-05-31 04:00:00"
        with self.assertRaisesRegex(UserError, "61 Units"), self.cr.savepoint():
            self._order(self.ganyu, 1).action_confirm()
        with freeze_time("2024-07-01 04:00:00"):
            order._action_cancel()
            order.action_draft()
            order.action_confirm()
        self._order(self.ganyu, 60).action_confirm()

    def test_created_as_confirmed(self):
        with self.assertRaises(UserError):
            self._order(self.ganyu, 61, state="sale", date_order="2024-06-05 04:00:00")

    def test_outside_the_days(self):
        with freeze_time("2024-07-01 04:00:00"):
            self._order(self.ganyu, 500).action_confirm()

    def test_less_is_never_refused(self):
        with freeze_time("2024-05-31 04:00:00"):
            self.allocation.action_close()
        order = self._order(self.ganyu, 90)
        order.action_confirm()
        self._publish(name="Again")
        order.order_line.product_uom_qty = 80
        with self.assertRaises(UserError), self.cr.savepoint():
            order.order_line.product_uom_qty = 81

    def test_cancelled_orders_give_back(self):
        order = self._order(self.ganyu, 60)
        order.action_confirm()
        order._action_cancel()
        self._order(self.ganyu, 60).action_confirm()

    def test_left_out_is_limited_to_nothing(self):
        with self.assertRaisesRegex(UserError, "share is 0"):
            self._order(self.qiqi, 1).action_confirm()

    def test_limit_leaves_others_alone(self):
        stranger = self._create_customer("Albedo", keqing_territory_id=self.south.id)
        self._order(stranger, 500).action_confirm()

    def test_reserved_for_some(self):
        self.allocation.action_close()
        self._publish(name="Reserved", mode="reserve")
        stranger = self._create_customer("Albedo", keqing_territory_id=self.south.id)
        with self.assertRaisesRegex(
            UserError, "Albedo has no share of Vintage wine, which is reserved by Reserved"
        ):
            self._order(stranger, 1).action_confirm()
        self._order(stranger, 1, product=self.product).action_confirm()

    def test_signed_by_the_customer_waits(self):
        order = self._order(self.ganyu, 61)
        order.signed_by = "Ganyu"
        order._validate_order()
        self.assertNotEqual(order.state, "sale")
        self.assertIn("share is 60", order.message_ids[0].body)

    def test_quiet(self):
        """While nothing is shared out, confirming costs nothing more."""
        self.allocation.action_close()
        order = self._order(self.ganyu, 500)
        self.env.flush_all()
        asked = []

        def note(allocations, *args, **kwargs):
            asked.append(allocations)
            return {}

        self.patch(type(self.env["keqing.allocation"]), "_get_ordered", note)
        order.action_confirm()
        self.assertFalse(asked)

    def test_release(self):
        self._order(self.ganyu, 20.5).action_confirm()
        self._order(self.keqing, 40).action_confirm()
        self.allocation.action_release()
        self.assertEqual(self._share(self.allocation, self.ganyu).entitled, 21)
        self.assertEqual(self._share(self.allocation, self.keqing).entitled, 40)
        self.assertEqual(self.allocation.remaining, 39)
        with self.assertRaises(UserError):
            self._order(self.ganyu, 1).action_confirm()

    def test_released_on_its_day(self):
        self.allocation.release_on = "2024-06-20"
        self._follow_on("2024-06-19 04:00:00")
        self.assertEqual(self.allocation.remaining, 0)
        self._follow_on("2024-06-20 04:00:00")
        self.assertEqual(self.allocation.remaining, 100)
        self.allocation.added = 5
        self._follow_on("2024-06-21 04:00:00")
        self.assertEqual(self.allocation.remaining, 105)
        self._follow_on("2024-06-30 04:00:00")
        self.assertEqual(self.allocation.state, "published")
        self._follow_on("2024-07-01 04:00:00")
        self.assertEqual(self.allocation.state, "closed")

    def _follow_on(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("keqing_loyalty.ir_cron_allocation_follow").method_direct_trigger()
        self.env.invalidate_all()

    # Asking for more

    def _ask(self, customer, quantity, user=None):
        return (
            self.env["keqing.allocation.request"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "allocation_id": self.allocation.id,
                    "partner_id": customer.id,
                    "quantity": quantity,
                    "reason": "A wedding",
                }
            )
        )

    def test_granted_out_of_the_pool(self):
        request = self._ask(self.ganyu, 5)
        with self.assertRaises(AccessError):
            request.action_approve()
        decided = request.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "the pool holds 0"):
            decided.action_approve()
        self.allocation.with_user(self.manager).added = 7
        decided.action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.allocation.remaining, 2)
        share = self._share(self.allocation, self.ganyu)
        self.assertEqual(share.entitled, 65)
        self.assertIn("5 more were granted since", share.reason)
        self._order(self.ganyu, 65).action_confirm()
        with self.assertRaises(UserError):
            decided.action_refuse()

    def test_nobody_grants_to_oneself(self):
        self.allocation.added = 7
        request = self._ask(self.ganyu, 5, self.manager)
        with self.assertRaisesRegex(AccessError, "let somebody else decide"):
            request.action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.director).quantity = 6
        request.with_user(self.director).action_approve()

    def test_who_had_none(self):
        self.allocation.added = 7
        stranger = self._create_customer("Albedo", user_id=self.salesperson.id)
        self._ask(stranger, 5).with_user(self.director).action_approve()
        self._order(stranger, 5).action_confirm()
        with self.assertRaises(UserError):
            self._order(stranger, 1).action_confirm()

    def test_refused_with_a_reason(self):
        request = self._ask(self.ganyu, 5).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "write into the answer"):
            request.action_refuse()
        request.answer = "There is none left"
        request.action_refuse()
        self.assertEqual((request.state, request.decided_by_id), ("refused", self.manager))
        told = self.env["mail.message"].search(
            [("model", "=", request._name), ("res_id", "=", request.id), ("subject", "!=", False)]
        )
        self.assertIn("There is none left", told.body)

    def test_requests_end_with_it(self):
        request = self._ask(self.ganyu, 5)
        self.allocation.action_close()
        self.assertEqual(request.state, "expired")
        with self.assertRaisesRegex(UserError, "Closed"):
            self._ask(self.ganyu, 5)
