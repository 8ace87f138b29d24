# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who is what, and where, on one screen."""

from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons import keqing_customer

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestRoles(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = cls._create_user("newcomer")
        cls.giver = cls._create_user("giver", "admin")
        cls.giver.group_ids += cls.env.ref("base.group_erp_manager")
        cls.credit = cls.env.ref("keqing_customer.group_customer_credit")

    def _given(self, user):
        return user.with_user(self.giver)

    def test_says_who_is_what(self):
        people = {
            self.salesperson: "user",
            self.manager: "manager",
            self.director: "all",
            self.admin: "admin",
            self.newcomer: False,
        }
        for user, role in people.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._given(user).keqing_role, role)
        self.assertEqual(self._given(self.manager).keqing_managed_territory_ids, self.north)
        self.assertEqual(self._given(self.salesperson).keqing_territory_ids, self.harbour)

    def test_gives_and_takes_a_role(self):
        user = self._given(self.newcomer)
        for role, has_all in (("manager", False), ("all", True), ("user", False), (False, False)):
            user.keqing_role = role
            self.assertEqual(user.keqing_role, role)
            self.assertEqual(
                self.newcomer.has_group("keqing_customer.group_customer_user"), bool(role)
            )
            self.assertEqual(self.newcomer.has_group("keqing_customer.group_customer_all"), has_all)
        self.assertTrue(self.newcomer._is_internal())

    def test_a_duty_is_no_role(self):
        user = self._given(self.newcomer)
        user.keqing_duty_ids = self.credit
        self.assertFalse(user.keqing_role)
        self.assertTrue(self.newcomer.has_group("keqing_customer.group_customer_credit"))
        user.keqing_role = "user"
        self.assertEqual(user.keqing_duty_ids, self.credit)
        user.keqing_duty_ids = False
        self.assertEqual(user.keqing_role, "user")
        self.assertFalse(self.newcomer.has_group("keqing_customer.group_customer_credit"))

    def test_gives_territories(self):
        user = self._given(self.newcomer)
        user.keqing_role = "manager"
        user.write(
            {
                "keqing_managed_territory_ids": [Command.link(self.south.id)],
                "keqing_territory_ids": [Command.link(self.harbour.id)],
            }
        )
        self.assertEqual(self.south.manager_id, self.newcomer)
        self.assertIn(self.newcomer, self.harbour.access_user_ids)

    def test_rights_are_given_by_who_gives_them_in_odoo(self):
        """Else our administrator would make himself the data officer."""
        own = self.admin.with_user(self.admin)
        for field, value in (
            ("keqing_role", "all"),
            ("keqing_duty_ids", self.credit.ids),
        ):
            with self.subTest(field=field), self.assertRaises(AccessError):
                own.write({field: value})

    def test_others_do_not_see_it(self):
        with self.assertRaises(AccessError):
            self.admin.with_user(self.director).read(["keqing_role"])

    def test_who_installs_us_is_led_to_the_setting_up_once(self):
        """From Apps, and if it is theirs to do; else Odoo goes on as it would without us."""
        Modules = self.env["ir.module.module"]
        for installer, is_led in ((None, False), (self.newcomer, False), (self.admin, True)):
            session = SimpleNamespace(session=SimpleNamespace(uid=installer and installer.id))
            with (
                self.subTest(installer=installer and installer.login),
                patch.object(keqing_customer, "request", installer and session),
            ):
                keqing_customer.post_init_hook(self.env)
                led = Modules.next()
                self.assertEqual(led.get("tag") == "reload", is_led)
                self.assertEqual(Modules.next().get("url"), "/odoo", "another module")
        params = self.env.ref("keqing_customer.setup_action").params
        opened = self.env["ir.actions.client"].browse(params["action_id"])
        self.assertEqual(opened.tag, "keqing_today")
        steps = self.env["keqing.today"].with_user(self.admin)._get_setup_steps()
        self.assertIn("keqing_customer.res_users_roles_action", [action for *__, action in steps])

    def test_who_installs_us_is_not_kept_from_what_others_open(self):
        others = self.env["ir.actions.todo"].create(
            {"action_id": self.env.ref("base.action_open_website").id, "sequence": 100}
        )
        session = SimpleNamespace(session=SimpleNamespace(uid=self.admin.id))
        with patch.object(keqing_customer, "request", session):
            keqing_customer.post_init_hook(self.env)
        self.assertEqual(others.state, "open")

    def test_the_first_administrator_is_led_there(self):
        wizard = self.env["keqing.policy.choice"].with_user(self.admin)
        wizard = wizard.create({"pack": "liquor"})
        self.assertEqual(wizard._next_step()["tag"], "soft_reload")
        for user in self.salesperson + self.manager + self.director:
            self._given(user).keqing_role = False
        self.assertEqual(wizard._next_step()["res_model"], "res.users")
