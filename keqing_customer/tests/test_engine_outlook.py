# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What an explanation promises is done, and judged again in plain Python.

``KEQING_EXAMPLES=2000 ./setup/test keqing_customer/tests/test_engine_outlook.py`` tries more.
"""

import os
import re
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .test_engine_cuts import (
    LAST,
    CutsCommon,
    by_cumulative_share,
    by_lower_bound,
    by_quota,
    cards,
    exact,
    falling,
    points_of,
    quotas,
    rising,
    score_of,
)

EXAMPLES = int(os.environ.get("KEQING_EXAMPLES", 60))
NUMBER = r"[^\d-]*(-?\ufeff?[\d,]+(?:\.\d+)?)[^:]*"
WAY_UP = re.compile(rf"For (\w+) it takes {NUMBER}: {NUMBER} more")
BY_ONE = re.compile(rf"Enough by itself: (\w+) {NUMBER} instead of")
SPARE = re.compile(rf"To stay (\w+): lose no more than {NUMBER}")
CENT = Fraction(1, 100)
many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
policies = st.one_of(
    st.tuples(st.just("score"), falling),
    st.tuples(st.just("quota"), quotas),
    st.tuples(st.just("share"), falling),
    st.tuples(st.just("cumulative"), rising),
)


def number(text):
    return Fraction(text.replace(",", "").replace("\ufeff", ""))


@tagged("post_install", "-at_install")
class TestOutlook(CutsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for mark, name, unit in zip(
            cls.marks, ("Money", "Days", "Percent"), ("money", "days", "percent"), strict=True
        ):
            mark.write({"name": name, "unit": unit, "mark_min": -10_000, "mark_max": 10_000})

    def _grades(self, method, thresholds, card, place=None, figure=None):
        """Places of the grades, by the formulas alone.

        :param int place: the customer that has ``figure`` instead of what was measured or scored
        """
        if method in ("share", "cumulative"):
            figures = [None if mark is None else exact(mark) for mark in card[0][1]]
        else:
            lines = [line for line, __ in card]
            columns = [
                points_of(line, mark.better, marks)
                for (line, marks), mark in zip(card, self.marks, strict=False)
            ]
            figures = [score_of(lines, points)[0] for points in zip(*columns, strict=True)]
        if place is not None and figure is not None:
            figures[place] = figure
        judge = {
            "score": by_lower_bound,
            "share": by_lower_bound,
            "quota": by_quota,
            "cumulative": by_cumulative_share,
        }[method]
        return judge(figures, thresholds), figures

    @many
    @given(policies, cards)
    def test_what_is_promised_comes_true(self, policy, card):
        method, thresholds = policy
        cut_position = 0 if method in ("share", "cumulative") else False
        self._judge(card, method, thresholds, cut_position)
        grades, figures = self._grades(method, thresholds, card)
        verdicts = self.env["keqing.evaluation"].search([("run_id", "=", self.judgement.id)])
        for place, verdict in enumerate(verdicts.sorted("partner_id")):
            for sentence in verdict.get_explanation()["outlook"]:
                self._check(sentence, method, thresholds, card, place, grades[place], figures)

    def _check(self, sentence, method, thresholds, card, place, grade, figures):
        own = figures[place]

        def grade_with(figure):
            return self._grades(method, thresholds, card, place, figure)[0][place]

        if found := WAY_UP.match(sentence):
            name, bound, missing = found.groups()
            promised = "ABC".index(name)
            self.assertLess(promised, grade, sentence)
            self.assertEqual(grade_with(number(bound)), promised, sentence)
            self.assertEqual(grade_with(own + number(missing)), promised, sentence)
            self.assertGreater(grade_with(number(bound) - CENT), promised, f"{sentence} Or less.")
        elif found := SPARE.match(sentence):
            name, spare = found.groups()
            self.assertEqual("ABC".index(name), grade, sentence)
            self.assertEqual(grade_with(own - number(spare)), grade, sentence)
            self.assertGreater(
                grade_with(own - number(spare) - CENT), grade, f"{sentence} Or more."
            )
        elif found := BY_ONE.match(sentence):
            position = ("Money", "Days", "Percent").index(found[1])
            changed = [(line, list(marks)) for line, marks in card]
            changed[position][1][place] = float(number(found[2]))  # as people enter it
            after = self._grades(method, thresholds, changed)[0][place]
            self.assertLess(after, grade, sentence)
        else:
            self.fail(f"A sentence that nobody tried: {sentence}")

    def _outlook(self, marks, method, thresholds, place, **line):
        line = {"weight": 100, "curve": "linear", "floor": 0, "target": 100, **line}
        marks = [*marks, *[None] * (len(self.customers) - len(marks))]
        self._judge(
            [(line, marks)], method, thresholds, 0 if method in ("share", "cumulative") else False
        )
        domain = [("run_id", "=", self.judgement.id), ("partner_id", "=", self.customers[place].id)]
        return self.env["keqing.evaluation"].search(domain).get_explanation()["outlook"]

    def test_the_step_that_takes_least_is_the_one_that_is_said(self):
        self.marks[0].write({"unit": "days", "better": "lower"})
        steps = {"curve": "steps", "steps": [[31, 40], [1, 80]], "lowest_points": 100}
        sentence = "Enough by itself: Money %s instead of 40 days."
        outlook = self._outlook([40], "score", (90, 80, 0), 0, **steps)
        self.assertEqual(outlook[1], sentence % "30 days")  # not 1 day
        outlook = self._outlook([40], "score", (90, 30, 0), 0, **steps)
        self.assertEqual(outlook[1], sentence % "0 days")  # the step below all others

    def test_a_bigger_total_is_reckoned_with(self):
        # With 1 more the third has as much as the second, which is older: 12 of 14 come before it.
        # A cent more, and only 10 of 14.01 do.
        outlook = self._outlook([10, 2, 1], "cumulative", (80, 95, 100), 2)
        self.assertEqual(
            outlook[0], "For A it takes $\xa02.01: $\xa01.01 more, if the others stay."
        )

    def test_a_share_just_below_the_limit_does_not_read_as_if_it_reached_it(self):
        self.marks[0].unit = "percent"
        outlook = self._outlook([19.99], "share", (20, 10, 0), 0)
        self.assertEqual(outlook[0], "For A it takes 20.0 %: 0.01 percentage points more.")

    def test_marks_beyond_the_highest_are_not_asked_for(self):
        self.marks[0].write({"unit": "mark", "mark_min": 1, "mark_max": 5})
        outlook = self._outlook([4], "score", (60, 30, 0), 0, target=10)
        self.assertEqual(
            outlook,
            [
                "For A it takes 60.0 points: 20.0 points more.",
                "To stay B: lose no more than 10.0 points.",
            ],
        )

    def test_nothing_is_promised_where_figures_did_not_decide(self):
        self.assertTrue(self._outlook([50], "score", (60, 40, 0), 0))
        verdict = self.env["keqing.evaluation"].search(
            [("run_id", "=", self.judgement.id), ("partner_id", "=", self.customers[0].id)]
        )
        verdict._override(self.grade_a, "Promised")
        self.assertFalse(verdict.get_explanation()["outlook"])

    def test_the_worst_of_all_has_nothing_to_lose(self):
        self.assertEqual(LAST, 2)
        [way_up, enough] = self._outlook([10], "score", (60, 40, 0), 0)
        self.assertIn("For B", way_up)
        self.assertIn("40.00", enough)
