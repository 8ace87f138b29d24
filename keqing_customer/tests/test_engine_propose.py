# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..tools.spread import best_shares
from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 09:00:00")
class TestPropose(CustomerCommon):
    """The first quarter of 2024 is the last one that is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(20)
        cls.amounts = [100 * (position + 1) for position in range(20)]
        for customer, amount in zip(cls.customers, cls.amounts, strict=True):
            cls._create_invoice(customer, amount, "2024-02-01")
            cls._create_invoice(customer, 9999, "2024-04-02")  # not in the period

    def _create_blank(self, *indicators, **values):
        """A scorecard as somebody begins it: equal weights, nothing else."""
        return self.env["keqing.scorecard"].create(
            {
                "name": "Blank",
                "scale_id": self.scale.id,
                "company_id": self.company.id,
                "customer_type_ids": [Command.link(self.seller.id)],
                "line_ids": [
                    Command.create({"indicator_id": indicator.id, "weight": 100 / len(indicators)})
                    for indicator in indicators
                ],
                **values,
            }
        )

    def _percentile(self, values, share):
        """As in a textbook: between the two neighbours in proportion."""
        place = share * (len(values) - 1)
        below = int(place)
        above = min(below + 1, len(values) - 1)
        return values[below] + (values[above] - values[below]) * (place - below)

    def _run_of(self, action):
        return self.env["keqing.evaluation.run"].browse(action["res_id"])

    def test_curve_from_what_one_in_ten_does_not_reach_to_what_one_in_ten_exceeds(self):
        scorecard = self._create_blank(self.indicators["purchase_amount"])
        scorecard.action_propose()
        [line] = scorecard.line_ids
        expected = [round(self._percentile(self.amounts, share)) for share in (0.1, 0.9)]
        self.assertEqual(expected, [290, 1810])
        self.assertEqual((line.value_floor, line.value_target), (290, 1800))  # of two digits
        self.assertFalse(line._problems())

    def test_lower_is_better_the_other_way_round(self):
        for customer, day in zip(self.customers[:3], (3, 13, 23), strict=True):
            self._create_invoice(customer, 1, f"2024-03-{day:02}")
        scorecard = self._create_blank(self.indicators["recency"])
        scorecard.action_propose()
        [line] = scorecard.line_ids
        self.assertGreater(line.value_floor, line.value_target)
        self.assertFalse(line._problems())

    def test_marks_have_their_own_ends(self):
        scorecard = self._create_blank(self._create_indicator("mark"))
        scorecard.action_propose()
        self.assertEqual(
            (scorecard.line_ids.value_floor, scorecard.line_ids.value_target), (0, 100)
        )

    def test_says_at_once_what_it_would_do(self):
        """About so many of each grade as proposed, from today's grades, and nothing is applied."""
        self.customers[0].keqing_grade_id = self.grade_a
        scorecard = self._create_blank(self.indicators["purchase_amount"])
        run = self._run_of(scorecard.action_propose())
        self.assertTrue(run.is_simulation)
        self.assertEqual(run.state, "computed")
        self.assertEqual(str(run.date_to), "2024-03-31")
        counts = [
            len(run.evaluation_ids.filtered(lambda each, grade=grade: each.grade_id == grade))
            for grade in self.scale.grade_ids
        ]
        self.assertEqual(sum(counts), 20)
        ends = [round(20 * share) for share in best_shares(3)]
        self.assertAlmostEqual(counts[0], ends[0], delta=1)
        self.assertAlmostEqual(counts[0] + counts[1], ends[1], delta=1)
        self.assertEqual(run.down_count, 1)
        self.assertEqual(self.customers[0].keqing_grade_id, self.grade_a)
        self.assertFalse(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))

    def test_limits_hold_for_every_cut_method(self):
        for method in ("score", "share", "quota", "cumulative"):
            with self.subTest(method=method):
                scorecard = self._create_blank(
                    self.indicators["purchase_amount"], cut_method=method
                )
                scorecard.action_propose()
                self.assertFalse(scorecard.band_ids._problems())

    def test_all_alike_or_nothing_known(self):
        scorecard = self._create_blank(
            self.indicators["purchase_amount"], company_id=self.other_company.id
        )
        self.assertIs(scorecard.action_propose(), True)
        self.assertEqual(scorecard.line_ids.value_floor, scorecard.line_ids.value_target)

    def test_weights_come_first(self):
        scorecard = self._create_blank(self.indicators["purchase_amount"])
        scorecard.line_ids.weight = 40
        self.assertIs(scorecard.action_propose(), True)
        self.assertEqual(scorecard.line_ids.value_target, 1800)
        scorecard.line_ids.unlink()
        with self.assertRaises(UserError):
            scorecard.action_propose()

    def test_who_may(self):
        scorecard = self._create_blank(self.indicators["purchase_amount"])
        with self.assertRaises(AccessError):
            scorecard.with_user(self.salesperson).action_propose()
        scorecard.with_user(self.admin).action_propose()
