# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestGuard(CustomerCommon):
    """Ways around the rights: defaults, merging, the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")

    def _default(self, model, field, value):
        """Let the current user have a default of their own, as any employee may."""
        self.env["ir.default"].set(model, field, value, user_id=True)

    @users("manager")
    def test_a_run_is_not_born_confirmed(self):
        Run = self.env["keqing.evaluation.run"]
        vals = {"scorecard_id": self._create_scorecard().id}
        by_context = Run.with_context(default_state="confirmed").create(vals)
        self.assertEqual(by_context.state, "draft")
        vals = {"scorecard_id": self._create_scorecard().id}
        self._default("keqing.evaluation.run", "state", "confirmed")
        self.assertEqual(Run.create(vals).state, "draft")

    @users("salesperson")
    def test_a_customer_is_not_born_graded(self):
        Partner = self.env["res.partner"]
        by_context = Partner.with_context(default_keqing_grade_id=self.grade_a.id)
        self.assertFalse(by_context.create({"name": "Hu Tao"}).keqing_grade_id)
        self._default("res.partner", "keqing_grade_id", self.grade_a.id)
        self.assertFalse(Partner.create({"name": "Hu Tao"}).keqing_grade_id)

    @users("salesperson")
    def test_merging_contacts_carries_the_grade_along(self):
        double = self._create_customer("Ganyu again", user_id=self.salesperson.id)
        double.keqing_grade_id = self.grade_b
        customer = self.customer.with_env(self.env)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((customer + double.with_env(self.env)).ids, customer)
        self.assertFalse(double.exists())
        self.assertEqual(customer.keqing_grade_id, self.grade_b)

    def test_the_portal_does_not_tell_customers_their_grade(self):
        portal = self._create_user("portal_customer")
        portal.group_ids = self.env.ref("base.group_portal")
        own = portal.partner_id.with_user(portal)
        self.assertTrue(own.name)
        with self.assertRaises(AccessError):
            own.read(["keqing_credit_grade_id"])
