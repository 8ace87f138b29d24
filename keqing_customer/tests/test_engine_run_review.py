# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who answers for a part of a run reviews it; archived and copied runs."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestReview(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.southerner = cls._create_user("southerner", "manager")
        cls.south.manager_id = cls.southerner
        cls.own = cls._create_customer()
        cls.others = cls._create_customers(2, keqing_territory_id=cls.south.id)
        cls._create_invoice(cls.own, 5_000, "2024-02-10")
        cls.waiting = cls._compute_run(cls._create_scorecard(user_id=cls.director.id))
        cls.seen = cls.waiting.with_user(cls.manager)

    def test_numbers_agree(self):
        """The button counts what the list behind it and the matrix show."""
        self.assertEqual(self.seen.seen_count, 1)
        self.assertEqual(sum(map(sum, (row["cells"] for row in self.seen.matrix["rows"]))), 1)
        self.assertEqual(self.seen.seen_note, "You see 1 of the 3 customers of this run.")
        self.assertFalse(self.waiting.with_user(self.director).seen_note)

    def test_offers_what_the_role_can_do(self):
        self.assertFalse(self.seen.answers_for_all)
        with self.assertRaises(AccessError):
            self.seen.action_confirm()
        everybody = self.waiting.with_user(self.director)
        self.assertTrue(everybody.answers_for_all)
        everybody.action_confirm()

    def test_who_has_reviewed_and_who_has_not(self):
        everybody = self.waiting.with_user(self.director)
        self.assertEqual(everybody.unreviewed_by_ids, self.manager | self.southerner)
        self.seen.action_review()
        self.assertTrue(self.seen.is_reviewed)
        self.assertEqual(everybody.reviewed_by_ids, self.manager)
        self.assertEqual(everybody.unreviewed_by_ids, self.southerner)
        self.assertIn("1 of 3", self.waiting.message_ids[0].body)

    def test_confirming_says_in_numbers_what_it_does(self):
        self.seen.action_review()
        action = self.waiting.with_user(self.director).action_ask_to_confirm()
        run = self.env["keqing.evaluation.run"].with_user(self.director).browse(action["res_id"])
        dialog = Form(run, view=action["views"][0][0])
        self.assertEqual((dialog.up_count, dialog.new_count, dialog.provisional_count), (0, 3, 0))
        self.assertEqual(dialog.unreviewed_by_ids[:], self.southerner)
        self.waiting.evaluation_ids[0].is_provisional = True
        run.invalidate_recordset()
        self.assertEqual(run.provisional_count, 1)

    def test_who_has_no_customer_reviews_nothing(self):
        stranger = self._create_user("stranger", "manager")
        with self.assertRaises(UserError):
            self.waiting.with_user(stranger).action_review()

    def test_only_what_waits_is_reviewed(self):
        self.waiting.action_confirm()
        with self.assertRaises(UserError):
            self.seen.action_review()

    def test_a_salesperson_reviews_nothing(self):
        with self.assertRaises(AccessError):
            self.waiting.with_user(self.salesperson).action_review()

    def test_nobody_reviews_by_hand(self):
        with self.assertRaises(AccessError):
            self.seen.reviewed_by_ids = self.southerner

    def test_what_is_computed_anew_is_reviewed_anew(self):
        self.seen.action_review()
        self.waiting.action_recompute()
        self.assertFalse(self.waiting.reviewed_by_ids)


@tagged("post_install", "-at_install")
class TestArchive(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer()
        cls._create_invoice(cls.customer, 5_000, "2024-02-10")
        cls.scorecard = cls._create_scorecard()

    def test_a_finished_run_is_archived_and_stays_history(self):
        run = self._confirm_run(self.scorecard)
        run.action_archive()
        self.assertEqual(self.customer.keqing_grade_id, self.grade_b)
        self.assertTrue(self.customer.get_keqing_explanation())
        Run = self.env["keqing.evaluation.run"]
        self.assertFalse(Run.search([("scorecard_id", "=", self.scorecard.id)]))

    def test_what_waits_is_not_archived(self):
        run = self._compute_run(self.scorecard)
        with self.assertRaises(ValidationError):
            run.action_archive()

    def test_the_copy_is_for_the_next_period(self):
        run = self._confirm_run(self.scorecard)
        copy = run.copy()
        self.assertRecordValues(
            copy, [{"state": "draft", "period_name": "2024 Q2", "scorecard_id": self.scorecard.id}]
        )
        self.assertEqual(run.copy().period_name, "2024 Q3")

    def test_the_copy_of_a_cancelled_run_is_for_its_period(self):
        run = self._compute_run(self.scorecard)
        run.action_cancel()
        self.assertEqual(run.copy().period_name, "2024 Q1")
