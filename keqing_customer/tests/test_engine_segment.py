# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users

from .common import CustomerCommon


def fifths(values, best_is_low=False):
    """Points of 20 to 100 in plain Python: ties are in the better fifth."""
    better = (lambda a, b: a < b) if best_is_low else (lambda a, b: a > b)
    return [
        100 - 20 * (sum(better(other, value) for other in values) * 5 // len(values))
        for value in values
    ]


@tagged("post_install", "-at_install")
class TestSegment(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env["keqing.scorecard"].create(
            {
                "name": "RFM",
                "purpose": "segment",
                "period": "quarter",
                "scale_id": cls.scale.id,
                "customer_type_ids": [Command.link(cls.seller.id)],
            }
        )
        cls.card.action_propose_rfm()
        for band, threshold in zip(cls.card.band_ids, (60, 40, 0), strict=True):
            band.threshold = threshold
        # Ten customers: (how often, how much each time, day of March of the last time)
        cls.bought = [
            (9, 900, 30), (7, 800, 29), (6, 300, 28), (1, 100, 27), (1, 50, 20),
            (5, 700, 12), (8, 950, 2), (2, 200, 9), (1, 80, 5), (1, 60, 1),
        ]  # fmt: skip
        cls.customers = cls._create_customers(10)
        for customer, (times, amount, day) in zip(cls.customers, cls.bought, strict=True):
            for number in range(times):
                last = number == times - 1
                cls._create_invoice(
                    customer, amount, f"2024-0{3 if last else 2}-{day if last else 1 + number:02}"
                )

    def _segment(self, name):
        return self.card.segment_ids.filtered(lambda each: each.name == name)

    def _expected(self):
        """Segments in plain Python, by the points of the usual RFM."""
        recency = fifths(
            [(date(2024, 3, 31) - date(2024, 3, day)).days for __, __, day in self.bought],
            best_is_low=True,
        )
        frequency = fifths([times for times, __, __ in self.bought])
        money = fifths([times * amount for times, amount, __ in self.bought])
        names = []
        for r, f, m in zip(recency, frequency, money, strict=True):
            if r >= 80 and f >= 80 and m >= 80:
                names.append("Champions")
            elif r >= 60 and f >= 60:
                names.append("Loyal")
            elif r >= 80 and f < 60:
                names.append("Newcomers")
            elif 60 <= r < 80 and f < 60:
                names.append("Promising")
            elif r < 40 and f >= 80 and m >= 80:
                names.append("Cannot be lost")
            elif r < 60 and f >= 60:
                names.append("At risk")
            elif 40 <= r < 60 and f < 60:
                names.append("Asleep")
            else:
                names.append("Lost")
        return names

    def test_rfm_is_proposed_and_can_be_used(self):
        self.assertEqual(
            self.card.line_ids.indicator_id.mapped("measure"),
            ["recency", "purchase_frequency", "purchase_amount"],
        )
        self.assertFalse(self.card.caution)
        self.assertEqual(self._segment("Lost").summary, "")
        self.assertIn("from 80", self._segment("Champions").summary)

    def test_what_is_there_is_not_proposed_over(self):
        for card in (self.card, self._create_scorecard()):
            with self.assertRaisesRegex(UserError, "already"):
                card.action_propose_rfm()

    def test_rfm_takes_its_indicators(self):
        self.indicators["recency"].active = False
        card = self.card.copy({"line_ids": [], "segment_ids": []})
        with self.assertRaisesRegex(UserError, "Unarchive"):
            card.action_propose_rfm()

    def test_everybody_is_in_the_segment_of_plain_python(self):
        run = self._confirm_run(self.card)
        expected = self._expected()
        self.assertGreater(len(set(expected)), 4)
        found = [self._evaluation(run, each).segment_id.name for each in self.customers]
        self.assertEqual(found, expected)
        self.assertEqual(
            self.customers.mapped("keqing_segment_id.name"), list(dict.fromkeys(expected))
        )
        self.assertEqual([each.keqing_segment_id.name for each in self.customers], expected)

    def test_a_segment_is_filtered_grouped_and_counted(self):
        self._confirm_run(self.card)
        lost = self._segment("Lost")
        expected = self._expected()
        inside = self.customers.filtered(lambda each: each.keqing_segment_id == lost)
        self.assertEqual(len(inside), expected.count("Lost"))
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search([("keqing_segment_id", "=", lost.id)]), inside)
        groups = dict(
            Partner._read_group(
                [("id", "in", self.customers.ids)], ["keqing_segment_id"], ["__count"]
            )
        )
        self.assertEqual(groups[lost], len(inside))
        self.assertEqual(lost.customer_count, len(inside))
        Evaluation = self.env["keqing.evaluation"]
        verdicts = dict(
            Evaluation._read_group(
                [("partner_id", "in", self.customers.ids)], ["segment_id"], ["__count"]
            )
        )
        self.assertEqual(verdicts[lost], len(inside))
        action = lost.action_view_customers()
        self.assertEqual(Partner.search(action["domain"]), inside)

    def test_the_grade_of_the_customer_is_left_alone(self):
        self._confirm_run(self.card)
        self.assertFalse(self.customers.keqing_grade_id)

    def test_nobody_changes_before_the_run_is_confirmed(self):
        self._compute_run(self.card)
        self.assertFalse(self.customers.keqing_segment_id)

    def test_who_is_in_none_has_none_any_more(self):
        self._confirm_run(self.card)
        self.card.segment_ids[1:].active = False
        lost = self.customers[9]
        self._create_invoice(self.customers[0], 10, "2024-06-30")
        run = self._confirm_run(self.card, "2024-06-30")
        self.assertFalse(self._evaluation(run, lost).segment_id)
        self.assertFalse(lost.keqing_segment_id)

    def test_a_later_period_is_not_overruled(self):
        self._create_invoice(self.customers[9], 5000, "2024-06-30")
        self._confirm_run(self.card, "2024-06-30")
        later = self.customers[9].keqing_segment_id
        run = self._confirm_run(self.card)
        self.assertEqual(self._evaluation(run, self.customers[9]).segment_id.name, "Lost")
        self.assertNotEqual(later.name, "Lost")
        self.assertEqual(self.customers[9].keqing_segment_id, later)

    def test_a_correction_stays_in_the_segment(self):
        run = self._confirm_run(self.card)
        self._evaluation(run, self.customers[0])._override(self.grade_c, "They said so")
        self.assertEqual(self._evaluation(run, self.customers[0]).segment_id.name, "Champions")
        self.assertEqual(self.customers[0].keqing_segment_id.name, "Champions")

    def test_the_rules_of_a_run_stay_those_it_was_computed_by(self):
        run = self._compute_run(self.card)
        champions = self._segment("Champions")
        self.assertEqual(run.definition["segments"][0]["id"], champions.id)
        champions.rule_ids.unlink()
        self.assertEqual(len(run.definition["segments"][0]["rules"]), 3)

    def test_by_the_whole_score(self):
        self.card.segment_ids.unlink()
        self.card.segment_ids = [
            Command.create({"name": "Above", "rule_ids": [Command.create({"points_from": 50})]}),
            Command.create({"name": "Below", "rule_ids": [Command.create({"points_below": 50})]}),
        ]
        run = self._compute_run(self.card)
        for verdict in run.evaluation_ids:
            self.assertEqual(verdict.segment_id.name, "Above" if verdict.score >= 50 else "Below")
        self.assertEqual(set(run.evaluation_ids.mapped("segment_id.name")), {"Above", "Below"})

    def test_of_whom_nothing_is_known_is_in_no_segment(self):
        self.card.line_ids[1:].unlink()
        self.card.line_ids.weight = 100
        self.card.segment_ids.filtered("rule_ids").unlink()
        silent = self._create_customer("Silent")
        run = self._compute_run(self.card)
        self.assertFalse(self._evaluation(run, silent).segment_id)
        self.assertEqual(self._evaluation(run, self.customers[0]).segment_id.name, "Lost")

    def test_rules_that_nobody_can_fulfil_are_named(self):
        self.card.line_ids[2].unlink()
        self.card.line_ids[0].weight = 67
        self.assertIn("not on the scorecard", self.card.caution)
        with self.assertRaisesRegex(ValidationError, "Champions"):
            self._compute_run(self.card)
        self._segment("Champions").active = False
        self._segment("Cannot be lost").active = False
        self.assertFalse(self.card.caution)
        rule = self._segment("Promising").rule_ids[0]
        rule.points_below = 60
        self.assertIn("the limit must be above the least", self.card.caution)

    def test_a_segment_that_explains_verdicts_stays(self):
        self._compute_run(self.card)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self._segment("Champions").unlink()
        self.card.copy().segment_ids.unlink()

    def test_a_copy_has_segments_of_its_own(self):
        copy = self.card.copy()
        self.assertFalse(copy.segment_ids & self.card.segment_ids)
        self.assertEqual(
            copy.segment_ids.rule_ids.mapped("points_from"),
            self.card.segment_ids.rule_ids.mapped("points_from"),
        )

    @users("manager")
    def test_an_activity_for_everybody_in_it(self):
        self.manager.sudo().group_ids += self.env.ref("base.group_partner_manager")
        self._confirm_run(self.card.sudo())
        lost = self._segment("Lost").with_user(self.env.user)
        action = lost.action_schedule_activities()
        wizard = self.env["mail.activity.schedule"].with_context(**action["context"])
        call = self.env.ref("mail.mail_activity_data_call")
        wizard.create(
            {"activity_type_id": call.id, "summary": "Win back"}
        ).action_schedule_activities()
        inside = self.env["res.partner"].search([("keqing_segment_id", "=", lost.id)])
        self.assertTrue(inside)
        self.assertEqual(inside.activity_ids.mapped("summary"), ["Win back"] * len(inside))

    def test_no_activity_for_nobody(self):
        with self.assertRaisesRegex(UserError, "No customer is in the segment"):
            self._segment("Lost").action_schedule_activities()
