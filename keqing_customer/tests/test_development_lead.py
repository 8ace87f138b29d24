# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


class LeadCommon(CustomerCommon):
    """A salesperson who keeps customers, sells, and is told of one by another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = cls.env.ref("sales_team.group_sale_salesman")
        creates = cls.env.ref("base.group_partner_manager")
        cls.salesperson.group_ids = [Command.link(sales.id), Command.link(creates.id)]
        cls.referrer = cls._create_customer("Referrer", user_id=cls.salesperson.id)

    @classmethod
    def _create_lead(cls, **values):
        lead = {
            "name": "Wangshu Inn wants wine",
            "type": "opportunity",
            "partner_name": "Wangshu Inn",
            "contact_name": "Verr Goldet",
            "phone": "+86 851 8888 0001",
            "city": "Dihua Marsh",
            "lang_id": cls.env.ref("base.lang_en").id,
            "user_id": cls.salesperson.id,
            "company_id": cls.company.id,
            "keqing_customer_type_id": cls.outlet.id,
            "keqing_territory_id": cls.harbour.id,
            "keqing_referrer_id": cls.referrer.id,
            **values,
        }
        return cls.env["crm.lead"].create(lead).with_user(cls.salesperson)


@tagged("post_install", "-at_install")
class TestLead(LeadCommon):
    def _customer(self, action):
        self.assertEqual(action["res_model"], "res.partner")
        return self.env["res.partner"].browse(action["res_id"])

    def test_a_signed_lead_is_a_customer_with_all_that_was_known(self):
        lead = self._create_lead()
        customer = self._customer(lead.action_keqing_sign())
        self.assertRecordValues(
            customer,
            [
                {
                    "name": "Wangshu Inn",
                    "is_company": True,
                    "city": "Dihua Marsh",
                    "keqing_customer_type_id": self.outlet.id,
                    "keqing_territory_id": self.harbour.id,
                    "keqing_referrer_id": self.referrer.id,
                    "user_id": self.salesperson.id,
                }
            ],
        )
        self.assertEqual(customer.child_ids.name, "Verr Goldet")
        self.assertEqual((lead.won_status, lead.partner_id), ("won", customer.child_ids))
        with self.assertRaisesRegex(UserError, "signed already"):
            lead.action_keqing_sign()

    def test_what_is_missing_is_named(self):
        lead = self._create_lead(keqing_customer_type_id=False, keqing_territory_id=False)
        with self.assertRaisesRegex(UserError, "Customer Type, Territory"):
            lead.action_keqing_sign()
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.won_status, "pending")

    def test_a_customer_that_is_there_keeps_what_is_known(self):
        known = self._create_customer(
            "Wangshu Inn",
            keqing_customer_type_id=self.seller.id,
            keqing_territory_id=False,
            user_id=self.salesperson.id,
        )
        lead = self._create_lead(partner_id=known.id)
        self.assertEqual(self._customer(lead.action_keqing_sign()), known)
        self.assertEqual(known.keqing_customer_type_id, self.seller)
        self.assertEqual(known.keqing_territory_id, self.harbour)

    def test_a_duplicate_is_offered(self):
        known = self._create_customer(
            "ＷＡＮＧＳＨＵ  Inn", city="Dihua Marsh", user_id=self.salesperson.id
        )
        same_phone = self._create_customer(
            "Inn of the Marsh", phone="+86 851 8888 0001", user_id=self.salesperson.id
        )
        self._create_customer("Wangshu Inn", city="Liyue")
        lead = self._create_lead()
        action = lead.action_keqing_sign()
        self.assertEqual(action["res_model"], "keqing.lead.signing")
        signing = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        common = {candidate.name: candidate.common for candidate in signing.candidate_ids}
        self.assertEqual(common, {known.name: "name and city", same_phone.name: "telephone"})
        self.assertEqual(lead.won_status, "pending", "nothing is done yet")
        chosen = signing.candidate_ids.filtered(lambda each: each.name == known.name)
        self.assertEqual(self._customer(chosen.action_choose()), known)
        self.assertEqual(lead.partner_id, known)
        self.assertEqual(known.keqing_referrer_id, self.referrer)

    def test_none_of_them_makes_a_new_one(self):
        known = self._create_customer("Wangshu Inn", city="Dihua Marsh")
        lead = self._create_lead()
        action = lead.action_keqing_sign()
        signing = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        self.assertNotEqual(self._customer(signing.action_sign_new()), known)

    def test_of_a_colleagues_customer_only_the_name_is_told(self):
        known = self._create_customer(
            "Wangshu Inn",
            city="Dihua Marsh",
            keqing_territory_id=self.south.id,
            user_id=self.director.id,
        )
        lead = self._create_lead()
        action = lead.action_keqing_sign()
        signing = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        candidate = signing.candidate_ids
        self.assertEqual((candidate.name, candidate.is_visible), ("Wangshu Inn", False))
        with self.assertRaises(AccessError):
            known.with_user(self.salesperson).read(["phone"])
        with self.assertRaisesRegex(UserError, "somebody else"):
            candidate.action_choose()
        self.assertEqual((lead.won_status, lead.partner_id.ids), ("pending", []))

    def test_nobody_recommends_itself(self):
        with self.assertRaisesRegex(ValidationError, "cannot have recommended itself"):
            self._create_lead(partner_id=self.referrer.id)

    def test_the_territory_of_who_writes_it_down(self):
        with Form(self.env["crm.lead"].with_user(self.salesperson)) as form:
            form.name = "Fair"
            self.assertEqual(form.keqing_territory_id, self.harbour)
        self.south.member_ids = self.salesperson
        with Form(self.env["crm.lead"].with_user(self.salesperson)) as form:
            form.name = "Fair"
            self.assertFalse(form.keqing_territory_id, "it may be either")

    def test_a_source_tells_its_usual_medium(self):
        Medium = self.env["utm.medium"]
        online, offline = Medium.create([{"name": "On line"}, {"name": "Off line"}])
        site, fair = self.env["utm.source"].create(
            [
                {"name": "Our site", "keqing_medium_id": online.id},
                {"name": "Our fair", "keqing_medium_id": offline.id},
            ]
        )
        self.assertEqual(self._create_lead(source_id=site.id).medium_id, online)
        lead = self._create_lead(source_id=site.id, medium_id=offline.id)
        self.assertEqual(lead.medium_id, offline, "said otherwise")
        with Form(lead) as form:
            form.source_id = site
            form.source_id = fair
        self.assertEqual(lead.medium_id, offline)

    def test_leads_of_others_are_not_signed(self):
        lead = self._create_lead(user_id=self.director.id)
        with self.assertRaises(AccessError):
            lead.action_keqing_sign()

    def test_looking_for_duplicates_costs_the_same_for_many(self):
        lead = self._create_lead()
        for number in range(8):
            self._create_customer(f"Inn {number}", phone="+86 851 8888 0001")
        self.env["keqing.identity"]._refresh()
        self.env.flush_all()
        with self.assertQueryCount(4):
            known = lead.sudo()._find_known_customers()
        self.assertEqual(len(known), 5)
