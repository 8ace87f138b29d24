# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import combinations

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import CustomerCommon


class IndicatorCommon(CustomerCommon):
    """The first quarter of 2024, which has a leap day, unless a test says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer()

    def _facts(self, indicators, partner=None, date_from="2024-01-01", date_to="2024-03-31"):
        """:return: list of the values of one customer, in the order of the indicators"""
        self.env.flush_all()
        population = SQL("SELECT %s::int AS partner_id", (partner or self.customer).id)
        [[__, *values]] = self.env.execute_query(
            indicators._facts_sql(
                population, self.company, Date.to_date(date_from), Date.to_date(date_to)
            )
        )
        return [None if value is None else float(value) for value in values]

    def _fact(self, code, partner=None, **dates):
        [value] = self._facts(self.indicators[code], partner, **dates)
        return value

    def _create_currency(self, rates):
        """A currency with ``{day: units for one of the company's}``."""
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in rates.items()
            ]
        )
        return currency


@tagged("post_install", "-at_install")
class TestPurchases(IndicatorCommon):
    def test_purchase_amount_is_invoices_less_credit_notes(self):
        self._create_invoice(self.customer, 1000, "2024-01-10")
        self._create_invoice(self.customer, 500, "2024-02-20")
        self._create_invoice(self.customer, 200, "2024-03-05", refund=True)
        self.assertEqual(self._fact("purchase_amount"), 1300)

    def test_more_returned_than_bought_is_negative(self):
        self._create_invoice(self.customer, 200, "2024-03-05", refund=True)
        self.assertEqual(self._fact("purchase_amount"), -200)

    def test_first_and_last_day_belong_to_the_period(self):
        for day, amount in {
            "2023-12-31": 1,
            "2024-01-01": 10,
            "2024-03-31": 100,
            "2024-04-01": 1000,
        }.items():
            self._create_invoice(self.customer, amount, day)
        self.assertEqual(self._fact("purchase_amount"), 110)
        self.assertEqual(self._fact("purchase_frequency"), 2)

    def test_leap_day_belongs_to_february(self):
        self._create_invoice(self.customer, 70, "2024-02-29")
        february = {"date_from": "2024-02-01", "date_to": "2024-02-29"}
        self.assertEqual(self._fact("purchase_amount", **february), 70)

    def test_without_tax(self):
        tax = self.env["account.tax"].create(
            {
                "name": "13 %",
                "amount": 13,
                "country_id": self.env.ref("base.cn").id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "VAT", "country_id": self.env.ref("base.cn").id})
                .id,
            }
        )
        invoice = self._create_invoice(self.customer, 100, "2024-02-01", post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 113)
        self.assertEqual(self._fact("purchase_amount"), 100)

    def test_draft_and_cancelled_do_not_count(self):
        self._create_invoice(self.customer, 100, "2024-02-01", post=False)
        self._create_invoice(self.customer, 100, "2024-02-01", post=False).button_cancel()
        self._create_invoice(self.customer, 100, "2024-02-01").button_draft()
        self.assertEqual(self._fact("purchase_amount"), 0)
        self.assertEqual(self._fact("purchase_frequency"), 0)
        self.assertIsNone(self._fact("tenure"))

    def test_vendor_bills_do_not_count(self):
        bill = self._create_invoice(self.customer, 100, "2024-02-01", post=False)
        self.env.cr.execute(
            "UPDATE account_move SET move_type = 'in_invoice', state = 'posted' WHERE id = %s",
            [bill.id],
        )
        self.assertEqual(self._fact("purchase_amount"), 0)

    def test_receipts_count(self):
        self._create_invoice(self.customer, 80, "2024-02-01", move_type="out_receipt")
        self.assertEqual(self._fact("purchase_amount"), 80)
        self.assertEqual(self._fact("purchase_frequency"), 1)

    def test_another_company_does_not_count(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.customer, 900, "2024-02-01", company=self.other_company)
        for code, expected in {
            "purchase_amount": 100,
            "purchase_frequency": 1,
            "gross_margin": 40,
            "overdue_amount": 100,
        }.items():
            with self.subTest(code):
                self.assertEqual(self._fact(code), expected)

    def test_invoice_of_a_contact_counts_for_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "type": "invoice"}
        )
        self._create_invoice(contact, 100, "2024-02-01")
        self.assertEqual(self._fact("purchase_amount"), 100)
        self.assertEqual(self._fact("gross_margin"), 40)
        self.assertEqual(self._fact("overdue_amount"), 100)

    def test_foreign_currency_at_the_rate_of_the_document(self):
        currency = self._create_currency({"2024-01-01": 2.0, "2024-03-01": 4.0})
        self._create_invoice(self.customer, 100, "2024-02-10", currency=currency)  # 50
        self._create_invoice(self.customer, 100, "2024-03-10", currency=currency)  # 25
        self._create_invoice(  # agreed for this one document: 10
            self.customer, 100, "2024-03-20", currency=currency, invoice_currency_rate=10
        )
        self.assertEqual(self._fact("purchase_amount"), 85)
        self.assertEqual(self._fact("overdue_amount"), 85)

    def test_cash_rounding_is_no_purchase(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To the unit",
                "rounding": 1.0,
                "strategy": "add_invoice_line",
                "profit_account_id": self.env["account.account"]
                .search([("code", "=", "4000"), ("company_ids", "=", self.company.id)])
                .id,
                "rounding_method": "UP",
            }
        )
        invoice = self._create_invoice(
            self.customer, 99.4, "2024-02-10", invoice_cash_rounding_id=rounding.id
        )
        self.assertEqual(invoice.amount_total, 100)
        self.assertEqual(self._fact("purchase_amount"), 99.4)

    def test_credit_notes_are_no_purchases_in_number_and_date(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.customer, 100, "2024-03-20", refund=True)
        self.assertEqual(self._fact("purchase_frequency"), 1)
        self.assertEqual(self._fact("recency"), 59)  # from 1 February, over the leap day

    def test_recency_and_tenure_look_at_all_history(self):
        self._create_invoice(self.customer, 1, "2021-03-31")
        self._create_invoice(self.customer, 1, "2023-03-31")
        self.assertEqual(self._fact("tenure"), 366 + 365 + 365)
        self.assertEqual(self._fact("recency"), 366)

    def test_rhythm_is_the_average_from_one_day_of_purchase_to_the_next(self):
        for day in ("2024-03-01", "2024-03-05", "2024-03-05"):
            self._create_invoice(self.customer, 10, day)
        self._create_invoice(self.customer, 10, "2024-03-20", refund=True)
        self.assertIsNone(self._fact("purchase_interval"))  # of two days
        self._create_invoice(self.customer, 10, "2023-04-01")  # the first day of twelve months
        self.assertEqual(self._fact("purchase_interval"), 339 / 2)
        self._create_invoice(self.customer, 10, "2023-03-31")
        self.assertEqual(self._fact("purchase_interval"), 339 / 2)

    def test_recency_on_the_last_day_is_zero_days(self):
        self._create_invoice(self.customer, 1, "2024-03-31")
        self._create_invoice(self.customer, 1, "2024-04-01")
        self.assertEqual(self._fact("recency"), 0)
        self.assertEqual(self._fact("tenure"), 0)

    def test_nothing_bought_is_zero_or_unknown(self):
        for code, expected in {
            "purchase_amount": 0,
            "purchase_frequency": 0,
            "gross_margin": 0,
            "category_count": 0,
            "repurchase": 0,
            "territory_share": 0,
            "contribution": 0,
            "overdue_amount": 0,
            "recency": None,
            "growth": None,
            "tenure": None,
            "days_late": None,
            "reputation": None,
        }.items():
            with self.subTest(code):
                self.assertEqual(self._fact(code), expected)

    def test_nothing_means_zero_is_a_setting(self):
        self.indicators["purchase_amount"].absent_is_zero = False
        self.assertIsNone(self._fact("purchase_amount"))
        self.indicators["recency"].absent_is_zero = True
        self.assertEqual(self._fact("recency"), 0)

    def test_windows(self):
        amount = self.indicators["purchase_amount"]
        for day, paid in {"2023-03-31": 1, "2023-04-01": 10, "2024-01-01": 100}.items():
            self._create_invoice(self.customer, paid, day)
        for window, expected in {"period": 100, "year": 110, "history": 111}.items():
            with self.subTest(window):
                amount.window = window
                self.assertEqual(self._fact("purchase_amount"), expected)

    def test_a_year_up_to_the_leap_day_begins_on_the_first_of_march(self):
        self.indicators["purchase_amount"].window = "year"
        self._create_invoice(self.customer, 1, "2023-02-28")
        self._create_invoice(self.customer, 10, "2023-03-01")
        february = {"date_from": "2024-02-01", "date_to": "2024-02-29"}
        self.assertEqual(self._fact("purchase_amount", **february), 10)

    def test_growth_against_the_same_period_last_year(self):
        self._create_invoice(self.customer, 800, "2023-03-31")
        self._create_invoice(self.customer, 9999, "2023-04-01")
        self._create_invoice(self.customer, 1000, "2024-01-01")
        self.assertEqual(self._fact("growth"), 25)

    def test_growth_of_february_after_a_leap_year(self):
        self._create_invoice(self.customer, 100, "2024-02-29")
        self._create_invoice(self.customer, 50, "2025-02-28")
        february = {"date_from": "2025-02-01", "date_to": "2025-02-28"}
        self.assertEqual(self._fact("growth", **february), -50)

    def test_growth_to_nothing_is_minus_100_percent(self):
        self._create_invoice(self.customer, 800, "2023-03-31")
        self.assertEqual(self._fact("growth"), -100)

    def test_growth_from_nothing_is_unknown_never_infinite(self):
        self._create_invoice(self.customer, 1000, "2024-01-01")
        self.assertIsNone(self._fact("growth"))
        self._create_invoice(self.customer, 10, "2023-02-01", refund=True)
        self.assertIsNone(self._fact("growth"))

    def test_growth_has_no_history_to_compare_all_history_with(self):
        for code in ("growth", "repurchase"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.indicators[code].window = "history"

    def test_repurchase_takes_both_periods(self):
        self._create_invoice(self.customer, 10, "2024-01-01")
        self.assertEqual(self._fact("repurchase"), 0)
        self._create_invoice(self.customer, 10, "2023-09-30")
        self._create_invoice(self.customer, 10, "2023-12-31", refund=True)
        self.assertEqual(self._fact("repurchase"), 0)
        self._create_invoice(self.customer, 10, "2023-10-01")
        self.assertEqual(self._fact("repurchase"), 1)
        later = {"date_from": "2024-04-01", "date_to": "2024-06-30"}
        self.assertEqual(self._fact("repurchase", **later), 0)

    def test_gross_margin_is_amount_less_quantity_at_cost(self):
        self._create_invoice(self.customer, 1000, "2024-02-01", quantity=10)  # cost 600
        self._create_invoice(self.customer, 200, "2024-02-02", quantity=2, refund=True)  # 120
        self.assertEqual(self._fact("gross_margin"), 320)

    def test_gross_margin_counts_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._create_invoice(self.customer, 1000, "2024-02-01", post=False)
        invoice.invoice_line_ids.product_uom_id = dozen
        invoice.invoice_line_ids.price_unit = 1000
        invoice.action_post()
        self.assertEqual(self._fact("gross_margin"), 1000 - 12 * 60)

    def test_gross_margin_at_the_cost_of_the_own_company(self):
        self.product.with_company(self.other_company).standard_price = 99
        self._create_invoice(self.customer, 100, "2024-02-01")
        self.assertEqual(self._fact("gross_margin"), 40)

    def test_gross_margin_of_a_line_without_product_is_its_amount(self):
        invoice = self._create_invoice(self.customer, 100, "2024-02-01", post=False)
        invoice.invoice_line_ids.product_id = False
        invoice.invoice_line_ids.price_unit = 100
        invoice.invoice_line_ids.tax_ids = False
        invoice.action_post()
        self.assertEqual(self._fact("gross_margin"), 100)

    def test_category_count_is_of_what_was_bought(self):
        wine, beer, tea = self.env["product.category"].create(
            [{"name": "Wine"}, {"name": "Beer"}, {"name": "Tea"}]
        )
        wines = [self._create_product(categ_id=wine.id) for __ in range(2)]
        for product in (*wines, self._create_product(categ_id=beer.id)):
            self._create_invoice(self.customer, 100, "2024-02-01", product=product)
        returned = self._create_product(categ_id=tea.id)
        self._create_invoice(self.customer, 100, "2024-02-01", product=returned, refund=True)
        self.assertEqual(self._fact("category_count"), 2)


@tagged("post_install", "-at_install")
class TestShareOfTerritory(IndicatorCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls._create_customer("Xiao")
        cls.stranger = cls._create_customer("Ayaka", keqing_territory_id=cls.south.id)

    def test_share_is_of_the_own_territory(self):
        for customer, amount in {
            self.customer: 200,
            self.neighbour: 800,
            self.stranger: 5000,
        }.items():
            self._create_invoice(customer, amount, "2024-02-01")
        self.assertEqual(self._fact("territory_share"), 20)
        self.assertEqual(self._fact("territory_share", self.stranger), 100)

    def _move(self, customer, territory, day):
        with freeze_time(day):
            customer.keqing_territory_id = territory

    def test_who_moves_after_the_period_counts_where_it_was(self):
        self._create_invoice(self.customer, 200, "2024-02-01")
        self._create_invoice(self.neighbour, 800, "2024-02-01")
        self._create_invoice(self.stranger, 1200, "2024-02-01")
        self._move(self.neighbour, self.south, "2024-04-01")
        self.assertEqual(self._fact("territory_share"), 20)
        self.assertEqual(self._fact("territory_share", self.neighbour), 80)
        self.assertEqual(self._fact("contribution", self.stranger), 100)
        self._move(self.neighbour, self.harbour, "2024-04-02")
        self._move(self.neighbour, self.south, "2024-03-31")
        self.assertEqual(self._fact("territory_share"), 100)
        self.assertEqual(self._fact("territory_share", self.neighbour), 40)
        self.assertEqual(self._fact("territory_share", self.stranger), 60)

    def test_who_was_nowhere_counts_where_it_is_today(self):
        newcomer = self._create_customer("Ganyu", keqing_territory_id=False)
        self._create_invoice(self.customer, 200, "2024-02-01")
        self._create_invoice(newcomer, 600, "2024-02-01")
        self._move(newcomer, self.harbour, "2024-05-01")
        self.assertEqual(self._fact("territory_share"), 25)
        self.assertEqual(self._fact("territory_share", newcomer), 75)

    def test_contribution_is_of_the_margin(self):
        self._create_invoice(self.customer, 100, "2024-02-01")  # 40
        self._create_invoice(self.neighbour, 220, "2024-02-01")  # 160
        self.assertEqual(self._fact("contribution"), 20)

    def test_only_purchases_of_the_period_have_shares(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.neighbour, 300, "2024-02-01")
        self._create_invoice(self.neighbour, 9999, "2023-12-31")
        shares = self.indicators["territory_share"] | self.indicators["tenure"]
        self.assertEqual(self._facts(shares)[0], 25)

    def test_a_territory_that_bought_for_nothing_has_no_shares(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.customer, 100, "2024-02-02", refund=True)
        self.indicators["territory_share"].absent_is_zero = False
        self.assertIsNone(self._fact("territory_share"))

    def test_a_territory_that_returned_more_than_it_bought_has_no_shares(self):
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.neighbour, 300, "2024-02-02", refund=True)
        self.assertEqual(self._fact("territory_share"), 0)
        self.assertEqual(self._fact("territory_share", self.neighbour), 0)

    def test_who_returned_more_than_bought_has_a_negative_share(self):
        self._create_invoice(self.customer, 100, "2024-02-01", refund=True)
        self._create_invoice(self.neighbour, 300, "2024-02-02")
        self.assertEqual(self._fact("territory_share"), -50)
        self.assertEqual(self._fact("territory_share", self.neighbour), 150)


@tagged("post_install", "-at_install")
class TestReceivables(IndicatorCommon):
    def test_overdue_is_what_was_due_and_not_paid(self):
        invoice = self._create_invoice(self.customer, 1000, "2024-01-01", due="2024-01-31")
        self._create_invoice(self.customer, 50, "2024-03-01", due="2024-03-30")
        self._create_invoice(self.customer, 7, "2024-03-01", due="2024-03-31")
        self._pay(invoice, 400, "2024-02-15")
        self.assertEqual(self._fact("overdue_amount"), 650)

    def test_overdue_less_open_credit_and_never_negative(self):
        self._create_invoice(self.customer, 100, "2024-01-01")
        self._create_invoice(self.customer, 30, "2024-02-01", refund=True)
        self.assertEqual(self._fact("overdue_amount"), 70)
        self._create_invoice(self.customer, 300, "2024-02-01", refund=True)
        self.assertEqual(self._fact("overdue_amount"), 0)

    def test_payment_in_two_parts_is_weighted_by_amount(self):
        invoice = self._create_invoice(self.customer, 1000, "2024-01-01", due="2024-01-31")
        self._pay(invoice, 400, "2024-02-10")  # 10 days late
        self._pay(invoice, 600, "2024-03-01")  # 30 days late
        self.assertEqual(self._fact("days_late"), (400 * 10 + 600 * 30) / 1000)

    def test_early_payment_is_negative(self):
        invoice = self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-01")
        self._pay(invoice, 100, "2024-02-20")
        self.assertEqual(self._fact("days_late"), -10)

    def test_unpaid_and_overdue_counts_up_to_the_end(self):
        paid = self._create_invoice(self.customer, 300, "2024-01-01", due="2024-01-31")
        self._pay(paid, 300, "2024-01-31")
        self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-01")
        self.assertEqual(self._fact("days_late"), 100 * 30 / 400)

    def test_part_paid_counts_both_ways(self):
        invoice = self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-01")
        self._pay(invoice, 40, "2024-03-11")
        self.assertEqual(self._fact("days_late"), (40 * 10 + 60 * 30) / 100)

    def test_unpaid_but_not_due_yet_does_not_count(self):
        self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-31")
        self.assertIsNone(self._fact("days_late"))

    def test_credit_note_settles_on_its_own_day(self):
        invoice = self._create_invoice(self.customer, 100, "2024-01-01", due="2024-02-01")
        credit_note = self._create_invoice(self.customer, 100, "2024-02-06", refund=True)
        (invoice + credit_note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self._fact("days_late"), 5)
        self.assertEqual(self._fact("overdue_amount"), 0)

    def test_settlements_of_the_last_twelve_months_count(self):
        old = self._create_invoice(self.customer, 100, "2022-01-01", due="2023-03-01")
        self._pay(old, 50, "2023-03-31")  # the day before the window
        self.assertIsNone(self._fact("days_late", date_to="2023-02-28"))
        self._pay(old, 50, "2023-04-01")
        self.assertEqual(self._fact("days_late"), 31)

    def test_a_past_period_gives_the_same_answer_after_later_payments(self):
        invoice = self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-01")
        self._create_invoice(self.customer, 70, "2024-01-01", due="2024-01-11")
        both = self.indicators["overdue_amount"] | self.indicators["days_late"]
        before = self._facts(both)
        self._pay(invoice, 60, "2024-04-01")
        self._create_invoice(self.customer, 1000, "2024-04-01")
        self.assertEqual(self._facts(both), before)
        self.assertEqual(before, [170, (100 * 30 + 70 * 80) / 170])

    def test_payment_on_the_last_day_counts(self):
        invoice = self._create_invoice(self.customer, 100, "2024-01-01", due="2024-03-01")
        self._pay(invoice, 100, "2024-03-31")
        self.assertEqual(self._fact("overdue_amount"), 0)
        self.assertEqual(self._fact("days_late"), 30)

    def test_an_opening_balance_booked_on_a_contact_counts_for_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        receivable = self._create_invoice(self.customer, 1, "2024-01-01").line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        journal = self.env["account.journal"].search(
            [("code", "=", "PAY"), ("company_id", "=", self.company.id)]
        )
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2024-01-01",
                "line_ids": [
                    Command.create({"account_id": journal.default_account_id.id, "credit": 500}),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": contact.id,
                            "debit": 500,
                        }
                    ),
                ],
            }
        ).action_post()
        self.assertEqual(self._fact("overdue_amount"), 501)


