# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_credit import AnswerCommon


@tagged("post_install", "-at_install")
class TestWhatAnOrderExcuses(AnswerCommon):
    """Its own lines up to ordered quantity and price, netted against nothing else."""

    def _add_line(self, invoice, amount):
        line = {"product_id": self.product.id, "price_unit": amount, "tax_ids": False}
        invoice.invoice_line_ids = [Command.create(line)]
        self.env.flush_all()

    def _draft(self, amount=100, **values):
        order = self._create_order(amount, **values)
        order.action_confirm()
        return self._invoice_order(order, post=False)

    def test_not_what_was_added_to_its_invoice(self):
        invoice = self._draft()
        self._add_line(invoice, 10_000)
        self.assertEqual(self._exposure().exposure, 10_100)
        self._assert_held(invoice.action_post)

    def test_not_a_higher_price(self):
        invoice = self._draft()
        invoice.invoice_line_ids.price_unit = 100_000
        self.assertEqual(self._exposure().exposure, 100_000)
        self._assert_held(invoice.action_post)

    def test_not_a_higher_quantity(self):
        invoice = self._draft()
        invoice.invoice_line_ids.quantity = 100
        self.assertEqual(self._exposure().exposure, 10_000)
        self._assert_held(invoice.action_post)

    def test_not_twice(self):
        invoice = self._draft(800)
        again = invoice.copy()
        again.invoice_line_ids.sale_line_ids = invoice.invoice_line_ids.sale_line_ids
        self.env.flush_all()
        self.assertEqual(self._exposure().exposure, 1600)
        invoice.action_post()
        self._assert_held(again.action_post)

    def test_not_what_its_own_negative_lines_took_off(self):
        """Ordered 5,000 less 4,500: invoiced without the discount it is 4,500 more."""
        order = self._create_order(5000)
        discount = {"product_id": self.product.id, "price_unit": -4500, "tax_ids": False}
        order.order_line = [Command.create(discount)]
        order.action_confirm()
        invoice = self._invoice_order(order, post=False)
        self.assertEqual(self._exposure().exposure, 500)
        invoice.invoice_line_ids.filtered(lambda line: line.price_unit < 0).unlink()
        self.assertEqual(self._exposure().exposure, 5000)
        self._assert_held(invoice.action_post)

    def test_what_was_ordered(self):
        self._set_limit(self.customer, 100)
        invoice = self._draft()
        self._set_limit(self.customer, 1)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_a_cent_of_rounding(self):
        order = self._create_order(10, quantity=3)
        order.action_confirm()
        self._set_limit(self.customer, 1)
        for __ in range(3):
            self._invoice_order(order, quantity=1)
        self.assertAlmostEqual(self._exposure().receivable, 10, delta=0.02)

    def test_beyond_within_the_limit(self):
        invoice = self._draft()
        self._add_line(invoice, 900)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_what_was_taken_back_and_credited_is_promised_no_more(self):
        product = self._create_product("On delivery", invoice_policy="delivery")
        order = self._create_order(1000, quantity=10, product=product)
        order.action_confirm()
        order.order_line.qty_delivered = 10
        invoice = self._invoice_order(order)
        invoice._reverse_moves([{"invoice_date": self.today, "date": self.today}], cancel=True)
        order.order_line.qty_delivered = 0
        self.assertEqual(self._exposure().exposure, 0)
        order.order_line.qty_delivered = 4  # sent again: to be invoiced again
        self.assertEqual(self._exposure().exposure, 400)


