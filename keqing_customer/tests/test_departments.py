# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Customer service and marketing help with customers, and keep their parts of the card."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDepartments(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_member("service")
        cls.marketing = cls._create_member("marketing")
        cls.customer = cls._create_customer()
        cls.scorecard = cls._create_scorecard()

    @classmethod
    def _create_member(cls, department):
        user = cls._create_user(department)
        user.group_ids += cls.env.ref(f"keqing_customer.group_customer_{department}")
        user.group_ids += cls.env.ref("base.group_partner_manager")
        cls.harbour.member_ids += user
        return user

    def _write(self, user, **values):
        """By RPC, as any client may."""
        model = self.env["res.partner"].with_user(user)
        call_kw(model, "write", [self.customer.ids, values], {})
        self.env.flush_all()

    def test_each_keeps_its_part(self):
        for user, may, may_not in (
            (self.service, {"keqing_licence_number": "1"}, {"keqing_turnover": 1.0}),
            (self.marketing, {"keqing_turnover": 2.0}, {"keqing_licence_number": "2"}),
        ):
            with self.subTest(department=user.login):
                self._write(user, **may)
                self._write(user, keqing_need="Faster delivery", phone="0851 123")
                with self.assertRaises(AccessError):
                    self._write(user, **may_not)
                [name] = may_not
                fields = self.customer.with_user(user).fields_get([name, *may])
                self.assertTrue(fields[name]["readonly"])
                self.assertFalse(fields[[*may][0]]["readonly"])
        self.assertEqual(self.customer.keqing_licence_number, "1")
        self.assertEqual(self.customer.keqing_turnover, 2)

    def test_who_has_a_role_keeps_all_of_it(self):
        self.service.group_ids += self.env.ref("keqing_customer.group_customer_user")
        self._write(self.service, keqing_turnover=3.0, keqing_licence_number="3")
        self.service.group_ids -= self.env.ref("keqing_customer.group_customer_user")
        with self.assertRaises(AccessError):
            self._write(self.service, keqing_turnover=4.0)
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        self._write(self.salesperson, keqing_turnover=5.0, keqing_licence_number="5")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.orm.models")
    def test_the_rest_of_a_customer_is_not_its_own(self):
        person = self.env["res.partner"].create(
            {"name": "Keeper", "parent_id": self.customer.id, "type": "contact"}
        )
        agreement_type = self.env.ref("keqing_customer.agreement_type_distribution")
        terms = self.env["account.payment.term"].create({"name": "Some day"})
        for user in self.service + self.marketing:
            customer = self.customer.with_user(user)
            agreement = self.env["keqing.agreement"].with_user(user)
            ways = {
                "lose": customer.action_keqing_lose,
                "archive": customer.action_archive,
                "delete": person.with_user(user).unlink,
                "copy": customer.copy,
                "agreement": lambda agreement=agreement: agreement.create(
                    {"partner_id": self.customer.id, "type_id": agreement_type.id}
                ),
            }
            for name, value in (
                ("user_id", user.id),
                ("keqing_territory_id", self.south.id),
                ("keqing_customer_type_id", self.outlet.id),
                ("keqing_referrer_id", person.id),
                ("property_payment_term_id", terms.id),
                ("active", False),
                ("parent_id", person.id),
            ):
                ways[name] = lambda name=name, value=value, user=user: self._write(
                    user, **{name: value}
                )
            for way, call in ways.items():
                with (
                    self.subTest(department=user.login, way=way),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    call()
            with self.subTest(department=user.login, way="new person"):
                new = self.env["res.partner"].with_user(user)
                new = new.create({"name": "Clerk", "parent_id": self.customer.id})
                new.write({"phone": "0851 5", "function": "Clerk", "keqing_influence": "2"})
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        self._write(self.salesperson, keqing_territory_id=self.harbour.id)

    def test_sees_the_customers_of_its_territories(self):
        elsewhere = self._create_customer("Elsewhere", keqing_territory_id=self.south.id)
        self._create_invoice(self.customer, 100, "2024-02-10")
        self._create_invoice(elsewhere, 100, "2024-02-10")
        self._confirm_run(self.scorecard)
        for user in self.service + self.marketing:
            with self.subTest(department=user.login):
                seen = self.env["keqing.evaluation"].with_user(user).search([])
                self.assertEqual(seen.partner_id, self.customer)
                with self.assertRaises(AccessError):
                    elsewhere.with_user(user).name = "Changed"

    def test_stands_beside_the_roles(self):
        giver = self._create_user("giver", "admin")
        giver.group_ids += self.env.ref("base.group_erp_manager")
        service = self.env.ref("keqing_customer.group_customer_service")
        user = self.service.with_user(giver)
        self.assertFalse(user.keqing_role)
        self.assertEqual(user.keqing_duty_ids, service)
        user.keqing_duty_ids = [Command.clear()]
        self.assertFalse(self.service.has_group("keqing_customer.group_customer_user"))