@tagged("post_install", "-at_install")
class TestAssessments(IndicatorCommon):
    def test_the_latest_in_the_window_counts(self):
        reputation = self.indicators["reputation"]
        self._assess(reputation, self.customer, 4, "2024-03-31")
        self._assess(reputation, self.customer, 2, "2024-03-01")
        self._assess(reputation, self.customer, 5, "2024-04-01")
        self.assertEqual(self._fact("reputation"), 4)

    def test_the_later_entry_of_a_day_counts(self):
        reputation = self.indicators["reputation"]
        self._assess(reputation, self.customer, 4)
        self._assess(reputation, self.customer, 3)
        self.assertEqual(self._fact("reputation"), 3)

    def test_an_old_assessment_fades_with_its_window(self):
        reputation = self.indicators["reputation"]
        self._assess(reputation, self.customer, 4, "2023-03-31")
        self.assertEqual(self._fact("reputation"), 4)
        reputation.window = "year"
        self.assertIsNone(self._fact("reputation"))

    def test_another_indicator_company_or_archived_does_not_count(self):
        reputation, enthusiasm = self.indicators["reputation"], self.indicators["enthusiasm"]
        self._assess(enthusiasm, self.customer, 5)
        self._assess(reputation, self.customer, 4, company_id=self.other_company.id)
        self._assess(reputation, self.customer, 3, active=False)
        self.assertEqual(self._facts(reputation | enthusiasm), [None, 5])

    def test_a_mark_keeps_to_its_limits(self):
        for mark in (0.99, 5.01):
            with self.subTest(mark), self.assertRaisesRegex(ValidationError, "Ganyu, Reputation"):
                self._assess(self.indicators["reputation"], self.customer, mark)

    def test_a_measured_indicator_cannot_be_assessed(self):
        with self.assertRaisesRegex(ValidationError, "Purchase amount"):
            self._assess(self.indicators["purchase_amount"], self.customer, 4)

    def test_a_contact_is_not_assessed_but_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "choose Ganyu instead"):
            self._assess(self.indicators["reputation"], contact, 4)


