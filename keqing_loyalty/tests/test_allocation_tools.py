# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random
from itertools import product

from odoo.tests import BaseCase, tagged

from ..tools.allocation import gini, share_out


@tagged("post_install", "-at_install")
class TestShareOut(BaseCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(20241207)

    def _cases(self, count, most_customers, most_supply):
        for __ in range(count):
            least = self.random.randint(0, 3)
            most = self.random.choice([None, least, least + 1, least + self.random.randint(0, 6)])
            weights = [
                self.random.choice([0, 1, 2, 3, 5, 0.5, 1.25])
                for __ in range(self.random.randint(1, most_customers))
            ]
            yield self.random.randint(0, most_supply), weights, least, most or None

    def test_adds_up_within_bounds(self):
        for supply, weights, least, most in self._cases(3000, 12, 60):
            with self.subTest(supply=supply, weights=weights, least=least, most=most):
                shares = share_out(supply, weights, least, most)
                if least * len(weights) > supply:
                    self.assertEqual(sum(shares), supply)
                    self.assertLessEqual(max(shares) - min(shares), 1)
                    continue
                self.assertTrue(all(share >= least for share in shares))
                if most is not None:
                    self.assertTrue(all(share <= max(most, least) for share in shares))
                if sum(shares) != supply:
                    self.assertLess(sum(shares), supply)
                    self.assertTrue(
                        all(
                            share == (most if weight else least)
                            for share, weight in zip(shares, weights, strict=True)
                        )
                        or not any(weights)
                    )

    def test_who_weighs_more_gets_no_less(self):
        for supply, weights, least, most in self._cases(1000, 12, 60):
            shares = share_out(supply, weights, least, most)
            if least * len(weights) > supply:
                continue
            order = sorted(zip(weights, shares, strict=True))
            for (lighter, less), (heavier, more) in zip(order, order[1:], strict=False):
                if lighter < heavier:
                    self.assertLessEqual(less, more, (supply, weights, least, most))

    def test_nearest_of_all_ways(self):
        """Of all ways to share out, by trying each: the one nearest to the shares in fractions,
        which are found by halving and know nothing of bends."""
        tried = 0
        for supply, weights, least, most in self._cases(400, 4, 12):
            most = most or supply
            heavy = [weight for weight in weights if weight]
            if (
                least * len(weights) > supply
                or least > most
                or not heavy
                or most * len(heavy) + least * (len(weights) - len(heavy)) < supply
            ):
                continue
            tried += 1
            low, high = 0.0, 1e4
            for __ in range(100):
                middle = (low + high) / 2
                exact = [max(least, min(middle * weight, most)) for weight in weights]
                low, high = (middle, high) if sum(exact) < supply else (low, middle)
            exact = [max(least, min(high * weight, most)) for weight in weights]
            shares = share_out(supply, weights, least, most)
            self.assertEqual(sum(shares), supply)
            best = min(
                self._distance(way, exact)
                for way in product(range(least, most + 1), repeat=len(weights))
                if sum(way) == supply
            )
            self.assertAlmostEqual(
                self._distance(shares, exact), best, 6, (supply, weights, least, most, shares)
            )
        self.assertGreater(tried, 100)

    def _distance(self, shares, exact):
        return sum((share - part) ** 2 for share, part in zip(shares, exact, strict=True))

    def test_bounds(self):
        self.assertEqual(share_out(0, [1, 2]), [0, 0])
        self.assertEqual(share_out(5, []), [])
        self.assertEqual(share_out(5, [0, 0]), [0, 0], "nobody can be told apart: nothing")
        self.assertEqual(share_out(5, [1], 0, 3), [3], "two are left over")
        self.assertEqual(share_out(6, [1, 1], 3, 3), [3, 3])

    def test_gini_of_pairs(self):
        """As it is defined: the mean difference of all pairs, over twice the mean."""
        for __ in range(200):
            values = [self.random.randint(0, 20) for __ in range(self.random.randint(1, 15))]
            total = sum(values)
            pairs = sum(abs(one - other) for one in values for other in values)
            expected = pairs / (2 * len(values) * total) if total else 0
            self.assertAlmostEqual(gini(values), expected)
