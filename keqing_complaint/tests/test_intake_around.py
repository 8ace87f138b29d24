from odoo.exceptions import AccessError, UserError, ValidationError
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

    def test_sales_is_handed_a_chance(self):
        complaint = self._create_complaint(description="Next time we need ten cases.")
        answer = complaint.with_user(self.handler).action_make_lead()
        lead = self.env["crm.lead"].search([("keqing_complaint_id", "=", complaint.id)])
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual((lead.partner_id, lead.user_id), (self.customer, self.salesperson))
        self.assertEqual(lead.keqing_need, "Next time we need ten cases.")
        self.assertEqual(complaint.lead_ids, lead)
        with self.assertRaisesRegex(UserError, "has an opportunity already"):
            complaint.with_user(self.handler).action_make_lead()
        [source] = [each for each in self.customer._timeline_sources() if each.kind == "lead"]
        self.assertEqual(self.env[source.model].search(source.domain), lead)
        self.assertEqual(source.tell(lead)["title"], "Six bottles leak")

    def test_a_lead_is_no_window_on_the_complaints_of_others(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        hidden = self._create_complaint(self._create_customer("Angel's Share"))
        lead = self.env["crm.lead"].with_user(self.salesperson)
        lead = lead.create({"name": "Wine", "partner_id": self.customer.id})
        with self.assertRaises(AccessError):
            lead.keqing_complaint_id = hidden.id
        lead = lead.with_context(default_keqing_complaint_id=hidden.id).create({"name": "Plum"})
        self.assertFalse(lead.sudo().keqing_complaint_id)

    def test_a_salesperson_opens_the_chance(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        complaint = self._create_complaint().with_user(self.salesperson)
        action = complaint.action_make_lead()
        self.assertEqual(action["res_model"], "crm.lead")

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
