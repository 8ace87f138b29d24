# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .common import CustomerCommon

# One indicator per way of showing a value, and for each a line that reaches from 0 to 100 points
UNITS = {
    "money": {"better": "higher", "floor": 0, "target": 97.31},
    "count": {"better": "higher", "floor": 3, "target": 40},
    "days": {"better": "lower", "floor": 60, "target": 7},
    "percent": {"better": "higher", "floor": -10, "target": 33},
    "mark": {"better": "lower", "floor": 90, "target": 0},
}


class ExplanationCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marks = {
            unit: cls._create_indicator(
                unit, unit=unit, better=line["better"], mark_min=-1000, mark_max=1000
            )
            for unit, line in UNITS.items()
        }
        cls.customers = cls._create_customers(4)

    @classmethod
    def _unit_line(cls, unit, weight, **values):
        line = {key: UNITS[unit][key] for key in ("floor", "target")}
        return cls._line(cls.marks[unit], weight, **line, **values)

    def _explain(self, run, customer=None):
        return self._evaluation(run, customer or self.customers[0]).get_explanation()


@tagged("post_install", "-at_install")
class TestWords(ExplanationCommon):
    def _judge(self, method, thresholds, *marks, unit="money", **values):
        for customer, mark in zip(self.customers, marks, strict=False):
            self._assess(self.marks[unit], customer, mark)
        if method in ("share", "cumulative"):
            values["cut_indicator_id"] = self.marks[unit].id
        lines = [self._line(self.marks[unit])]
        return self._compute_run(self._create_scorecard(method, lines, thresholds, **values))

    def test_by_score(self):
        run = self._judge("score", (60, 40, 0), 52.5)
        explanation = self._explain(run)
        self.assertEqual(explanation["title"], "2024 Q1 · Grades of sellers")
        self.assertEqual(explanation["score"], "52.5")
        self.assertEqual(explanation["coverage"], 100)
        self.assertEqual(explanation["grade"]["code"], "B")
        self.assertEqual(
            explanation["outlook"],
            [
                "For A it takes 60.0 points: 7.5 points more.",
                "Enough by itself: Money $\xa060.00 instead of $\xa052.50.",
                "To stay B: lose no more than 12.5 points.",
            ],
        )

    def test_a_score_just_below_a_grade_does_not_read_as_if_it_reached_it(self):
        explanation = self._explain(self._judge("score", (60, 40, 0), 59.97))
        self.assertEqual((explanation["grade"]["code"], explanation["score"]), ("B", "59.97"))
        self.assertEqual(explanation["outlook"][0], "For A it takes 60.0 points: 0.03 points more.")

    def test_the_best_grade_has_nothing_above_and_the_last_nothing_below(self):
        run = self._judge("score", (60, 40, 0), 70, 10)
        self.assertEqual(
            self._explain(run)["outlook"], ["To stay A: lose no more than 10.0 points."]
        )
        worst = self._explain(run, self.customers[1])["outlook"]
        self.assertEqual(worst[0], "For B it takes 40.0 points: 30.0 points more.")
        self.assertEqual(len(worst), 2)

    def test_by_share(self):
        run = self._judge("share", (20, 10, 0), 12.5, unit="percent")
        self.assertEqual(
            self._explain(run)["outlook"],
            [
                "For A it takes 20.0 %: 7.5 percentage points more.",
                "To stay B: lose no more than 2.5 percentage points.",
            ],
        )

    def test_by_quota(self):
        run = self._judge("quota", (25, 50, 25), 50, 90, 45, 30)
        self.assertEqual(
            self._explain(run)["outlook"],
            [
                "For A it takes 90.0 points: 40.0 points more, if the others stay.",
                "Enough by itself: Money $\xa090.00 instead of $\xa050.00.",
                "To stay B: lose no more than 20.0 points.",  # the third of 90, 45, 30, 30
            ],
        )

    def test_by_cumulative_share(self):
        run = self._judge("cumulative", (50, 80, 100), 30, 60, 9, 1)
        self.assertEqual(
            self._explain(run)["outlook"],
            [
                # 60 of 120.01 come before it, less than half; 60 of 79, but 69 of 78.99
                "For A it takes $\xa050.01: $\xa020.01 more, if the others stay.",
                "To stay B: lose no more than $\xa021.00.",
            ],
        )

    def test_a_grade_that_nobody_gets_is_not_promised(self):
        run = self._judge("quota", (0, 50, 50), 50, 90, 45, 30)
        self.assertEqual(
            self._explain(run)["outlook"], ["To stay B: lose no more than 5.0 points."]
        )

    def test_each_line_tells_value_points_and_weight(self):
        lines = [
            self._unit_line("count", 50),
            self._unit_line("days", 30),
            self._line("reputation", 20, curve="percentile"),
        ]
        for unit, mark in (("count", 40), ("days", 60)):
            self._assess(self.marks[unit], self.customers[0], mark)
        explanation = self._explain(self._compute_run(self._create_scorecard(lines=lines)))
        keys = ("name", "value", "known", "earned", "weight", "percent")
        self.assertEqual(
            [tuple(line[key] for key in keys) for line in explanation["lines"]],
            [
                ("Count", "40", True, 50, 50, 100),
                ("Days", "60 days", True, 0, 30, 0),
                ("Reputation", "unknown", False, False, 20, None),
            ],
        )
        self.assertEqual((explanation["score"], explanation["coverage"]), ("62.5", 80))

    def test_the_figure_that_decides_is_shown_though_it_has_no_weight(self):
        self._assess(self.marks["money"], self.customers[0], 5)
        self._assess(self.marks["percent"], self.customers[0], 12)
        scorecard = self._create_scorecard(
            "share",
            [self._line(self.marks["money"])],
            (20, 10, 0),
            cut_indicator_id=self.marks["percent"].id,
        )
        lines = self._explain(self._compute_run(scorecard))["lines"]
        self.assertEqual([line["decides"] for line in lines], [False, True])
        self.assertEqual((lines[1]["value"], lines[1]["earned"]), ("12.0 %", False))

    def test_values_are_shown_in_their_unit(self):
        currency = self.company.currency_id
        for unit, value, text in (
            ("money", 1234.5, "$\xa01,234.50"),
            ("count", 1234567, "1,234,567"),
            ("count", 2.5, "2.50"),
            ("days", 1234.4, "1,234 days"),
            ("percent", -3.26, "-3.3 %"),
            ("flag", 1, "yes"),
            ("flag", 0, "no"),
            ("mark", 4.5, "4.5 / 5"),
            ("mark", None, "unknown"),
        ):
            with self.subTest(unit=unit, value=value):
                indicator = self.env["keqing.indicator"].new({"unit": unit, "mark_max": 5})
                self.assertEqual(indicator._format_value(value, currency), text)

    def test_nothing_known_says_so(self):
        run = self._judge("score", (60, 40, 0))
        explanation = self._explain(run)
        self.assertEqual(explanation["score"], "–")
        self.assertFalse(explanation["grade"])
        self.assertFalse(explanation["outlook"])
        self.assertIn("Nothing is known of this customer", explanation["notes"][0])

    def test_an_override_names_who_and_why(self):
        run = self._judge("score", (60, 40, 0), 70)
        evaluation = self._evaluation(run, self.customers[0]).with_user(self.director)
        evaluation._override(self.grade_c, "Owes us")
        explanation = self._explain(run)
        self.assertEqual(explanation["notes"], ["Director set C instead of A: Owes us"])
        self.assertEqual(explanation["computed"]["code"], "A")
        self.assertEqual(explanation["grade"]["code"], "C")
        self.assertFalse(explanation["outlook"], "no points would have given it")

    def test_a_held_downgrade_says_how_long(self):
        self.marks["money"].window = "period"
        run = self._judge("score", (60, 40, 0), 70, downgrade_after=3)
        run.action_confirm()
        self._assess(self.marks["money"], self.customers[0], 10, "2024-06-30")
        later = self._compute_run(run.scorecard_id, "2024-06-30")
        [note] = self._explain(later)["notes"]
        self.assertIn("Came out as C", note)
        self.assertIn("1 period(s) in a row; a downgrade takes 3", note)

    def test_a_provisional_grade_says_so(self):
        run = self._judge(
            "score",
            (60, 40, 0),
            70,
            provisional_days=90,
            provisional_grade_id=self.grade_b.id,
        )
        explanation = self._explain(run)
        self.assertTrue(explanation["provisional"])
        self.assertIn("A new customer", explanation["notes"][0])
        self.assertFalse(explanation["outlook"])

    def test_who_has_no_score_comes_last(self):
        run = self._judge("score", (60, 40, 0), 10)  # nothing is known of the other three
        known = self._evaluation(run, self.customers[0])
        verdicts = self.env["keqing.evaluation"].search([("run_id", "=", run.id)])
        self.assertEqual(verdicts[:1], known)

    def test_the_customer_explains_its_present_grade(self):
        customer = self.customers[0]
        self.assertFalse(customer.get_keqing_explanation())
        run = self._judge("score", (60, 40, 0), 70)
        self.assertFalse(customer.get_keqing_explanation())
        run.action_confirm()
        self._evaluation(run, customer)._override(self.grade_c, "Owes us")
        explanation = customer.get_keqing_explanation()
        self.assertEqual(explanation["grade"]["code"], "C")
        self.assertFalse(customer.get_keqing_explanation("credit"))


