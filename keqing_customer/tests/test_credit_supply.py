# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .credit import CreditCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-05-15 08:00:00")
class TestReducedSupply(CreditCommon):
    """An average month of 300, of which half may be supplied in a month: 150."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2024-05-15 08:00:00"):
            for day in ("2024-03-04", "2024-04-08"):
                cls._pay(cls._post_invoice(300, day), 300, day)
            cls._set_limit(cls.customer, 100_000)
            cls._rate(cls.customer, "cap", credit_cap_percent=50)
            cls._account()._refresh()

    def _place(self, amount, **values):
        order = self._create_order(amount, **values)
        order.action_confirm()
        return order

    def _assert_held(self, amount, **values):
        order = self._create_order(amount, **values)
        with self.assertRaises(CreditHold) as caught, self.env.cr.savepoint():
            order.action_confirm()
        return str(caught.exception)

    def test_the_sum_of_a_month_is_capped(self):
        for __ in range(3):
            self._place(50)
        self._assert_held(0.01)

    def test_what_is_left_may_be_had_to_the_cent(self):
        self._place(100)
        self._assert_held(50.01)
        self._place(50)

    def test_the_next_month_begins_anew(self):
        self._place(150)
        with freeze_time("2024-05-31 23:00:00"):
            self._assert_held(1)
        with freeze_time("2024-06-01 01:00:00"):
            self._account()._refresh()  # the average month is still 300
            self._place(150)

    def test_a_quarter_is_counted_as_one(self):
        self._rate(self.customer, "cap", credit_cap_period="quarter", credit_cap_percent=250)
        self._place(450)  # of 750, of which April's 300 are gone
        self._assert_held(1)

    def test_each_order_by_itself_where_the_grade_says_so(self):
        self._rate(self.customer, "cap", credit_cap_period="order")
        for __ in range(6):
            self._place(150)
        self._assert_held(151)

    def test_orders_confirmed_together_share_what_is_left(self):
        orders = self._create_order(100) + self._create_order(100)
        with self.assertRaises(CreditHold) as caught, self.env.cr.savepoint():
            orders.action_confirm()
        self.assertNotIn(orders[0].name, str(caught.exception))
        self.assertIn(orders[1].name, str(caught.exception))

    def test_a_confirmed_order_grows_within_what_is_left(self):
        order = self._place(100)
        order.order_line.price_unit = 150
        self.env.flush_all()
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            order.order_line.price_unit = 151
            self.env.flush_all()

    def test_what_is_cancelled_is_free_again(self):
        self._place(150)._action_cancel()
        self._place(150)

    def test_an_invoice_without_an_order_counts(self):
        self._create_invoice(self.customer, 100, "2024-05-02")
        self._assert_held(51)
        self._place(50)

    def test_the_invoice_of_an_order_does_not_count_twice(self):
        order = self._place(100)
        self._invoice_order(order)
        self._place(50)
        self._assert_held(1)

    def test_the_day_is_nobodys_to_write(self):
        order = self._place(150)
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).keqing_confirmed_on = "2024-04-01"
        order.with_user(self.salesperson).date_order = "2024-04-01 08:00:00"
        self._assert_held(1)

    def test_an_order_made_as_confirmed_counts(self):
        self._create_order(150, state="sale")
        self._assert_held(1)

    def test_a_copy_counts_when_it_is_confirmed(self):
        order = self._place(150)
        self.assertFalse(order.copy().keqing_confirmed_on)

    def test_what_is_left_is_shown(self):
        self._place(100)
        account = self._account().with_user(self.controller)
        account.invalidate_recordset()
        self.assertEqual((account.supply_cap, account.supply_left), (150, 50))
        self.assertEqual(str(account.supply_until), "2024-05-31")
        order = self._create_order(10)
        self.assertFalse(order.with_user(self.salesperson).keqing_supply_note)
        self.salesperson.group_ids += self.env.ref("keqing_customer.group_customer_credit")
        order.invalidate_recordset()
        self.assertEqual(
            order.with_user(self.salesperson).keqing_supply_note,
            "Reduced supply: $\xa050.00 left of $\xa0150.00 until 05/31/2024.",
        )

    def test_who_is_not_reduced_has_no_cap(self):
        self._rate(self.customer, "approve")
        self.assertFalse(self._account().has_supply_cap)

    def test_who_is_held_is_told_how_much_is_left(self):
        self._place(100)
        order = self._create_order(60)
        [reason] = order._credit_answers()[order].reasons
        self.assertEqual(
            reason.figures, "$\xa060.00 untaxed, and of $\xa0150.00 there are $\xa050.00 left."
        )
        self.assertIn("until 05/31/2024", reason.text)
