# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_relationship import RelationshipCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestRelationshipScore(RelationshipCommon):
    """One figure on the customer for all that the scorecards of the relationship found."""

    def _score(self, customer=None, company=None):
        customer = (customer or self.customer).with_company(company or self.company)
        return customer.keqing_relationship_score

    def _create_relationship(self, *indicators, **values):
        """Another scorecard: each indicator counts as much, marks from 0 to 10."""
        weight = 100 / len(indicators)
        lines = [self._line(indicator, weight=weight, target=10) for indicator in indicators]
        return self._create_scorecard(lines=lines, purpose="relationship", **values)

    def test_follows_what_is_confirmed(self):
        self.assertEqual(self._score(), 0)
        self._judge("2024-03-31", (8, 8))
        self.assertEqual(self._score(), 80)
        self.assertEqual(self._score(company=self.other_company), 0)
        self._assess(self.warmth, self.customer, 2, "2024-06-30")
        run = self._compute_run(self.relationship, "2024-06-30")
        self.assertEqual(self._score(), 80)
        run.action_confirm()
        self.assertEqual(self._score(), 20)

    def test_is_the_average_rounded_half_up(self):
        """80 and 45 are 62.5."""
        charm = self._create_indicator("charm", mark_max=10)
        other = self._create_relationship(charm)
        self._judge("2024-03-31", (8, 8))
        self._assess(charm, self.customer, 4.5, "2024-03-31")
        self._confirm_run(other)
        self.assertEqual(self._score(), 63)
        other.active = False
        self._judge("2024-06-30", (7, 7))
        self.assertEqual(self._score(), 70, "what is no longer asked does not count")

    def test_little_data_says_nothing(self):
        """From half of the weight on a score counts; what was known before is known no more."""
        self.relationship.line_ids[0].weight = 51
        self.relationship.line_ids[1].weight = 49
        self._judge("2023-12-31", (8, None))
        self.assertEqual(self._score(), 80)
        self._judge("2024-03-31", (None, 2))
        self.assertEqual(self._score(), 0)

    def test_the_worst_is_one_as_zero_is_unknown(self):
        self._judge("2024-03-31", (0, 0))
        self.assertEqual(self._score(), 1)

    def test_an_earlier_period_does_not_overrule_a_later_one(self):
        self._judge("2024-06-30", (8, 8))
        self._judge("2024-03-31", (2, 2))
        self.assertEqual(self._score(), 80)

    def test_a_corrected_grade_leaves_the_score(self):
        run = self._judge("2024-03-31", (8, 8))
        evaluation = self._evaluation(run, self.customer)
        evaluation.with_user(self.manager)._override(self.grade_c, "They quarrelled")
        self.assertEqual(self._score(), 80)
        self._judge("2024-06-30", (6, 6))
        self.assertEqual(self._score(), 60)

    def test_the_arrow_says_which_way_it_went_since_the_period_before(self):
        def trend(company=None):
            customer = self.customer.with_company(company or self.company)
            return customer.keqing_relationship_trend

        self._judge("2023-12-31", (8, 8))
        self.assertFalse(trend(), "there was nothing before")
        self._judge("2024-03-31", (8, 7))
        self.assertEqual((trend(), trend(self.other_company)), ("down", False))
        self._judge("2023-09-30", (1, 1))
        self.assertEqual(trend(), "down", "a later verdict counts")
        self._judge("2024-06-30", (8, 7.04))
        self.assertFalse(trend(), "the whole number is the same")

    def test_the_arrow_is_of_the_average(self):
        """80 and 40 before, 70 and 60 now: one fell, but we are closer than we were."""
        charm = self._create_indicator("charm", mark_max=10)
        other = self._create_relationship(charm)
        for day, marks, mark, trend in (
            ("2024-03-31", (8, 8), 4, False),
            ("2024-06-30", (7, 7), 6, "up"),
        ):
            self._judge(day, marks)
            self._assess(charm, self.customer, mark, day)
            self._confirm_run(other, day)
            self.assertEqual(self.customer.keqing_relationship_trend, trend)

    def test_the_customer_is_written_when_the_whole_number_changes(self):
        def version():
            self.env.cr.execute("SELECT ctid FROM res_partner WHERE id = %s", [self.customer.id])
            return self.env.cr.fetchone()

        self._judge("2023-12-31", (8, 8))
        before = version()
        self._judge("2024-03-31", (8, 8.04))  # 80.2
        self.assertEqual((version(), self._score()), (before, 80))
        self._judge("2024-06-30", (8, 8.2))
        self.assertEqual(self._score(), 81)
        self.assertNotEqual(version(), before)

    def test_equals_brute_force(self):
        """Three scorecards, some periods and marks missing, against plain Python."""
        chance = Random(5)
        indicators = [self._create_indicator(f"tie_{number}", mark_max=10) for number in range(7)]
        asked = {
            self._create_relationship(*chosen, name=f"Ties {number}"): chosen
            for number, chosen in enumerate((indicators[:1], indicators[1:3], indicators[3:]))
        }
        customers = self._create_customers(12)
        found = {}
        for quarter_end in ("2023-09-30", "2023-12-31", "2024-03-31"):
            for scorecard, chosen in asked.items():
                if chance.random() < 0.3:
                    continue
                for customer in customers:
                    marks = [chance.choice([None, None, 0, 2.35, 7.25]) for __ in chosen]
                    for indicator, mark in zip(chosen, marks, strict=True):
                        if mark is not None:
                            self._assess(indicator, customer, mark, quarter_end)
                    known = [Decimal(str(mark)) * 10 for mark in marks if mark is not None]
                    enough = 2 * len(known) >= len(chosen)
                    found[customer, scorecard] = sum(known) / len(known) if enough else None
                self._confirm_run(scorecard, quarter_end)
        for customer in customers:
            scores = [
                score.quantize(Decimal("0.01"), ROUND_HALF_UP)
                for (who, __), score in found.items()
                if who == customer and score is not None
            ]
            expected = 0
            if scores:
                average = sum(scores) / len(scores)
                expected = max(1, int(average.quantize(Decimal(1), ROUND_HALF_UP)))
            with self.subTest(customer.name):
                self.assertEqual(self._score(customer), expected)

    def test_nobody_writes_it_by_hand(self):
        for user in (self.salesperson, self.manager, self.director):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).write({"keqing_relationship_score": 99})

    def test_who_has_drifted_away_is_found(self):
        """59 is below 60, 60 is not, and of whom nothing is known nothing is said."""
        low, equal, lowest = self._create_customers(3)
        for customer, mark in ((low, 5.9), (equal, 6), (lowest, 0)):
            self._assess(self.warmth, customer, mark, "2024-03-31")
        self._confirm_run(self.relationship)
        view = self.env.ref("keqing_customer.customer_view_search")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id, "search")["arch"])
        domain = literal_eval(arch.find(".//filter[@name='filter_distant']").get("domain"))
        Partner = self.env["res.partner"].with_user(self.director)
        ours = [("id", "in", (self.customer + low + equal + lowest).ids)]
        found = Partner.search([*domain, *ours], order="keqing_relationship_score")
        self.assertEqual(found.with_env(self.env), lowest + low)
