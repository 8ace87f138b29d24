from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestSuggestion(ComplaintCommon):
    """What is no complaint goes to its department, and the department's answer to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taster = cls._create_user("taster", "user")
        cls.quality = cls.env["keqing.complaint.team"].create(
            {
                "name": "Quality",
                "department": "quality",
                "user_id": cls.taster.id,
                "member_ids": [Command.set(cls.taster.ids)],
            }
        )
        cls.idea = cls.env["keqing.complaint.type"].create(
            {"name": "Idea", "is_suggestion": True, "team_id": cls.quality.id}
        )
        cls.customer.email = "wanmin@example.com"

    def _suggest(self, **values):
        values = {
            "type_id": self.idea.id,
            "subject": "Small bottles",
            "description": "Guests want small bottles.",
            **values,
        }
        return self._create_complaint(**values).with_user(self.salesperson)

    def _answer(self, suggestion):
        inquiry = suggestion.sudo().inquiry_ids.with_user(self.taster)
        inquiry.findings = "They come in spring."
        inquiry.action_done()

    def test_its_department_is_asked_at_once(self):
        inquiry = self._suggest().sudo().inquiry_ids
        self.assertEqual((inquiry.team_id, inquiry.user_id), (self.quality, self.taster))
        self.assertEqual(inquiry.question, "Small bottles")
        self.assertEqual(inquiry.activity_ids.user_id, self.taster)

    def test_the_department_answers_without_seeing_the_customer(self):
        suggestion = self._suggest()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            suggestion.with_user(self.taster).read(["description"])
        inquiry = suggestion.sudo().inquiry_ids.with_user(self.taster)
        self.assertEqual(inquiry.words, "Guests want small bottles.")
        self._answer(suggestion)
        self.assertEqual(suggestion.customer_answer, "They come in spring.")
        self.assertEqual(suggestion.activity_ids.user_id, self.salesperson)

    def test_the_answer_goes_back_to_the_customer(self):
        suggestion = self._suggest()
        with self.assertRaisesRegex(UserError, "write the answer first"):
            suggestion.action_send_answer()
        self._answer(suggestion)
        suggestion.customer_answer = "Dear guests, they come in spring."
        suggestion.action_send_answer()
        self.assertEqual(suggestion.state, "closed")
        self.assertTrue(suggestion.acknowledged_at)
        self.assertFalse(suggestion.activity_ids)
        letters = suggestion.sudo()._portal_messages()
        self.assertIn("they come in spring", letters.body)
        self.assertEqual(letters.notified_partner_ids, self.customer)
        with self.assertRaisesRegex(UserError, "this is done with what is"):
            suggestion.customer_answer = "Never."

    def test_complaints_are_proposed_something_instead(self):
        complaint = self._create_complaint().with_user(self.salesperson)
        complaint.customer_answer = "Dear guests"
        with self.assertRaisesRegex(UserError, "is a complaint"):
            complaint.action_send_answer()
        self.assertFalse(complaint.inquiry_ids)

    def test_is_counted_among_no_complaints(self):
        suggestion = self._suggest()
        customer = self.customer.with_user(self.salesperson)
        self.assertFalse([each for each in customer._find_matters() if "Small" in each["text"]])
        self.env.flush_all()
        Today = self.env["keqing.today"].with_user(self.salesperson)
        answer = Today.with_context(allowed_company_ids=self.company.ids).get_today()
        sections = {each["name"]: each for each in answer["sections"]}
        self.assertNotIn("complaints_of_mine", sections)
        self.assertIn(suggestion.name, sections["suggestions"]["lines"][0]["text"])
        counted = self.env["keqing.indicator"]._documents_complaint(
            self.company, self.customer, None, None
        )
        self.assertFalse(self.env[counted[0]].search(counted[1]))

    def test_clocks_begin_once_it_is_a_complaint_and_end_once_it_is_none(self):
        self.env["keqing.sla.policy"].create({"name": "All"})
        suggestion = self._suggest()
        self.assertFalse(suggestion.sudo().clock_ids)
        suggestion.type_id = self.leak
        clocks = suggestion.sudo().clock_ids
        self.assertEqual(clocks.mapped("state"), ["running"] * 3)
        suggestion.type_id = self.idea
        self.assertEqual(clocks.mapped("state"), ["stopped"] * 3)
        self.assertFalse(suggestion.due_at)
        suggestion.type_id = self.leak
        self.assertEqual(len(suggestion.sudo().clock_ids), 3)

    def test_what_is_critical_does_not_end_by_an_answer(self):
        """Nor becomes a suggestion by the hand of whoever handles it."""
        self.company.keqing_cause_severity = "1"
        complaint = self._create_complaint(severity="2", user_id=self.salesperson.id)
        own = complaint.with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "critical"):
            own.type_id = self.idea
        complaint.with_user(self.manager).write({"type_id": self.idea.id, "severity": "2"})
        own.customer_answer = "Thanks."
        with self.assertRaisesRegex(UserError, "why it happened"):
            own.action_send_answer()
        complaint.severity = "0"
        own.action_send_answer()
        self.assertEqual(complaint.state, "closed")
