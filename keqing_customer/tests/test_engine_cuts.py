# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Scores and grades against plain Python that was written from the formulas alone."""

from fractions import Fraction
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCommon

COUNT = 9  # customers
LAST = 2  # position of the last of three grades

# Few distinct values, so that ties are common; two decimals, as marks have
values = st.one_of(st.integers(-5, 12), st.integers(-1000, 3000).map(lambda n: n / 100))
column = st.lists(st.one_of(st.none(), values), min_size=COUNT, max_size=COUNT)
weights = st.one_of(st.integers(1, 100), st.integers(1, 10_000).map(lambda n: n / 100))
falling = st.lists(st.integers(1, 100), min_size=2, max_size=2, unique=True).map(
    lambda bounds: [*sorted(bounds, reverse=True), 0]
)
quotas = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda cuts: [min(cuts), max(cuts) - min(cuts), 100 - max(cuts)]
)
rising = st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True).map(
    lambda bounds: [*sorted(bounds), 100]
)


@st.composite
def curves(draw):
    """A line without its indicator."""
    line = {"weight": draw(weights), "curve": draw(st.sampled_from(CURVES))}
    if line["curve"] == "linear":
        ends = draw(st.lists(values, min_size=2, max_size=2, unique_by=float))
        line |= {"floor": ends[0], "target": ends[1]}
    elif line["curve"] == "steps":
        starts = sorted(draw(st.lists(values, max_size=4, unique_by=float)), reverse=True)
        line["steps"] = [[start, draw(st.integers(0, 100))] for start in starts]
        line["lowest_points"] = draw(st.integers(0, 100))
    return line


CURVES = ["linear", "steps", "percentile"]
cards = st.lists(st.tuples(curves(), column), min_size=1, max_size=3)
fast = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def exact(number):
    return Fraction(str(number))


def rounded(number, digits):
    """Half away from zero, as people and PostgreSQL round."""
    scaled = abs(number) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**digits)


def points_of(line, better, marks):
    """Points of one indicator for everybody; None where the mark is unknown."""
    known = [exact(mark) for mark in marks if mark is not None]

    def points(mark):
        if line["curve"] == "linear":
            floor, target = exact(line["floor"]), exact(line["target"])
            return min(max((mark - floor) / (target - floor) * 100, Fraction(0)), Fraction(100))
        if line["curve"] == "steps":
            reached = [(exact(start), earned) for start, earned in line["steps"]]
            reached = [earned for start, earned in sorted(reached) if mark >= start]
            return Fraction(reached[-1] if reached else line["lowest_points"])
        worse = sum(other < mark if better == "higher" else other > mark for other in known)
        return (worse + Fraction(known.count(mark), 2)) / len(known) * 100

    return [None if mark is None else points(exact(mark)) for mark in marks]


def score_of(lines, points):
    """Weighted mean over what is known, and how much of the weight that is."""
    pairs = [(exact(line["weight"]), earned) for line, earned in zip(lines, points, strict=True)]
    total = sum(weight for weight, __ in pairs)
    known = sum(weight for weight, earned in pairs if earned is not None)
    if not known:
        return None, Fraction(0)
    score = sum(weight * earned for weight, earned in pairs if earned is not None) / known
    return rounded(score, 2), rounded(known * 100 / total, 2)


def by_lower_bound(figures, bounds):
    def grade(figure):
        reached = [place for place, bound in enumerate(bounds[:LAST]) if figure >= bound]
        return min(reached, default=LAST)

    return [None if figure is None else grade(figure) for figure in figures]


def by_quota(scores, shares):
    """Places by largest remainder; a customer's place is the number of those who are better."""
    known = [score for score in scores if score is not None]
    wanted = [Fraction(share * len(known), 100) for share in shares]
    places = [int(want) for want in wanted]
    while sum(places) < len(known):
        rests = [want - place for want, place in zip(wanted, places, strict=True)]
        places[rests.index(max(rests))] += 1

    def grade(score):
        better = sum(other > score for other in known)
        inside = [place for place in range(LAST) if better < sum(places[: place + 1])]
        return min(inside, default=LAST)

    return [None if score is None else grade(score) for score in scores]


def by_cumulative_share(amounts, bounds):
    """By what came before the customer, biggest first, lower id first among equals."""
    ranked = sorted(
        (position for position, amount in enumerate(amounts) if amount and amount > 0),
        key=lambda position: (-amounts[position], position),
    )
    total = sum(amounts[position] for position in ranked)
    grades = [None if amount is None else LAST for amount in amounts]
    before = Fraction(0)
    for position in ranked:
        share = before / total * 100
        grades[position] = min(place for place, bound in enumerate(bounds) if share < bound)
        before += amounts[position]
    return grades


class CutsCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(COUNT)
        cls.marks = cls.env["keqing.indicator"].concat(
            cls._create_indicator("first", better="higher"),
            cls._create_indicator("second", better="lower"),
            cls._create_indicator("third", better="higher"),
        )
        lines = [
            cls._line(mark, weight) for mark, weight in zip(cls.marks, (50, 30, 20), strict=True)
        ]
        cls.judgement = cls._create_run(cls._create_scorecard(lines=lines))

    def _judge(self, card, method="score", thresholds=(60, 40, 0), cut_position=False):
        """Verdicts on all customers, in the order of their ids.

        :param card: ``[(line, marks of the customers), …]``
        :return: list of ``(score, coverage, place of the grade, lines)``
        """
        self._assess_columns([marks for __, marks in card])
        self.judgement._reset()
        self.judgement.write(
            {
                "state": "computing",
                "definition": {
                    "lines": [
                        {"indicator_id": mark.id, **line}
                        for (line, __), mark in zip(card, self.marks, strict=False)
                    ],
                    "cut_method": method,
                    "cut_position": cut_position,
                    "bands": [
                        {"grade_id": grade.id, "threshold": threshold}
                        for grade, threshold in zip(self.scale.grade_ids, thresholds, strict=True)
                    ],
                    "downgrade_after": 1,
                    "provisional_days": 0,
                    "provisional_grade_id": False,
                },
            }
        )
        self.judgement._compute_to_end()
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT score, coverage, array_position(%s, computed_grade_id) - 1, lines
                     FROM keqing_evaluation WHERE run_id = %s ORDER BY partner_id""",
                self.scale.grade_ids.ids,
                self.judgement.id,
            )
        )

    def _assess_columns(self, columns):
        self.env.cr.execute("DELETE FROM keqing_assessment")
        rows = [
            (mark.id, customer.id, value, self.company.id, self.env.uid)
            for marks, mark in zip(columns, self.marks, strict=False)
            for value, customer in zip(marks, self.customers, strict=True)
            if value is not None
        ]
        if rows:
            self.env.cr.execute_values(
                """INSERT INTO keqing_assessment
                       (indicator_id, partner_id, value, company_id, user_id, date, active)
                   VALUES %s""",
                rows,
                template="(%s, %s, %s, %s, %s, '2024-03-15', TRUE)",
            )


@tagged("post_install", "-at_install")
class TestCuts(CutsCommon):
    def _expected_points(self, card):
        """Points per customer and line."""
        columns = [
            points_of(line, mark.better, marks)
            for (line, marks), mark in zip(card, self.marks, strict=False)
        ]
        return list(zip(*columns, strict=True))

    def _expected_scores(self, card):
        lines = [line for line, __ in card]
        return [score_of(lines, points) for points in self._expected_points(card)]

    def _compare(self, verdicts, expected):
        """Compare what the database holds with fractions, exactly."""
        actual = [
            tuple(None if figure is None else exact(figure) for figure in figures)
            for figures in verdicts
        ]
        self.assertEqual(actual, expected)

    @fast
    @given(cards)
    def test_points(self, card):
        verdicts = self._judge(card)
        earned = [
            [None if points is None else rounded(exact(points), 9) for __, points in lines]
            for *__, lines in verdicts
        ]
        expected = [
            [None if points is None else rounded(points, 9) for points in lines]
            for lines in self._expected_points(card)
        ]
        self.assertEqual(earned, expected)

    @fast
    @given(cards)
    def test_score_and_coverage(self, card):
        verdicts = self._judge(card)
        self._compare(
            [(score, coverage) for score, coverage, *__ in verdicts],
            [(score, coverage) for score, coverage in self._expected_scores(card)],
        )

    @fast
    @given(cards, falling)
    def test_grade_by_score(self, card, bounds):
        scores = [score for score, __ in self._expected_scores(card)]
        grades = [grade for __, __, grade, __ in self._judge(card, "score", bounds)]
        self.assertEqual(grades, by_lower_bound(scores, bounds))

    @fast
    @given(column, falling)
    def test_grade_by_share(self, shares, bounds):
        card = [({"weight": 100, "curve": "percentile"}, shares)]
        grades = [grade for __, __, grade, __ in self._judge(card, "share", bounds, 0)]
        self.assertEqual(grades, by_lower_bound(shares, bounds))

    @fast
    @given(cards, quotas)
    def test_grade_by_quota(self, card, shares):
        scores = [score for score, __ in self._expected_scores(card)]
        grades = [grade for __, __, grade, __ in self._judge(card, "quota", shares)]
        self.assertEqual(grades, by_quota(scores, shares))

    @fast
    @given(column, rising)
    def test_grade_by_cumulative_share(self, amounts, bounds):
        card = [({"weight": 100, "curve": "percentile"}, amounts)]
        grades = [grade for __, __, grade, __ in self._judge(card, "cumulative", bounds, 0)]
        exact_amounts = [None if amount is None else exact(amount) for amount in amounts]
        self.assertEqual(grades, by_cumulative_share(exact_amounts, bounds))

    @settings(fast, max_examples=25)
    @given(cards, quotas, st.integers(1, COUNT + 1))
    def test_batches_judge_like_one(self, card, shares, size):
        whole = self._judge(card, "quota", shares)
        with patch.object(type(self.judgement), "_get_batch_size", lambda run: size):
            self.assertEqual(self._judge(card, "quota", shares), whole)

    # The corners that the formulas name, so that no chance decides whether they are tried

    def _grades_of(self, marks, method, thresholds, **line):
        line = {"weight": 100, "curve": "linear", "floor": 0, "target": 100, **line}
        marks = [*marks, *[None] * (COUNT - len(marks))]
        cut_position = 0 if method in ("share", "cumulative") else False
        verdicts = self._judge([(line, marks)], method, thresholds, cut_position)
        return "".join("ABC"[grade] for __, __, grade, __ in verdicts if grade is not None)

    def test_the_threshold_belongs_to_the_grade(self):
        self.assertEqual(self._grades_of([60, 59.99, 40, 39.99, 0], "score", (60, 40, 0)), "ABBCC")
        self.assertEqual(self._grades_of([20, 19.99, 10, 9.99, 0], "share", (20, 10, 0)), "ABBCC")

    def test_a_score_that_reads_as_the_threshold_reaches_it(self):
        two_thirds = {"floor": 0, "target": 3}
        self.assertEqual(self._grades_of([2], "score", (66.67, 40, 0), **two_thirds), "A")
        self.assertEqual(self._grades_of([2], "score", (66.68, 40, 0), **two_thirds), "B")

    def test_what_does_not_come_out_even_is_rounded_once(self):
        """A third of 30 and 4.9995 sevenths of 70 are 59.995, which people read as 60.00."""
        third = {"weight": 30, "curve": "linear", "floor": 0, "target": 3}
        sevenths = {"weight": 70, "curve": "linear", "floor": 0, "target": 7}
        nobody = [None] * (COUNT - 1)
        card = [(third, [1, *nobody]), (sevenths, [4.9995, *nobody])]
        (score, __, grade, __), *__ = self._judge(card, "score", (60, 40, 0))
        self.assertEqual((score, grade), (60, 0))

    def test_negative_shares_and_amounts_are_in_the_last_grade(self):
        self.assertEqual(self._grades_of([-1, 0, 30], "share", (20, 10, 0)), "CCA")
        self.assertEqual(self._grades_of([-1, 0, 30], "cumulative", (80, 95, 100)), "CCA")
        self.assertEqual(self._grades_of([-1, 0, -30], "cumulative", (80, 95, 100)), "CCC")

    def test_who_crosses_the_limit_stays_in_the_upper_class(self):
        amounts = [79, 2, 14, 4, 1]  # before: 0, 95, 79, 93, 97 … sorted 79, 14, 4, 2, 1
        self.assertEqual(self._grades_of(amounts, "cumulative", (80, 95, 100)), "ACABC")

    def test_who_begins_at_the_limit_is_in_the_lower_class(self):
        self.assertEqual(self._grades_of([80, 15, 5], "cumulative", (80, 95, 100)), "ABC")

    def test_equal_amounts_go_by_the_older_customer(self):
        self.assertEqual(self._grades_of([25] * 4, "cumulative", (50, 75, 100)), "AABC")

    def test_equal_scores_share_the_better_grade(self):
        self.assertEqual(self._grades_of([50, 50, 50, 10], "quota", (25, 50, 25)), "AAAC")

    def test_quota_of_nobody(self):
        self.assertEqual(self._grades_of([50, 40, 30], "quota", (0, 100, 0)), "BBB")
        self.assertEqual(self._grades_of([50], "quota", (25, 70, 5)), "B")
        self.assertEqual(self._grades_of([], "quota", (25, 70, 5)), "")

    def test_quota_by_largest_remainder(self):
        marks = [9, 8, 7, 6, 5, 4, 3]  # 1.75, 4.9, 0.35
        self.assertEqual(self._grades_of(marks, "quota", (25, 70, 5)), "AABBBBB")

    def test_missing_is_missing_not_zero(self):
        full = {"weight": 60, "curve": "linear", "floor": 0, "target": 100}
        half = {**full, "weight": 40}
        nobody = [None] * (COUNT - 2)
        (score, coverage, *__), other, *rest = self._judge(
            [(full, [80, None, *nobody]), (half, [None, None, *nobody])]
        )
        self.assertEqual((score, coverage), (80, 60))
        self.assertEqual(other[:3], (None, 0, None))
        self.assertEqual(len(rest), COUNT - 2)

    def test_decimals_are_exact(self):
        line = {"weight": 33.33, "curve": "linear", "floor": 0, "target": 3}
        [(score, *__), *__] = self._judge([(line, [1, *[None] * (COUNT - 1)])])
        self.assertEqual(exact(score), Fraction("33.33"))
