# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
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

    def test_members_work_here(self):
        own = self._create_customer(company_id=self.company.id)
        stranger = self._create_user(
            "stranger",
            "user",
            company_id=self.other_company.id,
            company_ids=self.other_company.ids,
        )
        with self.assertRaisesRegex(ValidationError, "not allowed in Liyue Harbour"):
            self._join(stranger, own)
        self.helper.active = False
        with self.assertRaisesRegex(ValidationError, "does not work here"):
            self._join()
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "the team is that of Ganyu"):
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
        self.assertEqual(self.customer.get_keqing_team()["missing"], [])
        self.assertEqual(self._found(filters), [nobody, nobody])
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

    def test_card_shows_the_team(self):
        member = self._join(is_sponsor=True)
        self.assertEqual(
            self.customer.get_keqing_team()["members"],
            [
                {
                    "id": member.id,
                    "user_id": self.helper.id,
                    "user": "Helper",
                    "duty": "Marketing",
                    "is_sponsor": True,
                }
            ],
        )
        self.assertFalse(self.customer.with_user(self.helper).get_keqing_team()["may_change"])
        self.assertTrue(self.customer.with_user(self.director).get_keqing_team()["may_change"])