@tagged("post_install", "-at_install")
class TestTogether(IndicatorCommon):
    def test_an_indicator_has_the_same_value_in_any_company(self):
        """Indicators share scans of their sources, which must not change what they say."""
        invoice = self._create_invoice(self.customer, 1000, "2021-05-01", due="2021-06-01")
        self._pay(invoice, 1000, "2022-06-01")
        invoice = self._create_invoice(self.customer, 100, "2023-03-01", due="2024-02-01")
        self._pay(invoice, 40, "2024-02-11")
        self._create_invoice(self.customer, 300, "2024-01-01", quantity=3)
        self._create_invoice(self.customer, 50, "2024-01-01", refund=True)
        neighbour = self._create_customer("Xiao")
        self._create_invoice(neighbour, 300, "2023-12-01")
        self._create_invoice(neighbour, 100, "2024-03-01")
        for indicator in self.env["keqing.indicator"].search([("kind", "=", "assessed")]):
            self._assess(indicator, self.customer, 3)
        indicators = self.env["keqing.indicator"].search([])
        quarterly = self.indicators["days_late"].copy({"code": "days_late_quarter"})
        quarterly.window = "period"
        indicators |= quarterly
        alone = {each: self._facts(each)[0] for each in indicators}
        self.assertEqual(self._facts(indicators), [alone[each] for each in indicators])
        for one, other in combinations(indicators, 2):
            with self.subTest(f"{one.code}, {other.code}"):
                self.assertEqual(self._facts(one | other), [alone[one], alone[other]])

    def test_indicators_of_one_source_share_one_scan(self):
        indicators = self.env["keqing.indicator"].search([("kind", "=", "measured")])
        names = indicators.get_external_id()  # sources of other modules may read invoices as well
        indicators = indicators.filtered(lambda each: names[each.id].startswith("keqing_customer."))
        window = self.company, Date.to_date("2024-01-01"), Date.to_date("2024-03-31")
        query = indicators._facts_sql(SQL("SELECT 1 AS partner_id"), *window)
        self.assertEqual(
            query.code.count(" AS (SELECT fact.partner_id"),
            len(indicators._measured_sources(*window)),
        )
        # the cohort of a lifetime value is everybody, whomever one asks about
        cohorts = len(indicators.filtered(lambda each: each.measure == "lifetime_value"))
        self.assertEqual(query.code.count("FROM account_move move"), 1 + cohorts)

    def test_a_run_keeps_the_facts_it_measured(self):
        self._create_invoice(self.customer, 1234.56, "2024-03-31")
        scorecard = self._create_scorecard(
            lines=[
                self._line("purchase_amount", 60, target=2000),
                self._line("growth", 40),
            ]
        )
        evaluation = self._evaluation(self._compute_run(scorecard), self.customer)
        self.assertEqual(evaluation.lines, [[1234.56, 61.728], [None, None]])
        self.assertEqual((evaluation.score, evaluation.coverage), (61.73, 60))


