# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestGrave(ComplaintCommon):
    """What is asked of a grave complaint, and of one that is over, stays asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.keqing_cause_severity = "1"
        cls.idea = cls.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})

    def _grave(self, **values):
        complaint = self._create_complaint(
            severity="2", is_safety=True, user_id=self.handler.id, **values
        )
        return complaint.with_user(self.handler)

    def test_is_not_made_minor_by_who_handles_it(self):
        own = self._grave()
        own.write({"severity": "0", "is_safety": False})
        self.assertEqual(own.gravest, "2")
        with self.assertRaisesRegex(UserError, "critical"):
            own.type_id = self.idea
        own.sudo()._enter("follow_up")
        with self.assertRaisesRegex(UserError, "why it happened"):
            own.action_close()

    def test_a_manager_says_that_it_was_less_grave(self):
        own = self._grave()
        own.with_user(self.manager).write({"severity": "0", "is_safety": False})
        self.assertEqual(own.gravest, "0")
        own.type_id = self.idea

    def test_no_part_of_it_is_split_off_as_a_suggestion(self):
        own = self._grave(line_ids=[Command.create({"product_id": self.product.id})])
        with self.assertRaisesRegex(UserError, "critical"):
            own._split_off(own.line_ids, {"type_id": self.idea.id})

    def test_what_was_put_right_takes_in_nothing_more(self):
        first, second = self._create_complaint(), self._create_complaint()
        first._enter("follow_up")
        wizard = self.env["keqing.complaint.merge"].create(
            {"complaint_ids": [Command.set((first + second).ids)]}
        )
        self.assertEqual(wizard.kept_id, second)
        with self.assertRaises(UserError):
            second._merge_into(first)

    def test_the_handler_hears_what_the_customer_decides_and_thinks(self):
        complaint = self._create_complaint(user_id=self.handler.id, proposal="Sorry")
        complaint._enter("proposed")
        complaint._customer_answers(False, "No", self.customer)
        self.assertIn("did not accept", complaint.activity_ids.summary)
        self.assertEqual(complaint.activity_ids.user_id, self.handler)
        complaint._enter("follow_up")
        complaint._rate(self.customer, "2", words="Still leaks")
        self.assertEqual(complaint.state, "investigating")
        asked = complaint.activity_ids.filtered(lambda each: "not content" in each.summary)
        self.assertIn("Still leaks", asked.note)
        notes = "".join(complaint.message_ids.mapped("body"))
        self.assertIn("mark of 2 of 5. Still leaks", notes)
        self.assertNotIn("mark of 2", "".join(complaint._portal_messages().mapped("body")))

    def test_nobody_calls_once_it_is_over(self):
        complaint = self._create_complaint(user_id=self.handler.id)
        complaint._enter("follow_up")
        self.assertEqual(complaint.follow_up_ids.state, "planned")
        complaint._enter("closed")
        self.assertEqual(complaint.follow_up_ids.state, "cancelled")

    def test_who_did_it_does_not_judge_it_under_another_name(self):
        action = self.env["keqing.preventive.action"].create(
            {
                "name": "Wax",
                "complaint_id": self._create_complaint().id,
                "user_id": self.handler.id,
                "due_on": "2026-06-01",
                "evidence": "None leaks",
            }
        )
        own = action.with_user(self.handler)
        own.user_id = self.salesperson
        own.action_done()
        with self.assertRaises(AccessError):
            own.action_worked()
        action.with_user(self.manager).action_worked()

    def test_an_opportunity_that_was_lost_was_one(self):
        complaint = self._create_complaint()
        complaint.action_make_lead()
        complaint.lead_ids.active = False
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "has an opportunity already"):
            complaint.action_make_lead()

    def test_the_day_of_an_answered_inquiry_stays(self):
        inquiry = self.env["keqing.complaint.inquiry"].create(
            {
                "complaint_id": self._create_complaint().id,
                "team_id": self.team.id,
                "question": "Whose corks?",
                "findings": "Ours",
            }
        )
        inquiry.action_done()
        with self.assertRaisesRegex(UserError, "answered"):
            inquiry.with_user(self.handler).due_on = "2030-01-01"

    def test_a_level_of_a_year_of_work_stops_nobody_from_complaining(self):
        level = self.env["keqing.sla.policy"].create({"name": "Slow", "resolve_hours": 1500})
        self.assertEqual(self._create_complaint().clock_ids.policy_id, level)

    def test_a_score_stays_whatever_is_weighed_otherwise(self):
        sample = self.env["keqing.quality.sample"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        check = self.env["keqing.quality.check"].create(
            {"sample_id": sample.id, "complaint_id": self._create_complaint().id}
        )
        criteria = self.env["keqing.quality.criterion"].create(
            [{"name": name, "weight": 1} for name in ("Polite", "Quick")]
        )
        self.env["keqing.quality.mark"].create(
            [
                {"check_id": check.id, "criterion_id": criterion.id, "mark": mark}
                for criterion, mark in zip(criteria, ("1", "5"), strict=True)
            ]
        )
        self.assertEqual(check.score, 50)
        check.state = "done"
        criteria[1].weight = 9
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(check.score, 50)
