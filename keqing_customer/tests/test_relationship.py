# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged, warmup

from .common import CustomerCommon


class RelationshipCommon(CustomerCommon):
    """A customer judged by what it feels: two marks of 0 to 10, half the score each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warmth, cls.trust = (
            cls._create_indicator(code, mark_min=0, mark_max=10, unit="mark")
            for code in ("warmth", "trust")
        )
        cls.relationship = cls._create_scorecard(
            lines=[
                cls._line(indicator, weight=50, target=10) for indicator in (cls.warmth, cls.trust)
            ],
            name="How close we are",
            purpose="relationship",
        )
        cls.customer = cls._create_customer("Wanmin Restaurant")

    @classmethod
    def _judge(cls, quarter_end, marks, customer=None):
        """A confirmed run after giving these marks for warmth and trust (None for no mark)."""
        for indicator, mark in zip((cls.warmth, cls.trust), marks, strict=True):
            if mark is not None:
                cls._assess(indicator, customer or cls.customer, mark, quarter_end)
        return cls._confirm_run(cls.relationship, quarter_end)

    def _quick(self, user, customer=None):
        """The quick assessment as a user opens it."""
        customer = (customer or self.customer).with_user(user)
        action = customer.action_keqing_assess()
        return Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestRelationshipPage(RelationshipCommon):
    def _page(self, user=None):
        return self.customer.with_user(user or self.salesperson).get_keqing_relationship()

    def test_nothing_judged_yet(self):
        page = self._page()
        self.assertEqual(page, {"scorecards": [], "can_assess": True, "proposals": []})

    def test_score_coverage_grade_and_arrow_of_the_latest(self):
        """Warmth 8 of 10 is 80 points; later 4 and nobody knows the trust."""
        self._judge("2024-03-31", (8, 8))
        self._judge("2024-06-30", (4, None))
        [card] = self._page()["scorecards"]
        facts = [card[key] for key in ("name", "period", "score", "coverage", "movement")]
        self.assertEqual(facts, ["How close we are", "2024 Q2", 40, 50, "down"])
        self.assertEqual(card["grade"]["code"], "B")
        self.assertEqual([point["score"] for point in card["trend"]], [80, 40])
        self.assertEqual([point["period"] for point in card["trend"]], ["2024 Q1", "2024 Q2"])

    def test_what_nobody_knows_is_no_zero(self):
        self._judge("2024-03-31", (8, 8))
        self._judge("2024-06-30", (None, None))
        [card] = self._page()["scorecards"]
        self.assertEqual((card["score"], card["coverage"]), (False, 0))
        self.assertEqual(card["grade"]["code"], "A", "the grade stands until more is known")
        self.assertEqual([point["score"] for point in card["trend"]], [80])

    def test_the_trend_is_of_the_last_eight(self):
        ends = [f"{year}-{end}" for year in (2021, 2022, 2023) for end in ("03-31", "06-30")]
        ends += ["2023-09-30", "2023-12-31", "2024-03-31"]
        for number, end in enumerate(ends, 1):
            self._judge(end, (number, number))
        [card] = self._page()["scorecards"]
        self.assertEqual(
            [point["score"] for point in card["trend"]], [10 * number for number in range(2, 10)]
        )

    def test_a_ladder_has_names(self):
        """Letters say all there is to a grade, steps are worth writing out from the lowest up."""
        self._judge("2024-03-31", (8, 8))
        [card] = self._page()["scorecards"]
        self.assertFalse(card["ladder"])
        self.grade_c.name = "In touch"
        [card] = self._page()["scorecards"]
        self.assertEqual([step["name"] for step in card["ladder"]], ["In touch", "B", "A"])

    def test_only_confirmed_verdicts_and_corrections(self):
        run = self._judge("2024-03-31", (8, 8))
        self._assess(self.warmth, self.customer, 1, "2024-06-30")
        self._compute_run(self.relationship, "2024-06-30")
        evaluation = self._evaluation(run, self.customer)
        evaluation.with_user(self.manager)._override(self.grade_c, "They quarrelled")
        [card] = self._page()["scorecards"]
        self.assertEqual((card["period"], card["grade"]["code"]), ("2024 Q1", "C"))
        self.assertEqual(len(card["trend"]), 1)

    def test_who_sees_it(self):
        self._judge("2024-03-31", (8, 8))
        for user in (self.salesperson, self.manager, self.director, self.admin):
            with self.subTest(user.login):
                self.assertTrue(self._page(user)["scorecards"])
        self.customer.keqing_territory_id = self.south
        for user in (self.salesperson, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._page(user)
        with self.assertRaises(AccessError):
            self._page(self._create_user("plain"))

    @warmup
    def test_queries_do_not_grow(self):
        """As many for two verdicts of one scorecard as for six of two."""
        self._judge("2023-09-30", (8, 8))
        self._judge("2023-12-31", (6, 6))

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._page(self.manager)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self._judge("2024-03-31", (4, 4))
        self._judge("2024-06-30", (3, 3))
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestQuickAssessment(RelationshipCommon):
    def _given(self):
        return self.env["keqing.assessment"].search([("partner_id", "=", self.customer.id)])

    def test_a_mark_a_line_and_what_was_given_last(self):
        self._assess(self.warmth, self.customer, 3, "2024-02-01")
        self._assess(self.warmth, self.customer, 7, "2024-05-01")
        before = self._given()
        form = self._quick(self.salesperson)
        self.assertEqual(form.scorecard_id, self.relationship)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.indicator_id, self.warmth)
            self.assertEqual(
                (line.previous_value, line.previous_date), (7, Date.to_date("2024-05-01"))
            )
            line.value, line.is_given = 0, True  # zero is a mark, too
        with form.line_ids.edit(1) as line:
            self.assertEqual((line.indicator_id, line.previous_date), (self.trust, False))
        form.note = "Did not greet"
        form.save().action_save()
        self.assertRecordValues(
            self._given() - before,
            [
                {
                    "indicator_id": self.warmth.id,
                    "value": 0,
                    "date": Date.to_date("2024-07-10"),
                    "user_id": self.salesperson.id,
                    "note": "Did not greet",
                    "company_id": self.company.id,
                }
            ],
        )

    def test_the_first_scorecard_that_covers_the_customer(self):
        self.relationship.sequence = 20
        narrow = self.relationship.copy({"sequence": 10, "name": "Narrow"})
        narrow.customer_type_ids = self.env["keqing.customer.type"].create({"name": "Elsewhere"})
        self.assertEqual(self._quick(self.salesperson).scorecard_id, self.relationship)
        narrow.customer_type_ids = self.seller
        self.assertEqual(self._quick(self.salesperson).scorecard_id, narrow)

    def test_measured_indicators_are_not_asked_for(self):
        self.relationship.line_ids[1].indicator_id = self.indicators["purchase_amount"]
        form = self._quick(self.salesperson)
        self.assertEqual(len(form.line_ids), 1)

    def test_another_scorecard_asks_other_questions(self):
        charm = self._create_indicator("charm")
        other = self._create_scorecard(lines=[self._line(charm)], purpose="relationship")
        form = self._quick(self.salesperson)
        form.scorecard_id = other
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.indicator_id, charm)
        self.assertEqual(len(form.line_ids), 1)

    def test_no_mark_is_no_assessment(self):
        wizard = self._quick(self.salesperson).save()
        with self.assertRaisesRegex(UserError, "No mark was given for Wanmin Restaurant"):
            wizard.action_save()

    def test_one_customer_after_the_other(self):
        second = self._create_customer("Xinyue Kiosk")
        action = (self.customer + second).with_user(self.salesperson).action_keqing_assess()
        for expected in (self.customer, second):
            Wizard = self.env[action["res_model"]].with_user(self.salesperson)
            form = Form(Wizard.with_context(**action["context"]))
            self.assertEqual(form.partner_id, expected)
            with form.line_ids.edit(0) as line:
                line.value, line.is_given = 5, True
            action = form.save().action_save()
        self.assertEqual(action["type"], "ir.actions.act_window_close")

    def test_only_own_customers(self):
        """By any door: the button, and the wizard called by RPC."""
        south = self._create_customer("Far away", keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._quick(self.salesperson, south)
        values = {
            "partner_id": south.id,
            "scorecard_id": self.relationship.id,
            "line_ids": [
                Command.create({"indicator_id": self.warmth.id, "value": 5, "is_given": True})
            ],
        }
        wizards = self.env["keqing.quick.assessment"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            wizards.create(values)
        wizard = wizards.sudo().create(values).sudo(False)
        with self.assertRaises(AccessError):
            wizard.action_save()

    def test_a_mark_out_of_range(self):
        form = self._quick(self.salesperson)
        with form.line_ids.edit(0) as line:
            line.value, line.is_given = 11, True
        with self.assertRaisesRegex(ValidationError, "Warmth: the mark must lie between 0 and 10"):
            form.save().action_save()


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10 03:00:00")
class TestClosedPeriod(RelationshipCommon):
    """What a confirmed run judged is neither added to nor changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._judge("2024-03-31", (8, None))
        cls.judged = cls.env["keqing.assessment"].search(
            [("partner_id", "=", cls.customer.id)], limit=1
        )

    def _assert_closed(self):
        return self.assertRaisesRegex(
            UserError, "Wanmin Restaurant, .*: 2024 Q1 · How close we are is confirmed"
        )

    def test_nothing_is_entered_on_its_days(self):
        for day in ("2024-01-01", "2024-03-31"):
            for indicator in (self.warmth, self.trust):
                with self.subTest(day=day, indicator=indicator.name), self._assert_closed():
                    self._assess(indicator, self.customer, 5, day)
        self._assess(self.warmth, self.customer, 5, "2023-12-31")
        self._assess(self.warmth, self.customer, 5, "2024-04-01")

    def test_quick_assessment_is_refused_whole(self):
        form = self._quick(self.salesperson)
        form.date = "2024-03-31"
        for position in (0, 1):
            with form.line_ids.edit(position) as line:
                line.value, line.is_given = 5, True
        wizard = form.save()
        with self._assert_closed(), self.env.cr.savepoint():
            wizard.action_save()
        self.assertEqual(
            self.env["keqing.assessment"].search([("partner_id", "=", self.customer.id)]),
            self.judged,
        )

    def test_what_was_judged_stays(self):
        for vals in ({"value": 1}, {"date": "2024-04-01"}, {"active": False}):
            with self.subTest(vals), self._assert_closed():
                self.judged.write(vals)
        with self._assert_closed():
            self.judged.unlink()
        self.judged.note = "On second thoughts"

    def test_nothing_moves_into_it(self):
        later = self._assess(self.warmth, self.customer, 5, "2024-04-01")
        with self._assert_closed():
            later.date = "2024-03-31"

    def test_others_are_still_open(self):
        """Another indicator, customer, company or a run that only waits or tries."""
        self._assess(self._create_indicator("charm"), self.customer, 5, "2024-03-31")
        newcomer = self._create_customer("Newcomer")
        self._assess(self.warmth, newcomer, 5, "2024-03-31")
        self._assess(self.warmth, self.customer, 5, "2024-03-31", company_id=self.other_company.id)
        self._compute_run(self.relationship, "2024-06-30")
        self._assess(self.warmth, self.customer, 5, "2024-06-30")