@tagged("post_install", "-at_install")
class TestReferrals(IndicatorCommon):
    def _referred(self, referrer, *days, name="Newcomer"):
        """A customer who names ``referrer`` and was invoiced on these days."""
        newcomer = self._create_customer(name, keqing_referrer_id=referrer.id)
        for day in days:
            self._create_invoice(newcomer, 100, day)
        return newcomer

    def test_new_customers_count_once_by_their_first_invoice(self):
        self._referred(self.customer, "2024-01-01", "2024-02-01")
        self._referred(self.customer, "2024-03-31")
        self._referred(self.customer, "2023-12-31", "2024-01-15")  # a customer before
        self._referred(self.customer, "2024-04-01")  # only after
        self._referred(self.customer)  # not a customer yet
        self.assertEqual(self._fact("referrals"), 2)

    def test_nobody_is_zero(self):
        self.assertEqual(self._fact("referrals"), 0)

    def test_a_person_recommends_for_its_company(self):
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self._referred(buyer, "2024-02-01")
        self.assertEqual(self._fact("referrals"), 1)

    def test_sales_of_another_company_do_not_make_a_customer(self):
        newcomer = self._referred(self.customer)
        self._create_invoice(newcomer, 100, "2024-02-01", company=self.other_company)
        self.assertEqual(self._fact("referrals"), 0)

    def test_nobody_recommends_itself(self):
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        for referrer in (self.customer, buyer):
            with self.assertRaisesRegex(ValidationError, "cannot have recommended itself"):
                self.customer.keqing_referrer_id = referrer