@tagged("post_install", "-at_install")
class TestWhatOwes(AnswerCommon):
    """Whatever puts something on a receivable account asks, by whatever method it is posted."""

    def _entry(self, amount, **values):
        accounts = self.env["account.account"].with_company(self.company)
        receivable = self.customer.with_company(self.company).property_account_receivable_id
        income = accounts.search([("account_type", "=", "income")], limit=1)
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        lines = [
            {"account_id": receivable.id, "partner_id": self.customer.id, "balance": amount},
            {"account_id": income.id, "balance": -amount},
        ]
        return self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )

    def test_receipts(self):
        receipt = self._create_invoice(self.customer, 1001, self.today, post=False)
        receipt.move_type = "out_receipt"
        self._assert_held(receipt.action_post)

    def test_entries(self):
        self._entry(900).action_post()
        entry = self._entry(101)
        self._assert_held(entry.action_post)
        self._entry(-101).action_post()
        entry.action_post()
        self.assertEqual(entry.state, "posted")

    def test_by_writing_the_state(self):
        for move in (
            self._entry(1001),
            self._create_invoice(self.customer, 1001, self.today, post=False),
        ):
            self._assert_held(move.write, {"state": "posted"})

    def test_what_takes_a_credit_back(self):
        """By reversing it as by resetting it, by Odoo's wizard or by naming it."""
        self._create_invoice(self.customer, 900, self.today)
        entry = self._entry(-500)
        entry.action_post()
        note = self._create_invoice(self.customer, 100, self.today, refund=True)
        self._create_invoice(self.customer, 500, self.today)
        reversal = self.env["account.move.reversal"].create(
            {"move_ids": entry.ids, "journal_id": entry.journal_id.id, "date": self.today}
        )
        self._assert_held(reversal.refund_moves)
        for credit, amount in ((entry, 500), (note, 201)):
            again = self._entry(amount, reversed_entry_id=credit.id)
            with self.subTest(credit=credit.move_type):
                self._assert_held(again.action_post)
        self.assertEqual(self._exposure().exposure, 800)

    def test_money_that_is_taken_back_is_a_fact(self):
        self._create_invoice(self.customer, 900, self.today)
        payment = self._payment(500, "inbound")
        payment.action_post()
        self._create_invoice(self.customer, 500, self.today)
        reversal = payment.move_id._reverse_moves([{"date": self.today}])
        reversal.action_post()
        self.assertEqual((reversal.state, self._exposure().exposure), ("posted", 1400))
        again = self._entry(500, reversed_entry_id=payment.move_id.id)
        self._assert_held(again.action_post)

    def test_bills_are_on_no_receivable_account(self):
        """Odoo sees to that, else they would have to ask as entries do."""
        receivable = self.customer.with_company(self.company).property_account_receivable_id
        self.env["account.journal"].create(
            {"name": "Bills", "code": "KQP", "type": "purchase", "company_id": self.company.id}
        )
        line = {"name": "Lent", "account_id": receivable.id, "price_unit": 1, "tax_ids": False}
        with self.assertRaisesRegex(UserError, "receivable type"):
            self.env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [Command.create(line)],
                }
            )

    def test_what_is_linked_is_exempt_by_its_amount(self):
        """A link to a payment or an entry, or a journal, is no permission."""
        small = self._entry(-10)
        small.action_post()
        payment = self._payment(10)
        journal = self._exchange_journal()
        for values in (
            {"reversed_entry_id": small.id},
            {"origin_payment_id": payment.id},
            {"journal_id": journal.id},
        ):
            entry = self._entry(5000)
            entry.write(values)
            with self.subTest(values):
                self._assert_held(entry.action_post)

    def test_a_payment_out_asks_nobody(self):
        self._create_invoice(self.customer, 1000, self.today)
        payment = self._payment(50)
        payment.action_post()
        self.assertIn(payment.state, ("in_process", "paid"))

    def _payment(self, amount, payment_type="outbound"):
        journal = self.env["account.journal"].create(
            {"name": "Bank", "code": "KQB", "type": "bank", "company_id": self.company.id}
        )
        methods = journal.inbound_payment_method_line_ids
        methods += journal.outbound_payment_method_line_ids
        methods.payment_account_id = self.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": "KQOUT",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": self.company.ids,
            }
        )
        return self.env["account.payment"].create(
            {
                "journal_id": journal.id,
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": payment_type,
                "amount": amount,
            }
        )

    def _exchange_journal(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        accounts = self.env["account.account"].with_company(self.company)
        income = accounts.search([("account_type", "=", "income")], limit=1)
        self.company.write(
            {
                "currency_exchange_journal_id": journal.id,
                "income_currency_exchange_account_id": income.id,
                "expense_currency_exchange_account_id": income.id,
            }
        )
        return journal

    def test_an_exchange_difference_is_nothing(self):
        self._exchange_journal()
        invoice = self._create_invoice(self.customer, 500, self.today, currency=self.euro)
        self.assertEqual(self._exposure().exposure, 1000)
        rate = {"name": self.today, "rate": 0.25, "company_id": self.company.id}
        self.euro.rate_ids = [Command.create(rate)]
        self.assertEqual(self._exposure().exposure, 2000, "today's rate, not that of the invoice")
        self._set_limit(self.customer, 1)
        self._pay(invoice, 2000, self.today)
        self.assertEqual(self._exposure().exposure, 0)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_a_rate_written_on_an_invoice(self):
        invoice = self._create_invoice(
            self.customer, 5000, self.today, currency=self.euro, post=False
        )
        invoice.invoice_currency_rate = 1000
        self.assertEqual(self._exposure().exposure, 10_000)
        self._assert_held(invoice.action_post)

    def test_a_posted_item_stays_its_customers(self):
        accountant = self._create_user("accountant")
        accountant.group_ids += self.env.ref("account.group_account_manager")
        invoice = self._create_invoice(self.customer, 900, self.today)
        shell = self._create_customer("Shell company")
        line = invoice.line_ids.filtered("date_maturity")
        for record, values in (
            (line, {"partner_id": shell.id}),
            (line, {"amount_residual": 0, "reconciled": True, "parent_state": "draft"}),
            (invoice.with_context(skip_readonly_check=True), {"partner_id": shell.id}),
        ):
            with self.subTest(values):
                try:
                    with self.env.cr.savepoint():
                        record.with_user(accountant).write(values)
                except UserError:
                    self.env.invalidate_all()
                self.env.flush_all()
                self.assertEqual(self._exposure().exposure, 900)


@tagged("post_install", "-at_install")
class TestNobodysFigures(AnswerCommon):
    """What is asked about is computed from quantity, price, tax and the day's rate."""

    def test_a_total_that_is_written(self):
        order = self._create_order(50_000)
        self._assert_computed(order, {"amount_total": 1}, "Total")
        self._assert_computed(order.order_line, {"price_total": 1}, "Total")
        values = order.copy_data()[0]
        self._assert_computed(order.browse(), values | {"amount_total": 1}, "Total")
        line = {"order_id": order.id, "product_id": self.product.id, "qty_invoiced": 1}
        self._assert_computed(order.order_line.browse(), line, "Invoiced Quantity")
        self._assert_held(self._call, self.salesperson, order, "action_confirm")

    def test_a_total_as_it_is(self):
        order = self._create_order(500)
        total = {"amount_total": 500}
        self._call(self.salesperson, order, "write", total | {"note": "As agreed"})
        self.assertIn("As agreed", order.note)
        values = order.copy_data()[0] | total
        copy = order.browse(self._call(self.salesperson, order.browse(), "create", values))
        self.assertEqual(copy.amount_total, 500)

    def _assert_computed(self, records, values, label):
        """Nobody writes, or creates with, values that differ from what is computed."""
        method = "write" if records else "create"
        said = f"“{label}” is computed"
        with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
            self._call(self.salesperson, records, method, values)
        self.env.invalidate_all()

    def test_a_total_written_before_it_grows(self):
        order = self._create_order(800)
        order.action_confirm()
        self._assert_computed(order, {"amount_total": 10_000}, "Total")
        self._assert_held(
            self._call, self.salesperson, order.order_line, "write", {"price_unit": 5000}
        )

    def test_an_order_that_is_said_to_be_invoiced(self):
        order = self._create_order(800)
        order.action_confirm()
        values = {"qty_invoiced": 1, "qty_to_invoice": 0}
        self._assert_computed(order.order_line, values, "Invoiced Quantity")
        self.assertEqual(self._exposure().exposure, 800)

    def test_a_rate_that_is_written(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id}
        )
        order = self._create_order(1, pricelist_id=pricelist.id)
        order.order_line.price_unit = 600  # 1,200 of the company's
        self._call(self.salesperson, order, "write", {"currency_rate": 9999})
        self._assert_held(self._call, self.salesperson, order, "action_confirm")

    def test_the_rate_of_the_day_and_not_of_the_quotation(self):
        """150 were 75 when it was quoted, and are 1,500 today."""
        dollar = self._create_currency("KQD", 2)
        rate = {"name": self.today, "rate": 0.1, "company_id": self.company.id}
        dollar.rate_ids = [Command.create(rate)]
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollar", "currency_id": dollar.id}
        )
        order = self._create_order(1, pricelist_id=pricelist.id, date_order="2020-06-01")
        order.order_line.price_unit = 150
        self.assertEqual(order.currency_rate, 2)
        self._assert_held(order.action_confirm)
        self._set_limit(self.customer, 1500)
        order.action_confirm()
        self.assertEqual(self._exposure().exposure, 1500)
        self._call(self.salesperson, order, "write", {"date_order": "2020-06-01"})
        self.assertEqual(self._exposure().exposure, 1500)

    def test_the_same_write_changes_what_is_asked_about(self):
        poor, rich = self._create_customers(2)
        self._set_limit(poor, 10)
        self._set_limit(rich, 10_000)
        for name in ("partner_invoice_id", "partner_id"):
            with self.subTest(name):
                account = self._account(poor).with_user(self.controller)
                account.action_hold("Cheque bounced")
                order = self._create_order(100, rich, partner_invoice_id=rich.id)
                values = {"state": "sale", name: poor.id}
                self._assert_held(self._call, self.salesperson, order, "write", values)
        self.other_company.account_use_credit_limit = True
        self._set_limit(rich, 10, self.other_company)
        order = self._create_order(100, rich, pricelist_id=False)
        values = {"state": "sale", "company_id": self.other_company.id}
        if "warehouse_id" in order._fields:
            warehouses = self.env["stock.warehouse"].sudo()
            values["warehouse_id"] = warehouses.search(
                [("company_id", "=", self.other_company.id)], limit=1
            ).id
        self._assert_held(order.write, values)

    @freeze_time("2026-03-01 23:30:00")
    def test_today_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # the second of March there
        account = self._account()
        account.write({"temporary_limit": 3000, "temporary_until": "2026-03-01"})
        order = self._create_order(2000)
        for zone in ("Etc/GMT+12", "UTC", "Asia/Shanghai"):
            held = order.with_user(self.salesperson).with_context(tz=zone)
            self._assert_held(held.action_confirm)
        account.temporary_until = "2026-03-02"
        order.with_context(tz="Pacific/Kiritimati").action_confirm()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestDeliveringMore(AnswerCommon):
    def setUp(self):
        super().setUp()
        product = self._create_product("On delivery", invoice_policy="delivery", list_price=100)
        self.order = self._create_order(500, quantity=5, product=product)
        self.order.action_confirm()
        self.line = self.order.order_line

    def _deliver(self, quantity):
        self._call(self.salesperson, self.line, "write", {"qty_delivered": quantity})

    def test_beyond_what_was_ordered_is_an_increase(self):
        self._deliver(10)
        self._assert_held(self._deliver, 11)

    def test_one_ordered_and_a_hundred_delivered(self):
        """Held where the goods would go out, and not only where they are invoiced."""
        order = self._create_order(100, product=self.line.product_id)
        order.action_confirm()
        line = order.order_line
        self._assert_held(self._call, self.salesperson, line, "write", {"qty_delivered": 100})
        self.assertEqual((line.qty_delivered, self._exposure().exposure), (0, 600))

    def test_on_a_line_that_nobody_ordered(self):
        line = {
            "order_id": self.order.id,
            "product_id": self.line.product_id.id,
            "product_uom_qty": 0,
            "qty_delivered": 100,
        }
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self._assert_held(self._call, self.salesperson, self.line.browse(), "create", [line])

    def test_on_hold_nothing_more_goes_out(self):
        self._deliver(2)
        self._account().with_user(self.controller).action_hold("Insolvent")
        self._assert_held(self._deliver, 3)
        self._deliver(1)  # taken back
        self._account().with_user(self.controller).action_unhold()
        self._deliver(5)
        self.assertEqual(self.line.qty_delivered, 5)
