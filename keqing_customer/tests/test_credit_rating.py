# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCommon
from .test_engine_indicator import IndicatorCommon

FIRST, LAST = Date.to_date("2024-01-01"), Date.to_date("2024-03-31")
BEFORE_FIRST, BEFORE_LAST = Date.to_date("2023-10-01"), Date.to_date("2023-12-31")
YEAR_FIRST = Date.to_date("2023-04-01")
CREDIT = (
    "overdue_amount",
    "overdue_share",
    "overdue_days",
    "days_late",
    "dso",
    "dso_trend",
    "returned_share",
)


@tagged("post_install", "-at_install")
class TestOverdue(IndicatorCommon):
    def test_share_of_what_is_open(self):
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-01")
        self._create_invoice(self.customer, 500, "2024-03-01", due="2024-05-01")
        self.assertEqual(self._fact("overdue_share"), 300 * 100 / 800)

    def test_days_of_the_oldest(self):
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-29")
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-03-20")
        self.assertEqual(self._fact("overdue_days"), 31)

    def test_due_on_the_last_day_is_not_overdue(self):
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-03-31")
        self.assertEqual(self._fact("overdue_days"), 0)
        self.assertEqual(self._fact("overdue_share"), 0)

    def test_part_paid_is_open_in_part(self):
        invoice = self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-01")
        self._create_invoice(self.customer, 100, "2024-03-01", due="2024-05-01")
        self._pay(invoice, 200, "2024-02-10")
        self.assertEqual(self._fact("overdue_share"), 50)
        self.assertEqual(self._fact("overdue_days"), 59)

    def test_paid_after_the_end_was_open_then(self):
        invoice = self._create_invoice(self.customer, 300, "2024-01-01", due="2024-03-01")
        self._pay(invoice, 300, "2024-04-01")
        self.assertEqual(self._fact("overdue_share"), 100)
        self.assertEqual(self._fact("overdue_days"), 30)
        self.assertIsNone(self._fact("overdue_share", date_to="2024-04-30"))

    def test_open_credits_cover_what_is_overdue(self):
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-01")
        self._create_invoice(self.customer, 300, "2024-03-01", refund=True)
        self._create_invoice(self.customer, 100, "2024-03-01", due="2024-05-01")
        self.assertEqual(self._fact("overdue_share"), 0)
        self.assertEqual(self._fact("overdue_days"), 0)

    def test_a_credit_not_yet_due_leaves_at_most_all_overdue(self):
        self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-01")
        self._create_invoice(self.customer, 100, "2024-03-01", due="2024-05-01", refund=True)
        self.assertEqual(self._fact("overdue_share"), 100)

    def test_who_owes_nothing_is_unknown(self):
        for code in ("overdue_share", "overdue_days"):
            self.assertIsNone(self._fact(code))
        invoice = self._create_invoice(self.customer, 300, "2024-01-01", due="2024-02-01")
        self._pay(invoice, 300, "2024-03-01")
        self._create_invoice(self.customer, 50, "2024-03-01", refund=True)
        for code in ("overdue_share", "overdue_days"):
            self.assertIsNone(self._fact(code))


