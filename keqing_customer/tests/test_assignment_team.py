# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestAccountTeam(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls.env.ref("keqing_customer.account_duty_marketing")
        cls.customer = cls._create_customer(keqing_territory_id=cls.south.id)
        cls.helper = cls._create_user("helper", "user")

    def _join(self, user=None, customer=None, by=None, **values):
        return (
            self.env["keqing.account.team.member"]
            .with_user(by or self.env.user)
            .create(
                {
                    "partner_id": (customer or self.customer).id,
                    "user_id": (user or self.helper).id,
                    "duty_id": self.marketing.id,
                    **values,
                }
            )
        )

    def _seen(self, user, records):
        self.env.flush_all()
        return records.with_user(user).search([("id", "in", records.ids)]).ids == records.ids

    def test_members_see_the_customer_and_its_people(self):
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        other = self._create_customer(keqing_territory_id=self.south.id)
        both = self.customer | person
        self.assertFalse(self._seen(self.helper, both))
        member = self._join()
        self.assertTrue(self._seen(self.helper, both))
        self.assertTrue(self._seen(self.helper, member))
        self.assertFalse(self._seen(self.helper, other))
        member.unlink()
        self.assertFalse(self._seen(self.helper, self.customer))

    def test_members_see_why_the_customer_has_its_grade(self):
        self._create_invoice(self.customer, 9000, "2024-01-15")
        self._confirm_run(self._create_scorecard())
        self.env.flush_all()
        customer = self.customer.with_user(self.helper)
        self._join()
        self.assertTrue(customer.get_keqing_explanation())

    def test_members_change_nothing(self):
        self._join()
        self.helper.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.customer.with_user(self.helper).phone = "1"
        with self.assertRaises(AccessError):
            self._join(self.salesperson, by=self.helper)

    def test_members_write_to_the_customer_and_call_it(self):
        """Also to its people; with nobody else's customer, and nothing changes by that."""
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        other = self._create_customer(keqing_territory_id=self.south.id)
        self._join()
        for partner in self.customer | person:
            mine = partner.with_user(self.helper)
            mine.message_post(
                body="Dear all", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            call = mine.activity_schedule("mail.mail_activity_data_call", user_id=self.helper.id)
            call.action_feedback()
            self.assertTrue(partner.message_ids)
        self.env.flush_all()
        self.assertEqual(self.customer.get_keqing_team()["members"][0]["contact_count"], 4)
        with self.assertRaises(AccessError):
            other.with_user(self.helper).message_post(body="Dear others", message_type="comment")
        with self.assertRaises(AccessError):
            other.with_user(self.helper).activity_schedule("mail.mail_activity_data_call")
        self.customer.keqing_team_member_ids.unlink()
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.helper).activity_schedule("mail.mail_activity_data_call")

    def test_managers_name_the_teams_of_their_territories(self):
        theirs = self._create_customer()
        self._join(customer=theirs, by=self.manager)
        with self.assertRaises(AccessError):
            self._join(by=self.manager)
        self._join(self.manager)
        with self.assertRaises(AccessError, msg="a member lets nobody else in"):
            self._join(by=self.manager)

    def test_teams_of_another_company_are_hidden(self):
        foreign = self._create_customer(company_id=self.other_company.id)
        self.helper.company_ids += self.other_company
        member = self._join(customer=foreign)
        in_company = member.with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(self._seen(self.director, in_company))
        self.assertFalse(self._seen(self.helper, in_company))

    def test_a_manager_in_the_team_decides_nothing(self):
        """To see a verdict for being in the team is not to answer for the customer."""
        abroad = self._create_customer(keqing_territory_id=self.south.id)
        self._join(self.manager, abroad)
        mark = self._create_indicator("mark", window="period")
        self._assess(mark, abroad, 50)
        run = self._confirm_run(self._create_scorecard(lines=[self._line(mark)]))
        verdict = self._evaluation(run, abroad).with_user(self.manager)
        self.assertTrue(verdict.has_access("read"))
        with self.assertRaises(AccessError):
            verdict.action_override()

    def test_members_work_here(self):
        own = self._create_customer(company_id=self.company.id)
        stranger = self._create_user(
            "stranger",
            "user",
            company_id=self.other_company.id,
            company_ids=self.other_company.ids,
        )
        Member = self.env["keqing.account.team.member"]
        foreign = (
            "Stranger is not allowed in Liyue Harbour Trading, whose customer Ganyu is: choose"
        )
        with self.assertRaisesRegex(ValidationError, foreign), self.env.cr.savepoint():
            self._join(stranger, own)
        member = self._join()
        self.helper.active = False
        self.assertTrue(self.customer.get_keqing_team()["members"][0]["has_left"])
        duty = {"partner_id": self.customer.id, "duty_id": self.marketing.id}
        with (
            self.assertRaisesRegex(ValidationError, "Helper does not work here: choose another"),
            self.env.cr.savepoint(),
        ):
            Member.create(
                [
                    {**duty, "user_id": self.salesperson.id},
                    {**duty, "user_id": self.helper.id, "partner_id": own.id},
                ]
            )
        self.assertEqual(Member.search([("partner_id", "in", (own + self.customer).ids)]), member)
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "choose Ganyu instead"):
            self._join(self.salesperson, person)

    def test_a_duty_is_given_once(self):
        self._join()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._join()

    def test_what_the_grade_demands(self):
        self.grade_a.write({"team_demanded": True, "sponsor_demanded": True})
        self.customer.sudo().keqing_grade_id = self.grade_a
        normal = self._create_customer()
        normal.sudo().keqing_grade_id = self.grade_b
        filters = self._filters()
        self.assertEqual(
            self.customer.get_keqing_team()["missing"],
            [
                f"A customer of the grade {self.grade_a.name} needs an account team.",
                f"A customer of the grade {self.grade_a.name} needs an executive sponsor.",
            ],
        )
        self.assertEqual(self._found(filters), [self.customer, self.customer])
        member = self._join()
        self.assertEqual(len(self.customer.get_keqing_team()["missing"]), 1)
        nobody = self.env["res.partner"]
        self.assertEqual(self._found(filters), [nobody, self.customer])
        member.is_sponsor = True
        self.assertEqual(
            self.customer.get_keqing_team()["missing"],
            [f"{self.helper.name}, the executive sponsor, has not talked with the customer yet."],
        )
        self.assertEqual(self._found(filters), [nobody, nobody])
        self.grade_a.sponsor_months = 0
        self.assertEqual(self.customer.get_keqing_team()["missing"], [])
        self.helper.active = False
        self.assertEqual(len(self.customer.get_keqing_team()["missing"]), 2)
        self.assertEqual(self._found(filters), [self.customer, self.customer])
        self.assertEqual(normal.get_keqing_team()["missing"], [])

    def _filters(self):
        view = self.env.ref("keqing_customer.customer_view_search")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id, "search")["arch"])
        return [
            literal_eval(arch.find(f".//filter[@name='{name}']").get("domain"))
            for name in ("filter_no_team", "filter_no_sponsor")
        ]

    def _found(self, filters):
        self.env.flush_all()
        Partner = self.env["res.partner"].with_user(self.director)
        return [Partner.search(domain).with_env(self.env) for domain in filters]

    # Their contacts

    def _contacts(self, customer=None):
        """What is told of the helper: day of the last contact, number in the last 90 days."""
        self.env.flush_all()
        [member] = (customer or self.customer).get_keqing_team()["members"]
        return str(member["last_contact"] or ""), member["contact_count"]

    def _meet(self, people, start="2024-06-20 09:00:00", **values):
        return self.env["calendar.event"].create(
            {
                "name": "Tasting",
                "start": start,
                "stop": start[:-5] + "30:00",
                "partner_ids": [Command.set(people.ids)],
                **values,
            }
        )

    @freeze_time("2024-06-30 12:00:00")
    def test_contacts_of_members_count(self):
        """Calls, messages and meetings, with the customer or its people; so it is not silent."""
        self._join()
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        silent = "Nobody was contacted yet"
        self.assertIn(silent, self.customer.get_keqing_key_persons()["gaps"])
        self.assertEqual(self._contacts(), ("", 0))
        with freeze_time("2024-06-10 12:00:00"):
            call = self.customer.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.helper.id
            )
            call.action_feedback()
            self.env.flush_all()
        self.assertEqual(self._contacts(), ("2024-06-10", 1))
        self.assertNotIn(silent, self.customer.get_keqing_key_persons()["gaps"])
        with freeze_time("2024-06-12 12:00:00"):
            person.message_post(
                body="Dear Yelan",
                author_id=self.helper.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(self._contacts(), ("2024-06-12", 2))
        self._meet(person | self.customer | self.helper.partner_id)
        self.assertEqual(self._contacts(), ("2024-06-20", 3), "one meeting, with both of them")
        person.active = False
        self.assertEqual(self._contacts(), ("2024-06-20", 3), "also with who left")

    @freeze_time("2024-06-30 12:00:00")
    def test_a_meeting_that_was_an_activity_is_one_contact(self):
        self._join()
        event = self._meet(self.customer | self.helper.partner_id)
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_meeting", user_id=self.helper.id
        )
        activity.calendar_event_id = event
        activity.action_feedback()
        self.assertEqual(self._contacts(), ("2024-06-30", 1))

    @freeze_time("2024-06-30 12:00:00")
    def test_what_others_do_is_not_a_members(self):
        self._join()
        other = self._create_customer("Beidou")
        self._meet(self.customer | self.manager.partner_id)
        self._meet(other | self.helper.partner_id)
        self._meet(self.customer | self.helper.partner_id, "2024-07-20 09:00:00")
        self._meet(self.customer | self.helper.partner_id, active=False)
        self.assertEqual(self._contacts(), ("", 0))
        self._meet(self.customer | self.helper.partner_id, "2024-04-01 09:00:00")
        self.assertEqual(self._contacts(), ("2024-04-01", 0), "90 days ago is too long")
        self._meet(self.customer | self.helper.partner_id, "2024-04-02 09:00:00")
        self.assertEqual(self._contacts(), ("2024-04-02", 1))

    def test_contacts_of_many_members_take_one_query(self):
        self._join()
        few = self._team_queries()
        for number in range(5):
            self._join(self._create_user(f"helper_{number}", "user"))
        self.assertEqual(self._team_queries(), few)

    def _team_queries(self):
        for __ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.customer.get_keqing_team()
        return self.cr.sql_log_count - before

    def test_card_shows_the_team(self):
        member = self._join(is_sponsor=True)
        self.assertEqual(
            self.customer.get_keqing_team()["members"],
            [
                {
                    "id": member.id,
                    "user_id": self.helper.id,
                    "user": "Helper",
                    "has_left": False,
                    "duty": "Marketing",
                    "is_sponsor": True,
                    "last_contact": False,
                    "contact_count": 0,
                }
            ],
        )
        self.assertFalse(self.customer.with_user(self.helper).get_keqing_team()["may_change"])
        self.assertTrue(self.customer.with_user(self.director).get_keqing_team()["may_change"])
