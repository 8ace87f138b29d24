# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .test_credit_release import ReleaseCommon


@tagged("post_install", "-at_install")
class TestUndone(ReleaseCommon):
    """What is posted no more, of a customer whose limit of 1,000 is used up by then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user("accountant")
        cls.accountant.group_ids += cls.env.ref("account.group_account_invoice")
        customer = cls.customer.with_company(cls.company)
        cls.receivable = customer.property_account_receivable_id

    def _assert_held(self, method, records, *args, user=None):
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            self._call(user or self.accountant, records, method, *args)
        self.env.invalidate_all()

    def _credit_note(self, amount=500):
        """A posted credit note whose amount an order has used up since."""
        note = self._create_invoice(self.customer, amount, self.today, refund=True)
        self._create_order(1000 + amount).action_confirm()
        self.assertEqual(self._exposure().exposure, 1000)
        return note

    def test_a_credit_note_however_it_is_taken_back(self):
        note = self._credit_note()
        self._assert_held("button_draft", note)
        self._assert_held("button_cancel", note)
        self._assert_held("write", note, {"state": "cancel"})
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            note.with_user(self.accountant).with_context(force_delete=True).unlink()
        self.env.invalidate_all()
        self.assertEqual(note.state, "posted")

    def test_within_the_limit_it_is_taken_back(self):
        note = self._credit_note()
        self._set_limit(self.customer, 1500)
        self._call(self.accountant, note, "button_draft")
        self.assertEqual(self._exposure().exposure, 1500)

    def test_several_at_once(self):
        notes = self._create_invoice(self.customer, 300, self.today, refund=True)
        notes += self._create_invoice(self.customer, 300, self.today, refund=True)
        self._create_order(1300).action_confirm()
        self._assert_held("button_draft", notes)
        self._call(self.accountant, notes[0], "button_draft")
        self._assert_held("button_draft", notes[1])

    def test_released_it_is_taken_back(self):
        note = self._credit_note()
        self._approve(self._request(sale_order_id=False, account_move_id=note.id))
        self._call(self.accountant, note, "button_draft")
        self.assertEqual(note.state, "draft")
        self._assert_held("action_confirm", self._create_order(1), user=self.salesperson)

    def test_one_whose_goods_the_order_counts_again_adds_nothing(self):
        product = self._create_product("By order", invoice_policy="order", list_price=100)
        order = self._create_order(1000, quantity=10, product=product)
        order.action_confirm()
        invoice = self._invoice_order(order)
        note = invoice._reverse_moves()
        note.action_post()
        before = self._exposure().exposure
        self._call(self.accountant, note, "button_draft")
        self.assertEqual(self._exposure().exposure, before)

    def test_an_entry_that_took_something_off(self):
        accounts = self.env["account.account"].with_company(self.company)
        income = accounts.search([("account_type", "=", "income")], limit=1)
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        lines = [
            {"account_id": self.receivable.id, "partner_id": self.customer.id, "balance": -500},
            {"account_id": income.id, "balance": 500},
        ]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        entry.action_post()
        self._create_order(1500).action_confirm()
        self._assert_held("button_cancel", entry)

    def test_an_invoice_that_was_cheaper_than_its_order(self):
        order = self._create_order(1000, quantity=10)
        order.action_confirm()
        invoice = self._invoice_order(order, post=False)
        invoice.invoice_line_ids.price_unit = 1
        invoice.action_post()
        self._create_order(900).action_confirm()
        self._assert_held("button_draft", invoice)

    def test_a_total_by_hand_is_what_is_owed_until_it_is_taken_back(self):
        """Totals that an accountant keeps by hand are owed as they are posted, and not later."""
        order = self._create_order(1000)
        order.action_confirm()
        invoice = self._invoice_order(order, post=False)
        invoice.invoice_line_ids.extra_tax_data = {
            "price_unit": 1000.0,
            "quantity": 1.0,
            "discount": 0.0,
            "currency_id": invoice.currency_id.id,
            "manual_total_excluded_currency": 1.0,
            "manual_total_excluded": 1.0,
            "manual_tax_amounts": {"x": {}},
        }
        self.assertEqual(self._exposure().exposure, 1000)
        invoice.action_post()
        self.assertEqual(self._exposure().exposure, invoice.amount_total)
        self._create_order(1000 - invoice.amount_total).action_confirm()
        if invoice.amount_total < 1000:
            self._assert_held("button_draft", invoice)

    def test_an_invoice_as_it_was_ordered_is_taken_back(self):
        order = self._create_order(1000, quantity=10)
        order.action_confirm()
        invoice = self._invoice_order(order)
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self._call(self.accountant, invoice, "button_draft")
        self.assertEqual(self._exposure().exposure, 1000)

    def _paid(self):
        invoice = self._create_invoice(self.customer, 1000, self.today)
        payment = self._pay_by_bank(1000)
        lines = (payment.move_id + invoice).line_ids
        lines.filtered(lambda line: line.account_id == self.receivable).reconcile()
        self.assertEqual(self._exposure().exposure, 0)
        return invoice, payment

    def test_money_that_came_back_is_a_fact(self):
        __, payment = self._paid()
        self._create_order(1000).action_confirm()
        self._call(self.accountant, payment, "action_cancel")
        self.assertEqual(self._exposure().exposure, 2000)

    def test_a_draft_that_stays_matched_settles_nothing(self):
        invoice, payment = self._paid()
        self._call(self.accountant, payment, "action_draft")
        self.assertEqual(payment.move_id.state, "draft")
        self.assertEqual(invoice.amount_residual, 0)  # Odoo leaves them matched
        self.assertEqual(self._exposure().exposure, 1000)
        self.assertEqual(self._exposure().not_due + self._exposure().late_30, 1000)
        self.assertEqual(self._counted(), invoice)
        for item in payment.move_id.line_ids.filtered("matching_number"):
            with self.assertRaisesRegex(UserError, "is computed"), self.env.cr.savepoint():
                self._call(self.accountant, item, "write", {"matching_number": False})
            self.env.invalidate_all()
        self._call(self.accountant, payment, "action_post")
        self.assertEqual(self._exposure().exposure, 0)
        self.assertFalse(self._counted())

    def test_a_draft_credit_note_that_is_matched_settles_nothing(self):
        invoice = self._create_invoice(self.customer, 1000, self.today)
        note = self._create_invoice(self.customer, 1000, self.today, refund=True, post=False)
        lines = (invoice + note).line_ids
        lines.filtered(lambda line: line.account_id == self.receivable).reconcile()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._exposure().exposure, 1000)

    def test_nor_is_it_less_overdue(self):
        self._paid()[1].action_draft()
        indicator = self.env["keqing.indicator"].create(
            {"name": "Overdue", "code": "late", "measure": "overdue_amount", "better": "lower"}
        )
        day = Date.add(self.today, days=1)
        self.env.flush_all()
        [[__, overdue]] = self.env.execute_query(
            indicator._facts_sql(
                SQL("SELECT %s::int AS partner_id", self.customer.id), self.company, self.today, day
            )
        )
        self.assertEqual(overdue, 1000)

    def _counted(self):
        action = self._account().action_view_receivables()
        return self.env["account.move.line"].search(action["domain"]).move_id


@tagged("post_install", "-at_install")
class TestPolicy(ReleaseCommon):
    """By order or by delivery: a product that is invoiced otherwise makes nobody owe unasked."""

    def _order(self, policy):
        product = self._create_product("Wine", invoice_policy=policy, list_price=100)
        order = self._create_order(900, quantity=9, product=product)
        order.action_confirm()
        return order, product.product_tmpl_id

    def test_what_is_ordered_counts_under_either(self):
        order, template = self._order("order")
        for delivered in (0, 4, 9):
            order.order_line.qty_delivered = delivered
            for policy in ("delivery", "order"):
                template.invoice_policy = policy
                self.assertEqual(self._exposure().exposure, 900)

    def test_what_was_credited_is_not_invoiced_again_unasked(self):
        order, template = self._order("order")
        note = self._invoice_order(order)._reverse_moves()
        note.action_post()
        self.assertEqual(self._exposure().exposure, 900)
        template.invoice_policy = "delivery"
        self.assertEqual(self._exposure().exposure, 0)
        self._create_order(1000).action_confirm()
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            template.invoice_policy = "order"
        self.env.invalidate_all()
        self.assertEqual(template.invoice_policy, "delivery")
