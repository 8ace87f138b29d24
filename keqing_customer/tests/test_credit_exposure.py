# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .credit import CreditCommon


@tagged("post_install", "-at_install")
class TestExposure(CreditCommon):
    def _assert_exposure(self, receivable=0, uninvoiced=0, drafted=0, customer=None, company=None):
        exposure = self._exposure(customer, company)
        self.assertAlmostEqual(exposure.receivable, receivable, 2)
        self.assertAlmostEqual(exposure.uninvoiced, uninvoiced, 2)
        self.assertAlmostEqual(exposure.drafted, drafted, 2)
        self.assertAlmostEqual(exposure.exposure, receivable + uninvoiced + drafted, 2)

    def test_nothing(self):
        self._assert_exposure()
        self.assertIsNone(self._exposure().overdue_since)

    def test_quotations_count_nothing_and_orders_all(self):
        order = self._create_order(300)
        self._assert_exposure()
        order.action_confirm()
        self._assert_exposure(uninvoiced=300)
        order.with_context(disable_cancel_warning=True).action_cancel()
        self._assert_exposure()

    def test_open_receivables_less_payments_and_credit_notes(self):
        invoice = self._create_invoice(self.customer, 500, self.late)
        self._create_invoice(self.customer, 200, self.today)
        self._assert_exposure(receivable=700)
        self._pay(invoice, 120, self.today)
        self._assert_exposure(receivable=580)
        self._create_invoice(self.customer, 30, self.today, refund=True)
        self._assert_exposure(receivable=550)
        self.assertEqual(self._exposure().overdue, 380)
        self.assertEqual(self._exposure().overdue_since, self.late)

    def test_what_is_covered_by_open_credits_is_not_overdue(self):
        self._create_invoice(self.customer, 500, self.late)
        self._create_invoice(self.customer, 500, self.late + timedelta(1), refund=True)
        self.assertEqual(self._exposure().overdue, 0)
        self.assertIsNone(self._exposure().overdue_since)

    def test_part_invoicing_counts_each_piece_once(self):
        order = self._confirm_order(1000, quantity=10)
        invoice = self._invoice_order(order, quantity=4, post=False)
        self._assert_exposure(uninvoiced=1000)
        invoice.action_post()
        self._assert_exposure(receivable=400, uninvoiced=600)
        self._invoice_order(order)
        self._assert_exposure(receivable=1000)

    def test_goods_count_before_they_are_delivered(self):
        product = self._create_product("On delivery", invoice_policy="delivery")
        order = self._confirm_order(1000, quantity=10, product=product)
        self._assert_exposure(uninvoiced=1000)
        self._set_limit(self.customer, 1200)
        order.order_line.qty_delivered = 12
        self._assert_exposure(uninvoiced=1200)

    def test_a_down_payment_counts_once(self):
        order = self._confirm_order(1000)
        draft = self._down_payment(order, 300, post=False)
        self._assert_exposure(uninvoiced=1000)
        draft.action_post()
        self._assert_exposure(receivable=300, uninvoiced=700)
        self._pay(draft, 300, self.today)
        self._assert_exposure(uninvoiced=700)
        self._invoice_order(order)
        self._assert_exposure(receivable=700)

    def test_draft_invoices_without_an_order(self):
        self._create_invoice(self.customer, 250, self.today, post=False)
        self._assert_exposure(drafted=250)

    def test_a_draft_credit_note_frees_nothing(self):
        self._create_invoice(self.customer, 250, self.today, post=False)
        self._create_invoice(self.customer, 200, self.today, post=False, refund=True)
        self._assert_exposure(drafted=250)

    def test_a_credit_note_of_an_order_counts_when_it_is_posted(self):
        order = self._confirm_order(500, quantity=5)
        invoice = self._invoice_order(order)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": self.today})
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        self._assert_exposure(receivable=500)
        refund.action_post()
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self._assert_exposure(receivable=0, uninvoiced=500)

    def test_returned_and_discounted_lines(self):
        order = self._create_order(500)
        order.order_line = [
            Command.create({"product_id": self.product.id, "price_unit": -80, "tax_ids": False}),
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": -2,
                    "price_unit": 50,
                    "tax_ids": False,
                }
            ),
        ]
        order.action_confirm()
        self._assert_exposure(uninvoiced=320)

    def test_tax_counts(self):
        tax = self.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10,
                "company_id": self.company.id,
                "country_id": self.env.ref("base.cn").id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "Tax", "company_id": self.company.id})
                .id,
            }
        )
        order = self._create_order(500)
        order.order_line.tax_ids = tax
        order.action_confirm()
        self._assert_exposure(uninvoiced=550)

    def test_foreign_currency_counts_in_company_currency(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id}
        )
        order = self._create_order(100, pricelist_id=pricelist.id)
        order.order_line.price_unit = 100
        order.action_confirm()
        self._create_invoice(self.customer, 50, self.today, currency=self.euro)
        self._create_invoice(self.customer, 20, self.today, currency=self.euro, post=False)
        self._assert_exposure(receivable=100, uninvoiced=200, drafted=40)

    def test_of_one_company_and_one_customer(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        other = self._create_customer("Keqing")
        self._confirm_order(100, contact)
        self._confirm_order(10, other)
        self._confirm_order(1, company=self.other_company)
        self._assert_exposure(uninvoiced=100)
        self._assert_exposure(uninvoiced=10, customer=other)
        self._assert_exposure(uninvoiced=1, company=self.other_company)

    def test_who_is_invoiced_owes(self):
        payer = self._create_customer("Ningguang")
        self._confirm_order(100, partner_invoice_id=payer.id)
        self._assert_exposure()
        self._assert_exposure(uninvoiced=100, customer=payer)

    def test_any_number_of_customers_is_one_query(self):
        customers = self._create_customers(5)
        for customer in customers:
            self._confirm_order(10, customer)
        self.env.flush_all()
        Account = self.env["keqing.credit.account"]
        Account._get_exposures(self.company, customers)
        with self.assertQueryCount(1):
            exposures = Account._get_exposures(self.company, customers)
        self.assertEqual([exposures[each.id].exposure for each in customers], [10] * 5)


ORDER = st.fixed_dictionaries(
    {
        "customer": st.integers(0, 1),
        "is_other_company": st.booleans(),
        "is_foreign": st.booleans(),
        "quantity": st.integers(1, 9),
        "price": st.integers(1, 2000).map(lambda cents: cents / 100),
        "policy": st.sampled_from(["order", "delivery"]),
        "advance": st.sampled_from([None, "draft", "posted", "paid"]),
        "invoiced": st.integers(0, 9),
        "invoice": st.sampled_from(["draft", "posted", "part paid", "credited"]),
    }
)


@tagged("post_install", "-at_install")
class TestRandomHistories(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(2)
        cls.products = {
            policy: cls._create_product(policy, invoice_policy=policy)
            for policy in ("order", "delivery")
        }
        cls.foreign = cls.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": cls.euro.id, "company_id": False}
        )

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # a failing history is short already, and each takes its time
    )
    @given(st.lists(ORDER, min_size=1, max_size=5), st.lists(st.integers(-900, 900), max_size=3))
    def test_exposure_is_the_sum_of_the_documents(self, orders, invoices):
        with self.env.cr.savepoint() as savepoint:
            for values in orders:
                self._happen(**values)
            for number, amount in enumerate(invoices):
                self._create_invoice(
                    self.customers[number % 2],
                    abs(amount) or 1,
                    self.today,
                    refund=amount < 0,
                    post=number != 1,
                )
            foreign = sum(values["is_foreign"] for values in orders)
            for customer in self.customers:
                for company in (self.company, self.other_company):
                    self.assertAlmostEqual(
                        self._exposure(customer, company).exposure,
                        self._sum_of_documents(customer, company),
                        delta=0.01 * foreign + 0.001,  # each is converted at once, or by line
                    )
            savepoint.rollback()
            self.env.invalidate_all()

    def _happen(
        self, customer, is_other_company, is_foreign, quantity, price, policy, advance, invoiced,
        invoice,
    ):  # fmt: skip
        company = self.other_company if is_other_company else self.company
        order = self._create_order(
            price * quantity,
            self.customers[customer],
            quantity=quantity,
            product=self.products[policy],
            company=company,
            **{"pricelist_id": self.foreign.id} if is_foreign else {},
        )
        order.order_line.price_unit = price
        order.action_confirm()
        order.order_line.qty_delivered = invoiced
        if advance:
            paid = self._down_payment(order, price, post=advance != "draft")
            if advance == "paid":
                self._pay(paid.with_env(order.env), paid.amount_residual_signed, self.today)
        if not invoiced:
            return
        moves = order._create_invoices()
        line = moves.invoice_line_ids.filtered(lambda line: line.quantity > 0)[0]
        line.quantity = min(invoiced, line.quantity)
        moves.invoice_date = self.today
        if invoice != "draft":
            moves.action_post()
        if invoice == "part paid":
            self._pay(
                moves.with_env(order.env),
                round(moves.amount_residual_signed / 2, 2) or 0.01,
                self.today,
            )
        if invoice == "credited":
            moves._reverse_moves([{"invoice_date": self.today, "date": self.today}], cancel=True)

    def _sum_of_documents(self, customer, company):
        """Read each document by itself, with what Odoo says of it."""
        domain = [("company_id", "=", company.id)]
        theirs = [("partner_id", "child_of", customer.id)]
        receivable = self.env["account.move.line"].search(
            [*domain, *theirs, ("parent_state", "=", "posted")]
        )
        total = sum(
            line.amount_residual
            for line in receivable
            if line.account_id.account_type == "asset_receivable"
        )
        for order in self.env["sale.order"].search([*domain, *theirs, ("state", "=", "sale")]):
            rate = order.currency_rate
            left = drafted = 0.0
            for line in order.order_line.filtered(lambda line: not line.display_type):
                posted = line.invoice_lines.filtered(lambda each: each.parent_state == "posted")
                drafted += sum(
                    each.price_total / each.move_id.invoice_currency_rate
                    for each in line.invoice_lines - posted
                )
                if line.is_downpayment:
                    for each in posted:
                        sign = 1 if each.move_type == "out_invoice" else -1
                        left -= sign * each.price_total / each.move_id.invoice_currency_rate
                    continue
                credited = sum(
                    each.quantity for each in posted if each.move_id.move_type == "out_refund"
                )
                is_delivered = line.product_id.invoice_policy == "delivery"
                quantity = max(
                    line.product_uom_qty - credited,
                    line.qty_delivered if is_delivered else line.product_uom_qty,
                )
                quantity = max(quantity - line.qty_invoiced_posted, 0)
                left += quantity * line.price_total / line.product_uom_qty / rate
            total += max(left, drafted, 0)
        for move in self.env["account.move"].search(
            [*domain, *theirs, ("state", "=", "draft"), ("move_type", "=", "out_invoice")]
        ):
            if not move.invoice_line_ids.sale_line_ids:
                total += move.amount_total_signed
        return total
