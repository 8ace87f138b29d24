# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Tiers and slices against right answers from elsewhere, and against each other."""

import random
from fractions import Fraction
from unittest import TestCase

from odoo.addons.keqing_loyalty.tools.rebate import (
    Terms,
    cents,
    entitlement,
    exact,
    outlook,
    reached,
    slices,
)

CENT = Fraction(1, 100)


class TestRebateTools(TestCase):
    def test_published_percent(self):
        """10 % to 1,000 and 25 % to 2,500: sales of 2,000 earn 350 by slices, 500 on the whole."""
        tiers = ((0, 10), (1000, 25))
        self.assertEqual(entitlement(Terms(tiers, "incremental"), 2000), 350)
        self.assertEqual(entitlement(Terms(tiers), 2000), 500)

    def test_published_per_unit(self):
        terms = Terms(((0, 0), (500, 2), (1000, 3)), "incremental", "unit")
        self.assertEqual(entitlement(terms, 1200), 1600)

    def test_published_outlook(self):
        """614,000 at 3 %; 4 % from 800,000 take 186,000 more and bring 13,580."""
        terms = Terms(((500000, 3), (800000, 4)))
        self.assertEqual(entitlement(terms, 614000), 18420)
        self.assertEqual(outlook(terms, 614000), (800000, 186000, 13580))
        self.assertIsNone(outlook(terms, 800000))

    def test_a_bound_is_inside(self):
        for bound in (Fraction(1000), exact("0.01"), exact("999999999.99")):
            terms = Terms(((0, 1), (bound, 2)))
            self.assertEqual(reached(terms, bound), 1)
            self.assertEqual(reached(terms, bound - CENT), 0)
            self.assertEqual(entitlement(terms, bound), bound * 2 / 100)

    def test_nothing_below_the_lowest(self):
        terms = Terms(((100, 5),))
        self.assertEqual(entitlement(terms, exact("99.99")), 0)
        self.assertEqual(entitlement(terms, -5), 0)
        self.assertEqual(entitlement(Terms(()), 5), 0)

    def test_limits(self):
        tiers = ((0, 10), (1000, 20))
        self.assertEqual(entitlement(Terms(tiers, most=150), 1000), 150)
        self.assertEqual(entitlement(Terms(tiers, least=50), exact("499.99")), 0)
        self.assertEqual(entitlement(Terms(tiers, least=50), 500), 50)
        self.assertEqual(entitlement(Terms(tiers, all_or_nothing=True), exact("999.99")), 0)
        self.assertEqual(entitlement(Terms(tiers, all_or_nothing=True), 1000), 200)

    def test_tiers_by_quantity_paid_on_the_amount(self):
        terms = Terms(((500, 3), (1000, 4)))
        self.assertEqual(entitlement(terms, 500, 20000), 600)
        self.assertEqual(entitlement(terms, 500, -10), 0, "returned more than bought")
        self.assertEqual(outlook(terms, 500, 20000), (1000, 500, 40000 * 4 // 100 - 600))

    def test_rounding_is_exact(self):
        self.assertEqual(str(cents(exact("0.005"))), "0.01")
        self.assertEqual(str(cents(exact("-0.005"))), "-0.01")
        self.assertEqual(str(cents(exact("1.005"))), "1.01")
        self.assertEqual(str(cents(Fraction(10**30 + 1, 2), 0)), str(10**30 // 2 + 1))

    def test_random_terms(self):
        """Slices add up; what is paid by slices is continuous and grows with the base."""
        chance = random.Random(15)
        for __ in range(500):
            bounds = sorted({chance.randrange(0, 10**6) for __ in range(chance.randrange(1, 6))})
            rates = sorted(chance.randrange(0, 5000) for __ in bounds)
            tiers = tuple(
                (Fraction(bound, 100), Fraction(rate, 100))
                for bound, rate in zip(bounds, rates, strict=True)
            )
            terms = Terms(tiers, "incremental")
            base = Fraction(chance.randrange(-100, 2 * 10**6), 100)
            lowest = tiers[0][0]
            parts = sum(part for __, part in slices(terms, base))
            self.assertEqual(parts, max(base - lowest, 0))
            step = entitlement(terms, base + CENT) - entitlement(terms, base)
            self.assertGreaterEqual(step, 0)
            self.assertLessEqual(step, CENT * rates[-1] / 10000)
            for bound, __ in tiers:
                self.assertLessEqual(
                    entitlement(terms, bound) - entitlement(terms, bound - CENT),
                    CENT * rates[-1] / 10000,
                )
            self.assertLessEqual(
                entitlement(terms, base), entitlement(Terms(tiers), base), "the rates grow"
            )
            self.assertEqual(
                entitlement(Terms(tiers), base), self._by_hand(tiers, base), "on the whole"
            )

    @staticmethod
    def _by_hand(tiers, base):
        earned = Fraction(0)
        for bound, rate in tiers:
            if base >= bound:
                earned = base * rate / 100
        return max(earned, 0)
