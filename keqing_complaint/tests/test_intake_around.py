from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestIntakeAround(ComplaintCommon):
    """Where a complaint is seen and made beside its own screens."""

    def _sections(self, user):
        self.env.flush_all()
        Today = self.env["keqing.today"].with_user(user)
        answer = Today.with_context(allowed_company_ids=self.company.ids).get_today()
        return {each["name"]: each for each in answer["sections"]}

    def _texts(self, user, name):
        section = self._sections(user).get(name)
        return section and [line["text"] for line in section["lines"]]

    def test_service_begins_with_what_nobody_handles(self):
        self._create_complaint(subject="Minor", severity="0")
        self._create_complaint(subject="Urgent", is_safety=True)
        mine = self._create_complaint(subject="Mine", user_id=self.handler.id)
        self.assertEqual(
            [text.split(" ")[-1] for text in self._texts(self.handler, "complaints_nobody")],
            ["Urgent", "Minor"],
        )
        self.assertEqual(self._texts(self.handler, "complaints_mine"), [mine.display_name])
        mine._enter("closed")
        self.assertEqual(self._texts(self.handler, "complaints_mine"), None)

    def test_a_salesperson_sees_what_own_customers_complain_about(self):
        complaint = self._create_complaint(user_id=self.handler.id)
        told = self._texts(self.salesperson, "complaints_of_mine")
        self.assertEqual(told, [complaint.display_name])
        self.assertIsNone(self._texts(self.handler, "complaints_of_mine"))
        self.assertIsNone(self._texts(self.salesperson, "hotline"))

    def test_letters_wait_for_service(self):
        self.assertIsNone(self._texts(self.handler, "complaint_letters"))
        self.env["keqing.complaint.letter"].create(
            {"name": "Help", "email_from": "w@else.example.com", "company_id": self.company.id}
        )
        self.assertEqual(self._texts(self.handler, "complaint_letters"), ["Help"])

    def test_an_open_complaint_matters_now(self):
        customer = self.customer.with_user(self.salesperson)
        complaint = self._create_complaint(is_safety=True)
        [matter] = [each for each in customer._find_matters() if "bottles" in each["text"]]
        self.assertEqual(matter["level"], "now")
        complaint._enter("closed")
        self.assertFalse([each for each in customer._find_matters() if "bottles" in each["text"]])

    def test_is_part_of_what_happened(self):
        complaint = self._create_complaint()
        customer = self.customer.with_user(self.salesperson)
        [source] = [each for each in customer._timeline_sources() if each.kind == "complaint"]
        found = self.env[source.model].search(source.domain)
        self.assertEqual(found, complaint)
        self.assertEqual(source.tell(found)["title"], complaint.display_name)

    def test_is_made_on_a_visit(self):
        visit = self.env["keqing.visit"].create(
            {"partner_id": self.customer.id, "user_id": self.salesperson.id}
        )
        action = visit.with_user(self.salesperson).action_complain()
        complaint = (
            self.env["keqing.complaint"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({"description": "They leak.", "type_id": self.leak.id})
        )
        self.assertEqual((complaint.visit_id, complaint.channel), (visit, "visit"))
        self.assertEqual(complaint.partner_id, self.customer)
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._create_complaint(self._create_customer("Angel's Share"), visit_id=visit.id)
