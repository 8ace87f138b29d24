# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .today import TodayCommon


@tagged("post_install", "-at_install")
class TestCollection(TodayCommon):
    """An invoice of 100, due on 31 May 2024: on 1 June it is overdue for one day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Level = cls.env["keqing.collection.level"]
        cls.call = Level.create({"name": "Call", "days": 1, "note": "Ask when they pay"})
        cls.letter = Level.create({"name": "First letter", "days": 30, "action": "letter"})
        cls.last = Level.create({"name": "Stop supply", "days": 60, "user_id": cls.controller.id})
        cls.debtor = cls._create_customer(
            "Ganyu", user_id=cls.salesperson.id, email="ganyu@example.com"
        )
        cls.invoice = cls._create_invoice(cls.debtor, 100, "2024-05-01", due="2024-05-31")

    def _night(self, day):
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_collection").method_direct_trigger()
        self.env.invalidate_all()

    def _collections(self):
        return self.env["keqing.collection"].search([("partner_id", "=", self.debtor.id)])

    def _steps(self):
        """(level, state, days, overdue) of what was done, the last first."""
        return [(each.name, each.state, each.days, each.overdue) for each in self._collections()]

    def _activities(self, user=None):
        found = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.debtor.id)]
        )
        return [(each.summary, each.user_id) for each in found]

    def test_each_level_is_reached_once_and_somebody_does_something(self):
        self._night("2024-05-31")
        self.assertEqual(self._steps(), [])
        self._night("2024-06-01")
        self._night("2024-06-02")
        self.assertEqual(self._steps(), [("Call", "present", 1, 100)])
        self.assertEqual(self._activities(), [("Call", self.salesperson)])
        note = self._collections().activity_id.note
        self.assertIn("100.00 overdue, 1 day(s) late", note.replace("\xa0", " "))
        self.assertIn("Ask when they pay", note)
        self._night("2024-06-29")
        self.assertEqual(len(self._steps()), 1)
        self._night("2024-06-30")
        self.assertEqual(
            self._steps(), [("First letter", "present", 30, 100), ("Call", "passed", 1, 100)]
        )
        self.assertEqual(self._activities(), [("First letter", self.salesperson)])
        self._night("2024-07-30")
        self.assertEqual(self._steps()[0], ("Stop supply", "present", 60, 100))
        self.assertEqual(self._activities(), [("Stop supply", self.controller)])

    def test_who_is_late_for_long_goes_straight_to_the_level_of_the_day(self):
        self._night("2024-07-15")
        self.assertEqual(self._steps(), [("First letter", "present", 45, 100)])

    def test_what_is_paid_is_settled_and_begins_anew(self):
        self._night("2024-06-30")
        self._pay(self.invoice, 100, "2024-07-01")
        self._night("2024-07-02")
        self.assertEqual(self._steps(), [("First letter", "settled", 30, 100)])
        self.assertEqual(self._collections().settled_on, Date.to_date("2024-07-02"))
        self.assertEqual(self._activities(), [])
        self._create_invoice(self.debtor, 70, "2024-07-03", due="2024-07-05")
        self._night("2024-07-06")
        self.assertEqual(self._steps()[0], ("Call", "present", 1, 70))

    def test_it_stands_on_today_of_who_collects_and_of_the_controller(self):
        self._night("2024-06-30")
        with freeze_time("2024-06-30 05:00:00"):
            lines = [("Ganyu", "First letter: 30 days overdue")]
            self.assertEqual(self._lines(self.salesperson, "collect"), lines)
            self.assertNotIn("collections", self._today(self.salesperson))
            self.assertEqual(self._lines(self.controller, "collections"), lines)

    def test_a_letter_is_a_draft_unless_its_level_says_otherwise(self):
        self._night("2024-06-30")
        letters = self.debtor.message_ids.filtered(lambda each: each.message_type == "comment")
        self.assertFalse(letters)
        action = self._collections()[0].with_user(self.salesperson).action_write_letter()
        context = action["context"]
        self.assertEqual(context["default_res_ids"], self.debtor.ids)
        self.assertEqual(context["default_partner_ids"], self.debtor.ids)
        self.assertIn("reminder of payment", context["default_subject"])
        self.assertIn("100.00", context["default_body"])
        self.assertIn("30", context["default_body"])
        self.assertFalse(
            self.debtor.message_ids.filtered(lambda each: each.message_type == "comment")
        )

    def test_a_letter_that_goes_by_itself(self):
        self.letter.sends_itself = True
        self._night("2024-06-30")
        [letter] = self.debtor.message_ids.filtered(lambda each: each.message_type == "comment")
        self.assertIn("100.00", letter.body)
        self.assertEqual(letter.partner_ids, self.debtor)
        self.assertEqual(self._collections().letter_on, Date.to_date("2024-06-30"))
        self.assertEqual(self._activities(), [])
        self._night("2024-07-01")
        self.assertEqual(self.debtor.message_ids.mapped("message_type").count("comment"), 1)

    def test_a_level_without_letter_has_none_to_write(self):
        self._night("2024-06-01")
        with self.assertRaisesRegex(UserError, "no letter"):
            self._collections().with_user(self.salesperson).action_write_letter()

    def test_without_levels_nothing_happens(self):
        self.env["keqing.collection.level"].search([]).active = False
        self._night("2024-08-01")
        self.assertEqual(self._steps(), [])
        self.assertEqual(self._activities(), [])

    def test_others_do_not_see_it(self):
        self._night("2024-06-01")
        stranger = self._create_user("stranger", "user")
        Collection = self.env["keqing.collection"]
        self.assertFalse(
            Collection.with_user(stranger).search([("partner_id", "=", self.debtor.id)])
        )
        self.south.member_ids = [Command.link(stranger.id)]
        self.assertTrue(
            Collection.with_user(self.controller).search([("partner_id", "=", self.debtor.id)])
        )
