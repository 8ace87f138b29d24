# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestHandled(ComplaintCommon):
    """Customer service handles what comes to its teams, of customers in any territory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._create_user("agent", "user")
        cls.agent.group_ids += cls.env.ref("keqing_customer.group_customer_service")
        cls.team.member_ids += cls.agent
        cls.far = cls._create_customer("Far", keqing_territory_id=cls.south.id)
        cls.elsewhere = cls.env["keqing.complaint.team"].create({"name": "Elsewhere"})

    def test_a_handler_sees_and_works_on_complaints_of_own_teams(self):
        ours = self._create_complaint(
            self.far, line_ids=[Command.create({"product_id": self.product.id})]
        )
        theirs = self._create_complaint(self.far, team_id=self.elsewhere.id)
        Complaint = self.env["keqing.complaint"].with_user(self.agent)
        hidden = self._create_complaint(
            self._create_customer("Farther", keqing_territory_id=self.south.id),
            team_id=self.elsewhere.id,
        )
        found = Complaint.search([("id", "in", (ours + theirs + hidden).ids)])
        self.assertEqual(found, ours + theirs, "with what else the customer complains about")
        own = ours.with_user(self.agent)
        self.assertEqual(own.read(["partner_id"])[0]["partner_id"][1], "Far")
        own.action_investigate()
        own.line_ids.defect = "Cork"
        self.assertEqual(own.user_id, self.agent)
        self.env.invalidate_all()
        with Form(own) as form:
            form.subject = "Corks"
        Today = self.env["keqing.today"].with_user(self.agent)
        sections = {each["name"]: each for each in Today.get_today()["sections"]}
        self.assertEqual(sections["complaints_mine"]["lines"][0]["customer"]["name"], "Far")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            hidden.with_user(self.agent).read(["description"])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            theirs.with_user(self.agent).write({"subject": "x"})

    def test_the_customer_is_seen_until_it_is_over(self):
        complaint = self._create_complaint(self.far)
        Partner = self.env["res.partner"].with_user(self.agent)
        domain = [("id", "=", self.far.id), ("keqing_is_visible", "=", True)]
        self.assertTrue(Partner.search(domain))
        self.assertTrue(self.far.with_user(self.agent).keqing_is_visible)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.far.with_user(self.agent).write({"name": "Near"})
        complaint._enter("closed")
        self.env.invalidate_all()
        self.assertFalse(Partner.search(domain))
        self.assertFalse(self.far.with_user(self.agent).keqing_is_visible)

    def test_salespeople_of_a_team_see_own_customers_alone(self):
        self.team.member_ids += self.salesperson
        complaint = self._create_complaint(self.far)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            complaint.with_user(self.salesperson).read(["description"])

    def test_who_leads_a_team_of_customer_service_sees_it_too(self):
        self.team.member_ids -= self.agent
        self.team.user_id = self.agent
        self.assertTrue(self._create_complaint(self.far).with_user(self.agent).read(["subject"]))
