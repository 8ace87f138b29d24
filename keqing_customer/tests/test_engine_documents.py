# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import json
from datetime import date, timedelta
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools.json import json_default

from .documents import SINCE, UNTIL, DocumentsCommon

BEFORE = date(2023, 10, 1), date(2023, 12, 31)  # the window before
LAST_YEAR = date(2023, 1, 1), date(2023, 3, 31)


@tagged("post_install", "-at_install")
class TestDocuments(DocumentsCommon):
    """A figure is what its documents add up to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = Random(20240331)
        cls.other = cls._create_customer("Xiangling")
        category = cls.env["product.category"].create({"name": "Tea"})
        cls.products = cls.product | cls._create_product(standard_price=7, categ_id=category.id)
        for customer in (cls.customer, cls.other):
            for __ in range(12):
                cls._trade(customer)
            referred = cls._create_customer(f"Friend of {customer.name}")
            referred.keqing_referrer_id = customer
            cls._create_invoice(referred, 10, "2024-02-02")
        cls.indicators["days_late"].window = "period"
        cls.customer.keqing_licence_expiry = "2025-01-01"
        cls.customer.keqing_compliance = "warned"

    @classmethod
    def _trade(cls, customer):
        """An invoice, receipt or credit note some day in fifteen months, some of them paid."""
        day = date(2023, 1, 1) + timedelta(cls.chance.randrange(500))
        kind = cls.chance.choice(("out_invoice",) * 4 + ("out_receipt", "out_refund"))
        move = cls._create_invoice(
            customer,
            cls.chance.randrange(100, 9000),
            day,
            due=day + timedelta(cls.chance.randrange(60)),
            refund=kind == "out_refund",
            product=cls.chance.choice(cls.products),
            quantity=cls.chance.randrange(1, 9),
            **({"move_type": kind} if kind == "out_receipt" else {}),
        )
        if kind == "out_invoice" and cls.chance.random() < 0.5:
            paid_on = day + timedelta(cls.chance.randrange(120))
            cls._pay(move, cls.chance.choice((1, 0.4)) * move.amount_total, paid_on)

    # What a list of documents says

    def _add_up_purchase_amount(self, sold):
        return sum(sold.mapped("amount_untaxed_signed"))

    def _add_up_purchase_frequency(self, sold):
        return len(sold)

    def _add_up_recency(self, sold):
        return (UNTIL - max(sold.mapped("invoice_date"))).days

    def _add_up_purchase_interval(self, sold):
        days = sorted(set(sold.mapped("invoice_date")))
        return (days[-1] - days[0]).days / (len(days) - 1) if len(days) > 2 else None

    def _add_up_tenure(self, sold):
        return (UNTIL - min(sold.mapped("invoice_date"))).days

    def _add_up_growth(self, sold):
        now, before = (
            sum(self._within(sold, *days).mapped("amount_untaxed_signed"))
            for days in ((SINCE, UNTIL), LAST_YEAR)
        )
        return (now / before - 1) * 100 if before > 0 else None

    def _add_up_repurchase(self, sold):
        return int(bool(self._within(sold, SINCE, UNTIL) and self._within(sold, *BEFORE)))

    def _add_up_retention(self, sold):
        if not self._within(sold, *BEFORE):
            return None
        return int(bool(self._within(sold, SINCE, UNTIL)))

    def _add_up_returned_share(self, sold):
        refunds = sold.filtered(lambda move: move.move_type == "out_refund")
        returned = -sum(refunds.mapped("amount_untaxed_signed"))
        bought = sum((sold - refunds).mapped("amount_untaxed_signed"))
        return 100 * returned / bought if bought > 0 else None

    def _add_up_gross_margin(self, lines):
        return sum(self._margin(line) for line in lines)

    def _add_up_category_count(self, lines):
        return len(lines.product_id.categ_id)

    def _add_up_overdue_amount(self, lines):
        return max(0, sum(self._open(line) for line in lines))

    def _add_up_overdue_share(self, lines):
        every = sum(self._open(line) for line in lines)
        overdue = sum(self._open(line) for line in lines if self._due(line) < UNTIL)
        return min(max(overdue, 0) * 100 / every, 100) if every > 0 else None

    def _add_up_overdue_days(self, lines):
        debts = [self._due(line) for line in lines if self._open(line) > 0]
        return (UNTIL - min(debts)).days if sum(map(self._open, lines)) > 0 else 0

    def _add_up_dso(self, lines):
        return self._in_days(lines, sum(self._open(line) for line in lines))

    def _add_up_dso_best(self, lines):
        return self._in_days(
            lines, sum(self._open(line) for line in lines if self._due(line) >= UNTIL)
        )

    def _add_up_days_delinquent(self, lines):
        return self._in_days(
            lines, sum(self._open(line) for line in lines if self._due(line) < UNTIL)
        )

    def _in_days(self, lines, receivable):
        sales = sum(
            line.balance
            for line in lines
            if SINCE <= line.date <= UNTIL and line.display_type == "payment_term"
        )
        return receivable * ((UNTIL - SINCE).days + 1) / sales if sales > 0 else None

    def _add_up_average_invoice(self, sold):
        bought = sold.filtered(lambda move: move.move_type != "out_refund")
        return sum(sold.mapped("amount_untaxed_signed")) / len(bought) if bought else None

    def _add_up_quantity(self, lines):
        return sum(
            line.quantity
            * line.product_uom_id.factor
            * (-1 if line.move_id.move_type == "out_refund" else 1)
            for line in lines
        )

    def _add_up_days_late(self, lines):
        weighed = []
        for line in lines:
            weighed += [
                (settled.amount, (settled.max_date - self._due(line)).days)
                for settled in line.matched_credit_ids
                if SINCE <= settled.max_date <= UNTIL
            ]
            if self._open(line) > 0 and self._due(line) < UNTIL:
                weighed.append((self._open(line), (UNTIL - self._due(line)).days))
        total = sum(amount for amount, __ in weighed)
        return sum(amount * days for amount, days in weighed) / total if total else None

    def _add_up_referrals(self, customers):
        return len(customers)

    def _add_up_referral_rate(self, customers):
        return 100 * len(customers)

    def _add_up_licence_valid(self, customer):
        expiry = customer.keqing_licence_expiry
        return int(expiry >= UNTIL) if expiry else None

    def _add_up_compliance(self, customer):
        return {"good": 2, "warned": 1, "violation": 0}.get(customer.keqing_compliance)

    def _within(self, moves, first, last):
        return moves.filtered(lambda move: first <= move.invoice_date <= last)

    def _margin(self, line):
        sign = -1 if line.move_type == "out_refund" else 1
        return -line.balance - sign * line.quantity * line.product_id.standard_price

    def _due(self, line):
        return line.date_maturity or line.date

    def _open(self, line):
        """What of a booking was open at the end of the window."""
        later = sum(p.amount for p in line.matched_credit_ids if p.max_date > UNTIL)
        later -= sum(p.amount for p in line.matched_debit_ids if p.max_date > UNTIL)
        return line.amount_residual + later

    # Tests

    def test_documents_add_up_to_the_value(self):
        ratios = {
            "territory_share",
            "contribution",
            "dso_trend",
            "completeness",
            "average_invoice",
            "lifetime_value",
        }  # see below, and for the last test_engine_lifetime.py
        self._check_documents("keqing_customer", self._both(), ratios)

    def test_the_share_of_a_territory_opens_the_customers_part_of_it(self):
        for code, part in (
            ("territory_share", "purchase_amount"),
            ("contribution", "gross_margin"),
        ):
            with self.subTest(code):
                own = self._documents(self.indicators[code], self.customer)
                self.assertEqual(own, self._documents(self.indicators[part], self.customer))

    def test_documents_of_many_are_those_of_each(self):
        for code in ("purchase_amount", "overdue_amount", "gross_margin", "referrals"):
            with self.subTest(code):
                each = [self._documents(self.indicators[code], one) for one in self._both()]
                together = self._documents(self.indicators[code], self._both())
                self.assertEqual(together, each[0] | each[1])

    def test_a_mark_opens_the_assessments(self):
        mark = self._create_indicator("mark", window="period")
        other_mark = self._create_indicator("other_mark", window="period")
        counted = self._assess(mark, self.customer, 70)
        self._assess(mark, self.customer, 60, "2023-12-31")
        self._assess(other_mark, self.customer, 50)
        self._assess(mark, self.other, 40)
        self.assertEqual(self._documents(mark, self.customer), counted)

    def test_the_explanation_opens_them_for_who_may_read_them(self):
        scorecard = self._create_scorecard(lines=[self._line("purchase_amount", target=10_000)])
        verdict = self._evaluation(self._compute_run(scorecard), self.customer)
        indicator = self.indicators["purchase_amount"]
        director = verdict.with_user(self.director)
        [line] = director.get_explanation()["lines"]
        if not self.env["account.move"].with_user(self.director).has_access("read"):
            self.assertFalse(line["has_documents"])
            with self.assertRaises(AccessError):
                director.action_view_documents(indicator.id)
            self.director.group_ids |= self.env.ref("account.group_account_readonly")
            [line] = director.get_explanation()["lines"]
        self.assertTrue(line["has_documents"])
        for nonsense in (True, "x", [line["indicator_id"]]):
            with self.assertRaises(UserError):
                director.action_view_documents(nonsense)
        action = director.action_view_documents(line["indicator_id"])
        json.dumps(action, default=json_default)  # it goes to the browser
        arch = self.env[action["res_model"]].get_view(action["views"][0][0])["arch"]
        for name in ("invoice_date", "invoice_date_due"):
            self.assertIn(f'<field name="{name}"', arch)
        documents = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(documents, self._documents(indicator, self.customer))
        with self.assertRaises(UserError):
            director.action_view_documents(self.indicators["recency"].id)
        stranger = self._create_user("stranger")
        with self.assertRaises(AccessError):
            verdict.with_user(stranger).action_view_documents(indicator.id)

    def test_purchase_targets_open_the_lines_that_they_add_up(self):
        targets = self.env["keqing.agreement.target"]
        for customer in self._both():
            agreement = self.env["keqing.agreement"].create(
                {
                    "type_id": self.env.ref("keqing_customer.agreement_type_distribution").id,
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "date_from": "2023-01-01",
                    "date_to": "2024-12-31",
                }
            )
            for category in (None, *self.products.categ_id):
                since = date(2023, 1, 1) + timedelta(self.chance.randrange(100))
                values = {
                    "agreement_id": agreement.id,
                    "date_from": since,
                    "date_to": since + timedelta(self.chance.randrange(200, 400)),
                    "category_id": category and category.id,
                    "amount": 1_000,
                }
                targets += targets.create(values)
        self.assertTrue(any(targets.mapped("achieved")))
        for target in targets:
            lines = self._opened(target.action_view_documents())
            self.assertAlmostEqual(-sum(lines.mapped("balance")), target.achieved, 2)
        with self.assertRaises(AccessError):
            targets[0].with_user(self.director).action_view_documents()  # who sees no invoices

    def test_a_credit_account_opens_what_its_receivables_add_up(self):
        ahead = Date.today() + timedelta(90)
        for customer in self._both():
            self._create_invoice(customer, 70, ahead)
            drafts = self._create_invoice(customer, 30, ahead, post=False)
            account = self.env["keqing.credit.account"]._of(customer, self.company)
            exposure = account._get_exposures(self.company, customer)[customer.id]
            action = account.action_view_receivables()
            self.assertTrue(action["context"]["keqing_is_owed"])
            columns = self.env["account.move.line"].get_view(action["views"][0][0])["arch"]
            self.assertIn("date_maturity", columns)
            lines = self._opened(action)
            self.assertAlmostEqual(sum(lines.mapped("amount_residual")), exposure.receivable, 2)
            self.assertEqual(self._opened(account.action_view_drafts()), drafts)
            self.assertFalse(self._opened(account.action_view_orders()))

    def _opened(self, action):
        """What a list shows."""
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search(json.loads(json.dumps(action["domain"], default=json_default)))
        )

    def _both(self):
        return self.customer | self.other
