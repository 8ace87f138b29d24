# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate

from odoo import Command
from odoo.tests import tagged

from .common import CustomerCommon

PERCENTAGES = [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5 + [5] * 10
CUSTOMERS = 60


def largest_remainders(count, percentages):
    """How many are in each band, in plain Python: whole places first, then the largest rests."""
    exact = [Fraction(count * percentage, 100) for percentage in percentages]
    sizes = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (sizes[at] - exact[at], at))
    for at in by_rest[: count - sum(sizes)]:
        sizes[at] += 1
    return sizes


@tagged("post_install", "-at_install")
class TestBands(CustomerCommon):
    """The rule of the tobacco trade: 35 Q/Qmax + 55 M/Mmax + 5 + 5, and thirty bands."""

    def test_thirty_bands_by_fixed_percentages(self):
        scale = self.env["keqing.grade.scale"].create(
            {
                "name": "Thirty bands",
                "grade_ids": [
                    Command.create(
                        {"code": str(30 - at), "name": f"Band {30 - at}", "sequence": at}
                    )
                    for at in range(30)
                ],
            }
        )
        trade, shop = (self._create_indicator(code) for code in ("trade", "shop"))
        lines = [
            self._line("quantity", 35, curve="best"),
            self._line("purchase_amount", 55, curve="best"),
            self._line(trade, 5),
            self._line(shop, 5),
        ]
        card = self._create_scorecard("quota", lines, thresholds=PERCENTAGES, scale_id=scale.id)
        self.assertFalse(card.caution)
        facts = [
            (1 + 7 * at % 31, 100 + 13 * at % 47 * 20, 10 * (at % 11), 5 * (at % 21))
            for at in range(CUSTOMERS - 2)
        ]
        facts += facts[3:5]  # who has the same shares the better band
        customers = self._create_customers(CUSTOMERS)
        for customer, (quantity, amount, obeys, looks) in zip(customers, facts, strict=True):
            self._create_invoice(customer, amount, "2024-02-01", quantity=quantity)
            self._assess(trade, customer, obeys)
            self._assess(shop, customer, looks)
        run = self._compute_run(card)

        most, dearest = max(fact[0] for fact in facts), max(fact[1] for fact in facts)
        scores = [
            self._rounded(
                Fraction(35 * quantity, most)
                + Fraction(55 * amount, dearest)
                + Fraction(5 * (obeys + looks), 100)
            )
            for quantity, amount, obeys, looks in facts
        ]
        for customer, score in zip(customers, scores, strict=True):
            self.assertEqual(self._evaluation(run, customer).score, float(score))
        ranked = sorted(scores, reverse=True)
        places = accumulate(largest_remainders(CUSTOMERS, PERCENTAGES))
        limits = [ranked[place - 1] for place in places]
        expected = [
            str(30 - next(at for at, limit in enumerate(limits) if score >= limit))
            for score in scores
        ]
        self.assertEqual(self._grades(run, customers), expected)
        self.assertGreater(len(set(expected)), 24)

    def _rounded(self, score):
        exact = Decimal(score.numerator) / Decimal(score.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
