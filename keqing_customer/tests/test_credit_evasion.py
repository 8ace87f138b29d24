# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_credit import AnswerCommon
from .test_credit_release import ReleaseCommon


@tagged("post_install", "-at_install")
class TestLines(AnswerCommon):
    """What Odoo keeps on order lines is no way around a limit."""

    def _assert_refused(self, *args):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._call(*args)
        self.env.invalidate_all()

    def _totals_by_hand(self, order, price, total):
        return {
            "price_unit": price,
            "quantity": 1.0,
            "discount": 0.0,
            "currency_id": order.currency_id.id,
            "manual_total_excluded_currency": total,
            "manual_total_excluded": total,
            "manual_tax_amounts": {"x": {}},
        }

    def test_totals_by_hand_do_not_count(self):
        order = self._create_order(50_000)
        line = order.order_line
        kept = self._totals_by_hand(order, 50_000.0, 1.0)
        self._call(self.salesperson, line, "write", {"extra_tax_data": kept})
        self._assert_held(order.with_user(self.salesperson).action_confirm)
        created = self._call(
            self.salesperson,
            line,
            "create",
            [
                {
                    "order_id": order.id,
                    "product_id": self.product.id,
                    "price_unit": 50_000,
                    "tax_ids": False,
                    "extra_tax_data": kept,
                }
            ],
        )
        self.assertEqual(line.browse(created).price_total, 50_000)

    def test_roundings_of_odoo_count(self):
        order = self._create_order(100)
        order.order_line.extra_tax_data = self._totals_by_hand(order, 100.0, 100.01)
        order.order_line._compute_amount()
        self.assertAlmostEqual(order.order_line.price_total, 100.01)

    def test_how_delivery_is_counted_stays(self):
        order = self._create_order(500, quantity=5)
        order.action_confirm()
        self._call(self.salesperson, order.order_line, "write", {"qty_delivered": 5})
        self._assert_refused(self.salesperson, order.order_line, "write", {"is_expense": True})
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_what_was_delivered_does_not_become_cheaper(self):
        product = self._create_product("On delivery", invoice_policy="delivery", list_price=100)
        order = self._create_order(500, quantity=5, product=product)
        order.action_confirm()
        line = order.order_line
        self._call(self.salesperson, line, "write", {"price_unit": 90})  # nothing went out yet
        self._call(self.salesperson, line, "write", {"qty_delivered": 4})
        self._assert_refused(self.salesperson, line, "write", {"discount": 100})
        off = {
            "order_id": order.id,
            "product_id": self.product.id,
            "price_unit": -100,
            "tax_ids": False,
        }
        self._assert_refused(self.salesperson, line, "create", [off])
        self._call(self.salesperson, line, "write", {"product_uom_qty": 4})
        self.assertEqual(self._exposure().exposure, 360)
        self._call(self.salesperson, line, "write", {"qty_delivered": 3})  # one came back
        self.controller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self._call(self.controller, line, "write", {"discount": 50})
        self.assertEqual(line.discount, 50)

    def test_what_was_delivered_is_not_deleted(self):
        order = self._create_order(100)
        order.action_confirm()
        line = {
            "order_id": order.id,
            "product_id": self.product.id,
            "price_unit": 100,
            "product_uom_qty": 9,
            "is_downpayment": True,
            "tax_ids": False,
        }
        [line_id] = self._call(self.salesperson, order.order_line, "create", [line])
        line = order.order_line.browse(line_id)
        self.assertFalse(line.is_downpayment)
        self._call(self.salesperson, line, "write", {"qty_delivered": 9})
        self.env.cr.execute("UPDATE sale_order_line SET is_downpayment = TRUE")
        self.env.invalidate_all()
        self._assert_refused(self.salesperson, line, "unlink")
        self.assertEqual(self._exposure().exposure, 1000)

    def test_bills_of_a_vendor_take_nothing_off(self):
        order = self._create_order(1000)
        order.action_confirm()
        self._down_payment(order, 100)
        advance = order.order_line.filtered(lambda line: line.is_downpayment and line.invoice_lines)
        self.assertEqual(self._exposure().exposure, 1000)
        expense, payable = self.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": f"KQ{name[:3]}",
                    "account_type": name,
                    "company_ids": self.company.ids,
                    "reconcile": name == "liability_payable",
                }
                for name in ("expense", "liability_payable")
            ]
        )
        self.customer.with_company(self.company).property_account_payable_id = payable
        self.env["account.journal"].create(
            {
                "name": "Bills",
                "code": "KQB",
                "type": "purchase",
                "company_id": self.company.id,
                "default_account_id": expense.id,
            }
        )
        refund = self._create_invoice(
            self.customer, 500, self.today, post=False, move_type="in_refund"
        )
        refund.invoice_line_ids.sudo().sale_line_ids = advance
        refund.action_post()
        self.env.flush_all()
        self.assertEqual(self._exposure().uninvoiced, 900)

    def test_a_payment_counts_in_its_own_currency(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id}
        )
        order = self._create_order(600, pricelist_id=pricelist.id)  # worth 1,200
        transaction = self._pay_online(order, 150)
        transaction.currency_id = self.company.currency_id
        self.assertEqual(order._credit_prepaid(), 150)
        self._assert_held(order.action_confirm)


@tagged("post_install", "-at_install")
class TestConfirmedAgain(ReleaseCommon):
    """An order that was cancelled still owes what was invoiced of it."""

    def test_a_release_serves_once(self):
        order = self.order
        self._approve(self._request())
        order.action_confirm()
        self._invoice_order(order)
        order._action_cancel()
        order.action_draft()
        order.order_line.copy({"order_id": order.id})
        order.order_line[0].product_uom_qty = 0
        self.env.flush_all()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.salesperson).action_confirm()

    def test_nobody_releases_an_own_order(self):
        self.order.user_id = self.controller
        release = self._request()
        self.assertFalse(release.with_user(self.controller).may_decide)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._approve(release)

    def test_a_release_ends_within_a_year(self):
        release = self._request()
        for days in (-1, 367):
            with self.assertRaisesRegex(UserError, "for a year"), self.env.cr.savepoint():
                self._approve(release, valid_until=self.today + timedelta(days))
        self._approve(release, valid_until=self.today + timedelta(360))
        self.assertEqual(release.state, "approved")

    def test_what_is_owed_already_is_not_asked_twice(self):
        order = self._create_order(1000)
        order.action_confirm()
        self._down_payment(order, 400)
        order._action_cancel()
        order.action_draft()
        self.env.flush_all()
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, self._exposure().exposure), ("sale", 1000))


@tagged("post_install", "-at_install")
class TestWhoOwes(AnswerCommon):
    def test_nobody_brings_debts_to_who_has_a_limit(self):
        rich = self._create_customer("Rich", user_id=self.salesperson.id)
        contact = self.env["res.partner"].create({"name": "Branch", "parent_id": rich.id})
        self._create_order(5000, partner_invoice_id=contact.id).action_confirm()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._call(self.salesperson, contact, "write", {"parent_id": self.customer.id})

    def test_who_was_given_a_limit_is_archived(self):
        customer = self._create_customer("Mona")
        self._set_limit(customer, 500)
        with self.assertRaisesRegex(UserError, "Archive it instead"), self.env.cr.savepoint():
            customer.unlink()
