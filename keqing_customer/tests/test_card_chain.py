# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import CustomerCommon


class ChainCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Role = cls.env["keqing.contact.role"]
        cls.head = Role.create({"name": "Head", "is_decision_maker": True})
        cls.payer = Role.create({"name": "Payer"})
        cls.seller.demanded_role_ids = cls.payer
        cls.customer = cls._create_customer(user_id=cls.manager.id)

    @classmethod
    def _create_person(cls, name, customer=None, **values):
        parent = customer or cls.customer
        return cls.env["res.partner"].create({"name": name, "parent_id": parent.id, **values})

    def _gaps(self, user=None):
        customer = self.customer.with_user(user or self.env.user)
        return customer.get_keqing_key_persons()["gaps"]


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 12:00:00")
class TestDecisionChain(ChainCommon):
    def _meet(self, people, day):
        return self.env["calendar.event"].create(
            {
                "name": "Tasting",
                "start": f"{day} 09:00:00",
                "stop": f"{day} 10:00:00",
                "partner_ids": [Command.set(people.ids)],
            }
        )

    def _last_contact(self, partner):
        return str(partner._get_last_contacts().get(partner.id, ""))

    def test_vacant_posts_are_named(self):
        self._meet(self.customer, "2024-06-29")
        self.assertEqual(
            self._gaps(), ["Payer: nobody known", "Who has the last word is not known"]
        )
        self._create_person("Yelan", keqing_role_id=self.payer.id)
        self.assertEqual(self._gaps(), ["Who has the last word is not known"])
        self._create_person("Ningguang", keqing_role_id=self.head.id)
        self.assertEqual(self._gaps(), [])

    def test_a_vacant_post_that_decides_is_named_once(self):
        self._meet(self.customer, "2024-06-29")
        self.seller.demanded_role_ids = self.head
        self.assertEqual(self._gaps(), ["Head: nobody known"])

    def test_silence(self):
        self.seller.demanded_role_ids = False
        decider = self._create_person("Ningguang", keqing_role_id=self.head.id)
        payer = self._create_person("Yelan", keqing_role_id=self.payer.id)
        everybody = ["Nobody was contacted for 180 days"]
        self.assertEqual(self._gaps(), ["Nobody was contacted yet"])
        self._meet(decider | payer | self.customer, "2024-01-02")  # 180 days ago
        self.assertEqual(self._gaps(), everybody)
        self._meet(decider, "2024-01-03")
        self.assertEqual(self._gaps(), ["Yelan: not contacted for 180 days"])
        self._create_person("Xiangling", keqing_role_id=self.payer.id)
        self.assertIn("Xiangling: never contacted", self._gaps())
        self._meet(self.customer, "2024-01-03")
        self.assertEqual(self._gaps(), [])

    def test_what_counts_as_a_contact(self):
        person = self._create_person("Yelan", email="yelan@example.com")
        self.assertEqual(self._last_contact(person), "")
        with freeze_time("2024-03-01 12:00:00"):
            person.message_post(
                body="Dear Yelan", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(self._last_contact(person), "2024-03-01")
        with freeze_time("2024-03-02 12:00:00"):
            activity = person.activity_schedule("mail.mail_activity_data_call")
            activity.action_feedback()
            self.env.flush_all()
        self.assertEqual(self._last_contact(person), "2024-03-02")
        with freeze_time("2024-03-03 12:00:00"):
            self.customer.message_post(
                body="Hello",
                author_id=person.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(self._last_contact(person), "2024-03-03")
        self.assertEqual(self._last_contact(self.customer), "2024-03-03")
        self._meet(person, "2024-03-04")
        self.assertEqual(self._last_contact(person), "2024-03-04")

    def test_the_day_of_a_done_activity_is_right_west_of_greenwich(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        with freeze_time("2024-03-02 12:00:00"):
            activity = self.customer.activity_schedule("mail.mail_activity_data_call")
            activity.action_feedback()
            self.env.flush_all()
        self.assertEqual(self._last_contact(self.customer), "2024-03-02")
        done = self.env["mail.activity"].with_context(active_test=False).browse(activity.id)
        self.env.cr.execute(
            "UPDATE mail_activity SET write_date = '2024-03-02 07:59' WHERE id = %s", [done.id]
        )
        self.assertEqual(self._last_contact(self.customer), "2024-03-01", "its hour is known")

    def test_what_is_no_contact(self):
        person = self._create_person("Yelan")
        person.message_post(body="Be careful with her", subtype_xmlid="mail.mt_note")
        person.activity_schedule("mail.mail_activity_data_call")
        self._meet(person, "2024-07-01")
        self._meet(person, "2024-06-01").active = False
        reminder = person.activity_schedule("keqing_customer.mail_activity_type_verify")
        reminder.action_feedback()
        self.assertEqual(self._last_contact(person), "")

    def test_other_modules_know_more_contacts(self):
        person = self._create_person("Yelan")
        Partner = type(self.env["res.partner"])
        known = Partner._contact_sources

        def sources(partners, partner_ids):
            visit = SQL(
                "SELECT %s, '2024-06-20'::timestamp, NULL::int, 'visit 1', 'visit'", person.id
            )
            return [*known(partners, partner_ids), visit]

        with patch.object(Partner, "_contact_sources", sources):
            self.assertEqual(self._last_contact(person), "2024-06-20")

    def test_contacts_of_some_kinds_since_a_day(self):
        """Of several customers at once, with all of their people."""
        person, other = self._create_person("Yelan"), self._create_customer("Beidou")
        with freeze_time("2024-03-02 12:00:00"):
            person.activity_schedule("mail.mail_activity_data_call").action_feedback()
            other.message_post(
                body="Dear Beidou", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self.env.flush_all()
        self._meet(person, "2024-03-04")
        customers = self.customer | other
        customers._get_last_customer_contacts()  # warms the caches of the registry
        for kinds, since, first, second in (
            (None, None, "2024-03-04", "2024-03-02"),
            (["phone"], None, "2024-03-02", None),
            (["meeting", "message"], None, "2024-03-04", "2024-03-02"),
            (["visit", "email", "online"], None, None, None),
            (None, "2024-03-03", "2024-03-04", None),
            (["phone"], "2024-03-02", "2024-03-02", None),
            (["phone"], "2024-03-03", None, None),
        ):
            with self.subTest(kinds=kinds, since=since):
                with self.assertQueryCount(1):
                    found = customers._get_last_customer_contacts(kinds, since)
                expected = {self.customer.id: first, other.id: second}
                self.assertEqual(
                    {each: str(day) for each, day in found.items()},
                    {each: day for each, day in expected.items() if day},
                )
        self.assertEqual(
            person._get_last_contacts(["phone"]), {person.id: Date.to_date("2024-03-02")}
        )
        self.assertFalse(self.customer._get_last_contacts())

    def test_every_kind_of_contact_is_known(self):
        kinds = self.env["keqing.contact.mixin"]._fields["contact_kind"].get_values(self.env)
        sources = self.env["res.partner"]._contacts_sql(SQL("(SELECT id FROM res_partner)"))
        rows = self.env.execute_query(SQL("SELECT DISTINCT kind FROM (%s) contact", sources))
        self.assertLessEqual({kind for (kind,) in rows}, set(kinds))

    def test_many_people_cost_no_more_than_few(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            count = len(self.customer.get_keqing_key_persons()["persons"])
            return count, self.cr.sql_log_count - before

        self._create_person("Yelan", keqing_role_id=self.payer.id)
        cost()
        __, few = cost()
        for number in range(9):
            self._create_person(f"Person {number}", keqing_role_id=self.payer.id)
        self.assertEqual(cost(), (10, few))

    def test_last_contact_of_each(self):
        person = self._create_person("Yelan")
        self._meet(person, "2024-06-20")
        shown = self.customer.get_keqing_key_persons()["persons"][0]
        self.assertEqual(shown["last_contact"], Date.to_date("2024-06-20"))


@tagged("post_install", "-at_install")
class TestSuccession(ChainCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")
        cls.person = cls._create_person(
            "Ningguang",
            keqing_role_id=cls.head.id,
            keqing_influence="3",
            keqing_attitude="for",
            function="Owner",
        )
        cls.colleague = cls._create_person("Keqing", keqing_attitude="against")

    def _leave(self, user=None, person=None, **values):
        person = (person or self.person).with_user(user or self.salesperson)
        action = person.action_keqing_leave()
        succession = person.env[action["res_model"]].with_context(**action["context"])
        return succession.create(values).action_confirm()

    def test_successor_takes_over_role_and_influence(self):
        self._leave(successor_id=self.colleague.id)
        self.assertFalse(self.person.active)
        self.assertEqual(self.person.keqing_role_id, self.head, "history keeps the role")
        self.assertRecordValues(
            self.colleague,
            [
                {
                    "keqing_role_id": self.head.id,
                    "keqing_influence": "3",
                    "keqing_attitude": "against",
                }
            ],
        )
        change = self.customer.keqing_verification_ids
        self.assertTrue(change.has_major_change)
        self.assertEqual(change.note, "Ningguang (Head) has left; Keqing comes after.")
        self.assertEqual(change.user_id, self.salesperson)
        told = self.customer.message_ids[0]
        self.assertIn("has left", told.body)
        self.assertIn(self.manager.partner_id, told.partner_ids)
        card = self.customer.get_keqing_key_persons()
        self.assertEqual([each["name"] for each in card["persons"]], ["Keqing"])
        self.assertEqual(card["left"], ["Ningguang (Head)"])

    def test_successor_may_begin_anew(self):
        self._leave(successor_id=self.colleague.id, takes_over=False)
        self.assertFalse(self.colleague.keqing_role_id)

    def test_successor_may_be_new(self):
        self._leave(successor_name="Beidou")
        successor = self.customer.child_ids.filtered(lambda each: each.name == "Beidou")
        self.assertEqual(successor.keqing_role_id, self.head)
        self.assertEqual(successor.function, "Owner")
        self.assertFalse(successor.keqing_attitude)

    def test_without_successor_there_is_a_gap(self):
        self._leave()
        self.assertIn("Who has the last word is not known", self._gaps())
        self.assertEqual(
            self.customer.keqing_verification_ids.note,
            "Ningguang (Head) has left; nobody follows yet.",
        )

    def test_successor_is_of_the_same_customer(self):
        stranger = self._create_person("Childe", self._create_customer("Northland Bank"))
        for successor in (stranger, self.person):
            with self.assertRaisesRegex(UserError, "choose another person at Ganyu"):
                self._leave(successor_id=successor.id)
        with self.assertRaisesRegex(UserError, "not both"):
            self._leave(successor_id=self.colleague.id, successor_name="Beidou")
        self.assertTrue(self.person.active)

    def test_nobody_leaves_twice(self):
        self._leave()
        with self.assertRaisesRegex(UserError, "no customer any more"):
            self._leave()
        with self.assertRaisesRegex(UserError, "no customer any more"):
            self._leave(person=self.customer)

    def test_who_does_not_see_the_customer_changes_nothing(self):
        self.customer.keqing_territory_id = self.south
        with self.assertRaises(AccessError):
            self._leave()
        self.assertTrue(self.person.active)
