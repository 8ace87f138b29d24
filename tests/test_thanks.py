# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The year-end rebate and the event at which customers are thanked, by region (S1-41)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_loyalty.tests.common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10 03:00:00")
class TestThanks(RebateCommon):
    """Two customers in the harbour and one in the south; of two of them somebody agrees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent = cls._create_customer("Silent")
        cls.southern = cls._create_customer("Angler", keqing_territory_id=cls.south.id)
        cls.program = cls._create_program(((1, 10),))
        cls.people = cls.env["res.partner"]
        for customer in (cls.customer, cls.silent, cls.southern):
            cls._create_invoice(customer, 1000, "2024-02-01")
            person = cls.env["res.partner"].create(
                {
                    "name": f"Owner of {customer.name}",
                    "parent_id": customer.id,
                    "email": f"owner{customer.id}@example.com",
                }
            )
            cls.people |= person
            if customer != cls.silent:
                cls.env["keqing.consent"].create({"partner_id": person.id, "purpose": "marketing"})
        cls.program.action_state()
        cls.director.group_ids += cls.env.ref("event.group_event_user")

    def _statements(self, *domain):
        return (
            self.env["keqing.rebate.statement"]
            .with_user(self.director)
            .search([("program_id", "=", self.program.id), ("date_to", "<", "2025-01-01"), *domain])
        )

    def _invite(self, guests, user=None):
        action = guests.with_user(user or self.director).action_invite_guests()
        return self.env["event.event"].browse(action["res_id"])

    def test_the_guests_of_a_region_are_invited(self):
        in_harbour = ("partner_id.keqing_territory_id", "child_of", self.harbour.id)
        event = self._invite(self._statements(in_harbour))
        self.assertEqual(event.name, "Thanks to our customers: Yearly rebate")
        self.assertEqual(event.company_id, self.company)
        [guest] = event.registration_ids
        self.assertEqual((guest.partner_id, guest.state), (self.people[0], "draft"))
        self.assertEqual(guest.company_name, "Wanmin Restaurant")
        self.assertIn("Silent", event.message_ids[0].body)
        self.assertNotIn("Wanmin", event.message_ids[0].body)
        self.assertEqual(str(self.company._get_keqing_day(event.date_begin)), "2025-01-24")

    def test_nobody_is_told_before_somebody_says_so(self):
        mails = self.env["mail.mail"].search_count([])
        event = self._invite(self._statements())
        self.assertEqual(event.registration_ids.partner_id, self.people[0] + self.people[2])
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_nobody_agrees(self):
        only_silent = ("partner_id", "=", self.silent.id)
        with self.assertRaisesRegex(UserError, "record their consents"):
            self._invite(self._statements(only_silent))
        self.env["keqing.consent"].search([]).action_withdraw()
        with self.assertRaisesRegex(UserError, "record their consents"):
            self._invite(self._statements())

    def test_who_makes_no_events_makes_none(self):
        in_harbour = ("partner_id.keqing_territory_id", "child_of", self.harbour.id)
        with self.assertRaisesRegex(AccessError, "event.event"):
            self._invite(self._statements(in_harbour), self.manager)
        for user, is_offered in ((self.manager, False), (self.director, True)):
            for model, view in (("keqing.rebate.statement", "list"), ("keqing.honour", "form")):
                arch = self.env[model].with_user(user).get_view(view_type=view)["arch"]
                self.assertEqual("action_invite_guests" in arch, is_offered, (model, user.login))

    def test_without_events_there_is_no_button(self):
        """As in a database without that module."""
        absent = patch.object(
            type(self.env),
            "__contains__",
            lambda env, name: name != "event.event" and name in env.registry,
        )
        with absent:
            for model, view in (("keqing.rebate.statement", "list"), ("keqing.honour", "form")):
                arch, __ = self.env[model].with_user(self.director)._get_view(view_type=view)
                self.assertFalse(arch.xpath("//button[@name='action_invite_guests']"))
                self.assertTrue(arch.xpath("//button"))
            with self.assertRaisesRegex(UserError, "Install Events"):
                self._invite(self._statements())
