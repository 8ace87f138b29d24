# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestTold(ComplaintCommon):
    """What people are told on the portal, on forms and in texts."""

    def _propose(self):
        complaint = self._create_complaint(user_id=self.handler.id, proposal="New bottles.")
        mine = complaint.with_user(self.handler)
        mine.action_investigate()
        mine.action_propose()
        return complaint

    def test_a_refusal_has_a_reason_and_stays_on_the_page(self):
        complaint = self._propose()
        self.assertIn("wait for your answer", complaint.sudo()._portal_next())
        with self.assertRaisesRegex(UserError, "Say why"):
            complaint.sudo()._customer_answers(False, " ", self.customer)
        complaint.sudo()._customer_answers(False, "Not enough", self.customer)
        self.assertEqual(complaint._portal_refused().words, "Not enough")
        complaint.with_user(self.handler).action_propose()
        self.assertFalse(complaint._portal_refused())

    def test_marks_stay_on_the_page(self):
        """Also those that began a cycle anew."""
        complaint = self._propose()
        complaint._enter("follow_up")
        self.assertFalse(complaint._portal_marked())
        complaint.sudo()._rate(self.customer, "2", "4", "It leaks again", by_customer=True)
        self.assertEqual(complaint.state, "investigating")
        marked = complaint._portal_marked()
        self.assertEqual((marked.rating, marked.feedback), (2, "It leaks again"))

    def test_the_handler_is_led_to_the_call(self):
        """It comes before closing, which would ask for it, and only until it was made."""
        self.company.keqing_follow_up_days = 4
        complaint = self._propose()
        self.assertFalse(complaint.has_call_to_make)
        complaint._enter("follow_up")
        self.assertTrue(complaint.has_call_to_make)
        call = complaint.follow_up_ids
        self.assertEqual(complaint.action_view_follow_up()["res_id"], call.id)
        call.state = "done"
        self.assertFalse(complaint.has_call_to_make)

    def test_calendar_plans_nothing_on_the_complaint(self):
        """Though the follow-up is planned while the complaint is open on the screen."""
        self.company.keqing_visits_in_calendar = True
        self.company.keqing_follow_up_days = 4
        complaint = self._propose()
        opened = complaint.with_context(active_model=complaint._name, active_id=complaint.id)
        opened._enter("follow_up")
        self.assertTrue(complaint.follow_up_ids.event_ids)
        self.assertFalse(complaint.activity_ids)

    def test_an_incident_names_each_complaint(self):
        """Also the one that tipped it, which had no number yet."""
        self.company.keqing_incident_customers = 2
        goods = [Command.create({"product_id": self.product.id, "quantity": 1})]
        self._create_complaint(line_ids=goods)
        last = self._create_complaint(self._create_customer("Angel's Share"), line_ids=goods)
        self.assertIn(last.name, last.incident_id.description)
        self.assertNotIn("/\n", f"{last.incident_id.description}\n")

    def test_hours_of_another_zone_are_told(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        level = self.env["keqing.sla.policy"].create({"name": "Usual"})
        calendar = self.company.resource_calendar_id
        calendar.tz = "UTC"
        level.invalidate_recordset(["notice"])
        self.assertIn("set the time zone", level.notice)
        calendar.tz = "Asia/Shanghai"
        level.invalidate_recordset(["notice"])
        self.assertNotIn("set the time zone", level.notice or "")

    def test_an_answer_is_chosen(self):
        """Nothing is recorded as accepted because nobody said otherwise."""
        complaint = self._propose()
        action = complaint.with_user(self.handler).action_agree()
        Answer = self.env["keqing.complaint.answer"].with_user(self.handler)
        form = Form(
            Answer.with_context(**action["context"]),
            view="keqing_complaint.keqing_complaint_answer_view_form",
        )
        form.words = "No, thank you"
        with self.assertRaises(AssertionError, msg="it is required"):
            form.save()
        form.decision = "refused"
        self.assertFalse(form.save().is_accepted)
        self.assertEqual(complaint.state, "investigating")

    def test_directors_see_how_it_goes(self):
        late = self._create_complaint()
        self._create_complaint()
        late.sudo().is_breached = True
        Today = self.env["keqing.today"].with_user(self.director)
        amounts = [figure["amount"] for figure in Today._get_complaint_figures()]
        self.assertEqual(amounts, ["2", "1 of 2"])
