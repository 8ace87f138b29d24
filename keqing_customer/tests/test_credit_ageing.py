# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ..models.credit.keqing_credit_account import AGEING
from .credit import CreditCommon

TODAY = date(2024, 6, 30)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 09:00:00")
class TestCreditAgeing(CreditCommon):
    """The receivable by days overdue, what is still free, and by how much an order is too big."""

    def _owe(self, days, amount, **values):
        due = TODAY - timedelta(days)
        return self._post_invoice(amount, date(2024, 1, 1), due=due, **values)

    def test_each_day_on_its_side(self):
        for days, amount in {
            -5: 1.01,
            0: 2.02,
            1: 4.04,
            30: 8.08,
            31: 16.16,
            60: 32.32,
            61: 64.64,
            90: 128.28,
            91: 256.56,
        }.items():
            self._owe(days, amount)
        account = self._account()
        account._refresh()
        found = [account[name] for name in AGEING]
        for amount, expected in zip(found, [3.03, 12.12, 48.48, 192.92, 256.56], strict=True):
            self.assertAlmostEqual(amount, expected, 2)
        self.assertAlmostEqual(sum(found), account.receivable, 2)
        self.assertAlmostEqual(sum(found[1:]), account.overdue, 2)

    def test_credits_and_part_payments_count_in_their_own_days(self):
        self._pay(self._owe(40, 100), 30, TODAY)
        self._owe(10, 20, refund=True)
        account = self._account()
        account._refresh()
        self.assertEqual([account[name] for name in AGEING], [0, -20, 70, 0, 0])
        self.assertEqual(account.receivable, 50)

    def test_free_is_the_limit_less_the_exposure_also_after_an_order(self):
        self._owe(1, 300)
        account = self._account()
        account._refresh()
        self.assertEqual(account.free_credit, 700)
        self._create_order(450).action_confirm()
        account.invalidate_recordset()
        self.assertEqual((account.exposure, account.free_credit), (750, 250))
        self.assertEqual(sum(account[name] for name in AGEING), account.receivable)
        account.terms = "unlimited"
        self.assertFalse(account.has_limit)
        self.assertFalse(account.free_credit)
        account.terms = "cash"
        self.assertEqual((account.has_limit, account.free_credit), (True, -750))

    def test_a_release_shows_what_is_free_and_how_old_the_debts_are(self):
        self._owe(40, 300)
        order = self._create_order(800)
        release = self.env["keqing.credit.release"].with_user(self.salesperson)
        release = release.create({"sale_order_id": order.id, "reason": "Pays on Friday"})
        seen = release.with_user(self.controller)
        self.assertEqual((seen.free_now, seen.late_60_now, seen.not_due_now), (700, 300, 0))
        self.assertEqual(seen.salesperson_id, self.salesperson)

    def test_told_by_how_much_it_is_too_big_who_sees_figures(self):
        order = self._create_order(1200.5)
        seller = order.with_user(self.salesperson)
        self.assertIn("a smaller document would fit", seller.keqing_credit_reason)
        self.assertNotIn("200", seller.keqing_credit_reason)
        self.salesperson.group_ids += self.env.ref("account.group_account_readonly")
        self.env.invalidate_all()
        self.assertIn("200.50 too big", seller.keqing_credit_reason)
        order.order_line.price_unit -= 200.5  # as it says
        seller.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_no_smaller_one_would_fit(self):
        self._owe(1, 1000)
        seller = self._create_order(50).with_user(self.salesperson)
        self.assertIn("beyond its credit limit.", seller.keqing_credit_reason)
        self.assertNotIn("smaller", seller.keqing_credit_reason)

    def test_grouped_by_who_sells_and_where(self):
        self._account()
        groups = self.env["keqing.credit.account"]._read_group(
            [("partner_id", "=", self.customer.id)], ["salesperson_id", "territory_id"], ["__count"]
        )
        self.assertEqual(groups, [(self.salesperson, self.harbour, 1)])