marks = st.integers(-20, 120) | st.integers(-2000, 12_000).map(lambda n: n / 100)
table = st.lists(
    st.lists(st.none() | marks, min_size=4, max_size=4), min_size=len(UNITS), max_size=len(UNITS)
)


@tagged("post_install", "-at_install")
class TestPromises(ExplanationCommon):
    """What is said to be enough is enough: somebody will do it and count on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        weights = dict(zip(UNITS, (30, 25, 20, 15, 10), strict=True))
        lines = [cls._unit_line(unit, weight) for unit, weight in weights.items()]
        lines[1]["curve"] = "steps"
        lines[1]["step_ids"] = [
            Command.create({"is_lowest": not points, "value_from": start, "points": points})
            for start, points in ((0, 0), (4, 35), (9.5, 60), (20, 100))
        ]
        cls.judgements = {
            method: cls._compute_run(cls._create_scorecard(method, lines, thresholds))
            for method, thresholds in (("score", (80, 55, 0)), ("quota", (25, 50, 25)))
        }

    def _judge(self, run, columns):
        self.env["keqing.assessment"].search([]).unlink()
        self.env["keqing.assessment"].create(
            [
                {
                    "indicator_id": indicator.id,
                    "partner_id": customer.id,
                    "value": mark,
                    "date": "2024-03-15",
                }
                for indicator, column in zip(self.marks.values(), columns, strict=True)
                for customer, mark in zip(self.customers, column, strict=True)
                if mark is not None
            ]
        )
        run.action_recompute()
        return self._evaluation(run, self.customers[0])

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(st.sampled_from(["score", "quota"]), table)
    def test_what_is_enough_by_itself_really_is(self, method, columns):
        run = self.judgements[method]
        verdict = self._judge(run, columns)
        before = verdict.computed_grade_id
        promises = [
            match.groups()
            for sentence in verdict.get_explanation()["outlook"]
            if (match := re.match(r"Enough by itself: (\w+) [^\d-]*(-?[\d,.]+)", sentence))
        ]
        assume(promises)  # which does return, whatever pylint thinks
        for name, needed in promises:  # pylint: disable=unreachable
            position = list(UNITS).index(name.lower())
            changed = [column.copy() for column in columns]
            changed[position][0] = float(needed.rstrip(".").replace(",", ""))
            after = self._judge(run, changed).computed_grade_id
            self.assertLess(after.sequence, before.sequence, f"{name} {needed}")


@tagged("post_install", "-at_install")
class TestBefore(ExplanationCommon):
    """Beside this period's points stand those of the last, by the same scorecard."""

    def _judge_quarters(self, *quarters):
        """Confirmed runs of one scorecard, of money and count, by their marks."""
        lines = [self._unit_line("money", 60), self._unit_line("count", 40)]
        scorecard = self._create_scorecard("score", lines)
        runs = self.env["keqing.evaluation.run"]
        for month, (money, count) in zip(("03", "06", "09"), quarters, strict=False):
            for unit, mark in (("money", money), ("count", count)):
                if mark is not None:
                    self._assess(self.marks[unit], self.customers[0], mark, f"2024-{month}-15")
            runs += self._confirm_run(scorecard, f"2024-{month}-30")
        return runs

    def test_points_of_the_last_period(self):
        first, second = self._judge_quarters((97.31, 40), (48.655, 40))
        self.assertIs(self._explain(first)["before"], False)
        self.assertEqual([line["before"] for line in self._explain(first)["lines"]], [False] * 2)
        explanation = self._explain(second)
        self.assertEqual(explanation["before"], "2024 Q1")
        points = [(line["before"], line["earned"]) for line in explanation["lines"]]
        self.assertEqual(points, [(60.0, 30.0), (40.0, 40.0)])

    def test_what_was_not_known_then_is_not_compared(self):
        __, second = self._judge_quarters((97.31, None), (97.31, 40))
        lines = self._explain(second)["lines"]
        self.assertEqual([line["before"] for line in lines], [60.0, False])

    def test_history_of_the_grade_the_oldest_first(self):
        runs = self._judge_quarters((97.31, 40), (48.655, 40), (0, 3))
        history = self._explain(runs[-1])["history"]
        self.assertEqual([each["period"] for each in history], ["2024 Q1", "2024 Q2", "2024 Q3"])
        self.assertEqual([each["score"] for each in history], [100, 70, 0])
        self.assertEqual([each["grade"]["code"] for each in history], ["A", "A", "C"])
        self.assertEqual(len(self._explain(runs[0])["history"]), 1)