@tagged("post_install", "-at_install")
class TestSalesOutstanding(IndicatorCommon):
    def test_receivables_by_sales_times_days(self):
        self._create_invoice(self.customer, 400, "2023-12-01")
        self._create_invoice(self.customer, 1000, "2024-01-01")
        self.assertEqual(self._fact("dso"), 1400 * 91 / 1000)  # the leap day counts

    def test_trend_is_this_period_less_the_one_before(self):
        invoice = self._create_invoice(self.customer, 800, "2023-10-01")
        self._create_invoice(self.customer, 1000, "2024-03-31")
        self._pay(invoice, 200, "2023-12-31")
        self._pay(invoice, 100, "2024-01-01")
        before, now = 600 / 800 * 92, 1500 / 1000 * 91
        self.assertAlmostEqual(self._fact("dso_trend"), now - before)

    def test_credit_notes_are_less_sales_and_less_receivables(self):
        self._create_invoice(self.customer, 1000, "2024-01-01")
        self._create_invoice(self.customer, 200, "2024-02-01", refund=True)
        self.assertEqual(self._fact("dso"), 91)

    def test_payments_are_no_sales(self):
        invoice = self._create_invoice(self.customer, 1000, "2024-01-01")
        self._pay(invoice, 750, "2024-02-01")
        self.assertEqual(self._fact("dso"), 91 / 4)

    def test_both_with_tax(self):
        country = self.env.ref("base.cn")
        group = self.env["account.tax.group"].create({"name": "VAT", "country_id": country.id})
        tax = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "country_id": country.id, "tax_group_id": group.id}
        )
        invoice = self._create_invoice(self.customer, 100, "2024-02-01", post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        self.assertEqual(self._fact("dso"), 91)

    def test_paid_in_advance_is_negative(self):
        self._create_invoice(self.customer, 100, "2023-12-31", refund=True)
        invoice = self._create_invoice(self.customer, 50, "2024-01-01")
        self._pay(invoice, 50, "2024-01-01")
        self.assertEqual(self._fact("dso"), -100 / 50 * 91)

    def test_no_sales_is_unknown(self):
        self._create_invoice(self.customer, 400, "2023-09-30")
        self.assertIsNone(self._fact("dso"))
        self._create_invoice(self.customer, 400, "2024-03-31")
        self.assertEqual(self._fact("dso"), 182)
        self.assertIsNone(self._fact("dso_trend"))
        self._create_invoice(self.customer, 400, "2024-03-31", refund=True)
        self.assertIsNone(self._fact("dso"))

    def test_all_history_has_no_days(self):
        for code in ("dso", "dso_trend"):
            with self.subTest(code), self.assertRaisesRegex(ValidationError, "no first one"):
                self.indicators[code].window = "history"

    def test_twelve_months_before(self):
        self.indicators["dso_trend"].window = "year"
        self._create_invoice(self.customer, 366, "2022-04-01")
        self._create_invoice(self.customer, 366, "2024-03-31")
        self.assertAlmostEqual(self._fact("dso_trend"), 2 * 366 - 365)


@tagged("post_install", "-at_install")
class TestReturned(IndicatorCommon):
    def test_credit_notes_in_percent_of_invoices(self):
        self._create_invoice(self.customer, 1000, "2023-04-01")
        self._create_invoice(self.customer, 50, "2024-03-31", refund=True)
        self._create_invoice(self.customer, 500, "2023-03-31", refund=True)
        self.assertEqual(self._fact("returned_share"), 5)

    def test_nothing_returned_is_zero_and_nothing_bought_unknown(self):
        self._create_invoice(self.customer, 10, "2023-03-31", refund=True)
        self.assertIsNone(self._fact("returned_share"))
        self._create_invoice(self.customer, 1000, "2024-03-31")
        self.assertEqual(self._fact("returned_share"), 0)

    def test_more_returned_than_bought(self):
        self._create_invoice(self.customer, 100, "2024-01-01")
        self._create_invoice(self.customer, 150, "2024-01-01", refund=True)
        self.assertEqual(self._fact("returned_share"), 150)


@tagged("post_install", "-at_install")
class TestStanding(IndicatorCommon):
    def test_a_licence_is_valid_on_its_last_day(self):
        for expiry, expected in (("2024-03-31", 1), ("2024-03-30", 0), (False, None)):
            self.customer.keqing_licence_expiry = expiry
            with self.subTest(expiry):
                self.assertEqual(self._fact("licence_valid"), expected)

    def test_compliance_in_words_becomes_a_mark(self):
        for said, expected in (("good", 2), ("warned", 1), ("violation", 0), (False, None)):
            self.customer.keqing_compliance = said
            with self.subTest(said):
                self.assertEqual(self._fact("compliance"), expected)

    def test_one_is_known_without_the_other(self):
        self.customer.keqing_licence_expiry = "2025-01-01"
        both = self.indicators["licence_valid"] | self.indicators["compliance"]
        self.assertEqual(self._facts(both), [1, None])


class Ledger:
    """What one customer owes by a plain list of documents, as a clerk would reckon it."""

    def __init__(self):
        self.invoices = []  # [date, due, amount in company currency, [(date, amount settled)]]
        self.refunds = []  # the same

    def owed(self, day):
        """:return: [(due, amount open)] of invoices, credit notes negative"""
        return [
            (due, sign * (amount - sum(paid for on, paid in settled if on <= day)))
            for sign, documents in ((1, self.invoices), (-1, self.refunds))
            for date, due, amount, settled in documents
            if date <= day
        ]

    def balance(self, day):
        return sum(amount for __, amount in self.owed(day))

    def sold(self, first, last):
        return sum(
            sign * amount
            for sign, documents in ((1, self.invoices), (-1, self.refunds))
            for date, __, amount, __ in documents
            if first <= date <= last
        )

    def facts(self):
        """:return: dict of the values of ``CREDIT`` for the first quarter of 2024"""
        owed = self.owed(LAST)
        overdue = max(sum(amount for due, amount in owed if due < LAST), 0)
        balance = self.balance(LAST)
        late = [(amount, (LAST - due).days) for due, amount in owed if amount > 0 and due < LAST]
        settled = [
            (amount, (on - due).days)
            for __, due, __, settlements in self.invoices
            for on, amount in settlements
            if YEAR_FIRST <= on <= LAST
        ]
        weighed = late + settled
        sold, sold_before = self.sold(FIRST, LAST), self.sold(BEFORE_FIRST, BEFORE_LAST)
        dso = balance / sold * 91 if sold > 0 else None
        dso_before = self.balance(BEFORE_LAST) / sold_before * 92 if sold_before > 0 else None
        bought, returned = (
            sum(amount for date, __, amount, __ in documents if YEAR_FIRST <= date <= LAST)
            for documents in (self.invoices, self.refunds)
        )
        total = sum(amount for amount, __ in weighed)
        return {
            "overdue_amount": overdue,
            "overdue_share": min(overdue * 100 / balance, 100) if balance > 0 else None,
            "overdue_days": max(days for __, days in late)
            if overdue > 0
            else (0 if balance > 0 else None),
            "days_late": sum(amount * days for amount, days in weighed) / total if total else None,
            "dso": dso,
            "dso_trend": None if None in (dso, dso_before) else dso - dso_before,
            "returned_share": returned * 100 / bought if bought else None,
        }


@tagged("post_install", "-at_install")
class TestHistories(IndicatorCommon):
    """Random histories: what SQL says of them equals what plain Python makes of the documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.foreign.id,
                "company_id": cls.company.id,
                "name": "2020-01-01",
                "rate": 4,
            }
        )

    def _receivable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _document(self, chance, partner, ledger, refund=False):
        date = Date.to_date("2023-02-01") + timedelta(days=chance.randrange(460))
        due = date + timedelta(days=chance.choice((0, 15, 30, 60)))
        amount = chance.randrange(4, 400) * 4
        currency = chance.choice((None, None, self.foreign))
        move = self._create_invoice(
            partner, amount, date, due=due, refund=refund, currency=currency
        )
        row = [date, due, amount / 4 if currency else amount, []]
        (ledger.refunds if refund else ledger.invoices).append(row)
        return move, row

    def _history(self, chance, partner):
        """Invoices, partly paid, partly credited, some after the period's end."""
        ledger = Ledger()
        for __ in range(chance.randrange(5)):
            invoice, row = self._document(chance, partner, ledger)
            open_amount = row[2]
            for __ in range(chance.randrange(3)):
                if invoice.currency_id != self.company.currency_id:
                    break  # the helper pays in the company's currency
                paid = chance.choice((open_amount, open_amount / 2))
                on = row[0] + timedelta(days=chance.randrange(-10, 150))
                if paid <= 0:
                    break
                self._pay(invoice, paid, on)
                row[3].append((max(on, row[0]), paid))
                open_amount -= paid
            if open_amount > 0 and not row[3] and chance.random() < 0.4:
                refund, other = self._document(chance, partner, ledger, refund=True)
                if refund.currency_id == invoice.currency_id and chance.random() < 0.7:
                    (self._receivable(invoice) + self._receivable(refund)).reconcile()
                    settled = max(row[0], other[0]), min(row[2], other[2])
                    row[3].append(settled)
                    other[3].append(settled)
        return ledger

    def test_facts_of_random_histories(self):
        indicators = self.env["keqing.indicator"].browse(
            self.indicators[code].id for code in CREDIT
        )
        known = set()
        for seed in range(16):
            chance = random.Random(seed)
            customer = self._create_customer(f"Customer {seed}")
            ledger = self._history(chance, customer)
            self._create_invoice(customer, 7000, "2023-05-01", company=self.other_company)
            found = dict(zip(CREDIT, self._facts(indicators, customer), strict=True))
            for code, expected in ledger.facts().items():
                with self.subTest(seed=seed, code=code):
                    if expected is None:
                        self.assertIsNone(found[code])
                    else:
                        known.add(code)
                        self.assertAlmostEqual(found[code], expected, 4)
        self.assertEqual(known, set(CREDIT), "some facts were never put to the test")


class RatingCommon(CustomerCommon):
    """A scorecard of purpose credit over all sellers: weighted days late, and a mark."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit_scale = cls.env.ref("keqing_customer.scale_credit")
        cls.aaa, cls.aa, cls.a, cls.b, cls.c = cls.credit_scale.grade_ids
        cls.mark = cls._create_indicator("credit_mark", window="history")
        cls.customer = cls._create_customer()

    @classmethod
    def _create_rating(cls, **values):
        return cls._create_scorecard(
            name="Credit rating",
            purpose="credit",
            scale_id=cls.credit_scale.id,
            thresholds=(90, 75, 60, 40, 0),
            **{"lines": [cls._line(cls.mark)], **values},
        )


@tagged("post_install", "-at_install")
class TestRating(RatingCommon):
    def test_the_scale_goes_from_no_constraint_to_suspension(self):
        self.assertEqual(
            [
                (grade.code, grade.credit_constraint, grade.credit_coefficient)
                for grade in self.credit_scale.grade_ids
            ],
            [
                ("AAA", "none", 1.5),
                ("AA", "warn", 1.2),
                ("A", "approve", 1),
                ("B", "cap", 0.5),
                ("C", "suspend", 0),
            ],
        )

    def test_a_standard_rating(self):
        """The shape of the scorecard that a policy brings along."""
        line = self._line
        rating = self._create_rating(
            lines=[
                line("days_late", 30, floor=60, target=0),
                line("overdue_share", 15, floor=50, target=0),
                line("overdue_days", 15, steps=[(None, 100), (1, 80), (31, 40), (91, 0)]),
                line("dso", 10, floor=120, target=30),
                line("dso_trend", 5, floor=30, target=0),
                line("returned_share", 5, floor=20, target=0),
                line("licence_valid", 5, floor=0, target=1),
                line("compliance", 5, floor=0, target=2),
                line("reputation", 10, floor=1, target=5),
            ]
        )
        self.customer.write({"keqing_licence_expiry": "2030-01-01", "keqing_compliance": "warned"})
        self._assess(self.indicators["reputation"], self.customer, 4)
        invoice = self._create_invoice(self.customer, 600, "2024-01-01", due="2024-01-31")
        self._pay(invoice, 600, "2024-02-12")  # 12 days late
        self._create_invoice(self.customer, 400, "2024-03-01", due="2024-04-30")
        run = self._confirm_run(rating)
        verdict = self._evaluation(run, self.customer)
        points = [80, 100, 100, (120 - 36.4) / 90 * 100, None, 100, 100, 50, 75]
        weights = [30, 15, 15, 10, 5, 5, 5, 5, 10]
        for (__, earned), expected in zip(verdict.lines, points, strict=True):
            self.assertEqual(earned is None, expected is None)
            self.assertAlmostEqual(earned or 0, expected or 0, 3)
        expected = sum(w * p for w, p in zip(weights, points, strict=True) if p is not None) / 95
        self.assertAlmostEqual(verdict.score, expected, 2)
        self.assertEqual(verdict.coverage, 95)
        self.assertEqual(verdict.grade_id, self.aa)
        self.assertEqual(self.customer.keqing_credit_grade_id, self.aa)
        self.assertFalse(self.customer.keqing_grade_id)


@tagged("post_install", "-at_install")
class TestSearch(RatingCommon):
    def test_by_rating_finds_the_customers_of_this_company(self):
        here, both, there = self._create_customers(3)
        here.keqing_credit_grade_id = self.aa
        both.keqing_credit_grade_id = self.b
        for customer in (both, there):
            customer.with_company(self.other_company).keqing_credit_grade_id = self.aa
        Partner = self.env["res.partner"]
        for domain, expected in (
            ([("keqing_credit_grade_id", "=", self.aa.id)], here),
            ([("keqing_credit_grade_id", "in", (self.aa + self.b).ids)], here + both),
            ([("keqing_credit_grade_id.code", "=", "AA")], here),
            ([("keqing_credit_grade_id", "in", [self.aa.id, False])], here + there),
            ([("keqing_credit_grade_id", "!=", self.aa.id)], both + there),
            ([("keqing_credit_grade_id", "=", False)], there),
        ):
            with self.subTest(domain):
                domain += [("id", "in", (here + both + there).ids)]
                self.assertEqual(Partner.search(domain, order="id"), expected)

    def test_a_default_rating_is_found_as_well(self):
        self.env["ir.default"].set(
            "res.partner", "keqing_credit_grade_id", self.a.id, company_id=self.company.id
        )
        domain = [("keqing_credit_grade_id", "=", self.a.id), ("id", "=", self.customer.id)]
        self.assertEqual(self.env["res.partner"].search(domain), self.customer)

    def test_by_rating_goes_by_the_index(self):
        query = self.env["res.partner"]._search([("keqing_credit_grade_id", "=", self.aa.id)])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("res_partner_keqing_credit_grade_idx", str(plan))


@tagged("post_install", "-at_install")
class TestNewCustomers(RatingCommon):
    """Who is new is rated A at best, unless somebody says otherwise and why."""

    def setUp(self):
        super().setUp()
        self.rating = self._create_rating(provisional_days=180, provisional_grade_id=self.a.id)

    def _rate(self, mark, first_invoice="2024-01-01", **values):
        customer = self._create_customer(f"Customer {mark}", **values)
        self._create_invoice(customer, 100, first_invoice)
        self._assess(self.mark, customer, mark)
        return customer

    def test_the_new_are_rated_a_at_best(self):
        customers = [self._rate(mark) for mark in (95, 80, 65, 45, 10)]
        run = self._compute_run(self.rating)
        self.assertEqual(self._grades(run, customers), ["A", "A", "A", "B", "C"])
        self.assertEqual(
            [self._evaluation(run, each).is_provisional for each in customers],
            [True, True, False, False, False],
        )

    def test_who_is_no_longer_new_is_rated_by_the_score(self):
        old = self._rate(95, "2023-10-03")  # 180 days before the end
        new = self._rate(94, "2023-10-04")
        self.assertEqual(self._grades(self._compute_run(self.rating), [old, new]), ["AAA", "A"])

    def test_a_new_customer_of_whom_nothing_is_known(self):
        self._create_invoice(self.customer, 100, "2024-01-01")
        self._rate(95, "2020-01-01")
        run = self._compute_run(self.rating)
        self.assertEqual(self._grades(run, [self.customer]), ["A"])

    def test_a_manager_approves_a_better_rating_with_a_reason(self):
        customer = self._rate(80, user_id=self.manager.id)
        run = self._confirm_run(self.rating)
        self.assertEqual(customer.keqing_credit_grade_id, self.a)
        verdict = self._evaluation(run, customer).with_user(self.manager)
        verdict._override(self.aa, "The bank of Liyue vouches for it")
        self.assertEqual(customer.keqing_credit_grade_id, self.aa)
        self.assertEqual(self._evaluation(run, customer).override_user_id, self.manager)

    def test_a_grading_gives_the_new_the_provisional_grade_itself(self):
        grading = self._create_scorecard(
            lines=[self._line(self.mark)],
            provisional_days=180,
            provisional_grade_id=self.grade_b.id,
        )
        customer = self._rate(10)
        self.assertEqual(self._grades(self._compute_run(grading), [customer]), ["B"])
