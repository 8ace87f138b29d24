# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCommon

FIRST, LAST = date(1997, 1, 1), date(1997, 12, 31)


def read_sample():
    """The purchases of the published CDNOW sample: ``[(customer, day, amount)]``.

    The package ``lifetimes`` holds it; none of its code is run.
    """
    [folder] = find_spec("lifetimes").submodule_search_locations
    purchases = []
    for line in (Path(folder) / "datasets" / "CDNOW_sample.txt").read_text().splitlines():
        __, customer, day, __, amount = line.split()
        purchases.append(
            (customer, date(int(day[:4]), int(day[4:6]), int(day[6:])), Decimal(amount))
        )
    return purchases


@tagged("post_install", "-at_install")
class TestCdnow(CustomerCommon):
    """Grades and RFM of real purchases, against plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchases = read_sample()
        cls.codes = sorted({customer for customer, __, __ in cls.purchases})
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": code, "is_company": True, "keqing_customer_type_id": cls.outlet.id}
                for code in cls.codes
            ]
        )
        cls._fill_books(dict(zip(cls.codes, cls.customers.ids, strict=True)))

    @classmethod
    def _fill_books(cls, ids):
        """The purchases as posted invoices, by SQL: posting 6,919 takes minutes."""
        cls.env.flush_all()
        journal = cls.env["account.journal"].search(
            [("code", "=", "SAL"), ("company_id", "=", cls.company.id)]
        )
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", number, ids[customer], day, amount)
            for number, (customer, day, amount) in enumerate(cls.purchases)
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO account_move (
                       name, sequence_prefix, sequence_number, journal_id, company_id, partner_id,
                       commercial_partner_id, currency_id, invoice_currency_rate, state, move_type,
                       auto_post, payment_state, date, invoice_date, invoice_date_due,
                       amount_untaxed, amount_total, amount_untaxed_signed, amount_total_signed)
                   SELECT 'CDNOW/' || number, 'CDNOW/', number, %(journal)s, %(company)s,
                          partner_id, partner_id, %(currency)s, 1, 'posted', 'out_invoice',
                          'no', 'not_paid', day, day, day, amount, amount, amount, amount
                     FROM (VALUES %(rows)s) purchase (number, partner_id, day, amount)""",
                journal=journal.id,
                company=cls.company.id,
                currency=cls.company.currency_id.id,
                rows=rows,
            )
        )
        cls.env.invalidate_all()

    def _facts(self):
        """In plain Python, per customer: days since the last purchase, how often, how much."""
        days, counts, amounts = {}, defaultdict(int), defaultdict(Decimal)
        for customer, day, amount in self.purchases:
            if day <= LAST:
                days[customer] = min((LAST - day).days, days.get(customer, 10**6))
                if day >= FIRST:
                    counts[customer] += 1
                    amounts[customer] += amount
        return days, counts, amounts

    def _fifths(self, values):
        """``{customer: points}``: who is beaten by less than a fifth has 100, ties the better."""
        ordered = sorted(values.values())
        return {
            customer: 100 - 20 * ((len(ordered) - bisect_right(ordered, value)) * 5 // len(ordered))
            for customer, value in values.items()
        }

    def test_the_sample_is_the_published_one(self):
        self.assertEqual((len(self.codes), len(self.purchases)), (2357, 6919))

    def test_rfm(self):
        card = self.env["keqing.scorecard"].create(
            {
                "name": "RFM",
                "purpose": "segment",
                "period": "year",
                "scale_id": self.scale.id,
                "customer_type_ids": [Command.link(self.seller.id)],
            }
        )
        card.action_propose_rfm()
        for band, threshold in zip(card.band_ids, (80, 50, 0), strict=True):
            band.threshold = threshold
        run = self._confirm_run(card, "1997-12-31")
        days, counts, amounts = self._facts()
        recency = self._fifths({customer: -value for customer, value in days.items()})
        frequency, money = self._fifths(counts), self._fifths(amounts)
        verdicts = {each.partner_id.name: each for each in run.evaluation_ids}
        self.assertEqual(len(verdicts), 2357)
        found, expected = {}, {}
        for code in self.codes:
            r, f, m = recency[code], frequency[code], money[code]
            score = Fraction(34 * r + 33 * f + 33 * m, 100)
            grade = "A" if score >= 80 else "B" if score >= 50 else "C"
            expected[code] = (r, f, m, float(score), grade, self._segment(r, f, m))
            verdict = verdicts[code]
            points = [int(earned) for __, earned in verdict.lines]
            found[code] = (
                *points,
                verdict.score,
                verdict.grade_id.code,
                verdict.segment_id.name or None,
            )
        self.assertEqual(found, expected)
        # Most bought once, and ties share the better fifth: nobody has less than 60 for frequency
        segments = {each[-1] for each in expected.values()}
        self.assertEqual(segments, {"Champions", "Loyal", "Cannot be lost", "At risk"})

    def _segment(self, r, f, m):
        if r >= 80 and f >= 80 and m >= 80:
            return "Champions"
        if f >= 60:
            if r >= 60:
                return "Loyal"
            return "Cannot be lost" if r < 40 and f >= 80 and m >= 80 else "At risk"
        if r >= 60:
            return "Newcomers" if r >= 80 else "Promising"
        return "Asleep" if r >= 40 else "Lost"

    def test_grades_by_rank(self):
        """A to C by the textbook percentile rank of what was bought, exact to the cent."""
        line = self._line("purchase_amount", curve="percentile")
        card = self._create_scorecard(lines=[line], thresholds=(90, 50, 0), period="year")
        run = self._compute_run(card, "1997-12-31")
        __, __, amounts = self._facts()
        ordered = sorted(amounts.values())
        expected = {}
        for code, value in amounts.items():
            below, up_to = bisect_left(ordered, value), bisect_right(ordered, value)
            rank = Fraction(100 * (below + up_to), 2 * len(ordered))
            exact = Decimal(rank.numerator) / Decimal(rank.denominator)
            score = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
            expected[code] = (float(score), "A" if score >= 90 else "B" if score >= 50 else "C")
        found = {
            each.partner_id.name: (each.score, each.grade_id.code) for each in run.evaluation_ids
        }
        self.assertEqual(found, expected)

    def test_grades_by_cumulative_share(self):
        """Who is before 80 % of all sales is A, before 95 % B (Pareto)."""
        card = self._create_scorecard("cumulative", thresholds=(80, 95, 100), period="year")
        run = self._compute_run(card, "1997-12-31")
        __, __, amounts = self._facts()
        total, before, expected = sum(amounts.values()), Decimal(), {}
        for code in sorted(self.codes, key=lambda code: (-amounts[code], self.codes.index(code))):
            grade = "A" if before * 100 < total * 80 else "B" if before * 100 < total * 95 else "C"
            expected[code] = grade if amounts[code] > 0 else "C"
            before += amounts[code]
        found = {each.partner_id.name: each.grade_id.code for each in run.evaluation_ids}
        self.assertEqual(found, expected)
