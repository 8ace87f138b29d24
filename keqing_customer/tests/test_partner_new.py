# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What is proposed for a new customer, and what follows from what is chosen."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestProposal(CustomerCommon):
    """Who sees only own customers can save a new one with its name and type alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.salesperson, cls.manager, cls.director):
            user.group_ids += cls.env.ref("base.group_partner_manager")

    def _save(self, user):
        form = Form(self.env["res.partner"].with_user(user), "base.view_partner_form")
        form.name = "Wanmin Restaurant"
        form.keqing_customer_type_id = self.outlet
        return form.save()

    def test_salesperson(self):
        customer = self._save(self.salesperson)
        self.assertEqual(customer.user_id, self.salesperson)
        self.assertEqual(customer.keqing_territory_id, self.harbour)

    def test_salesperson_of_two_territories_chooses(self):
        self.south.member_ids += self.salesperson
        customer = self._save(self.salesperson)
        self.assertEqual(customer.user_id, self.salesperson)
        self.assertFalse(customer.keqing_territory_id)

    def test_manager(self):
        self.assertEqual(self._save(self.manager).user_id, self.manager)

    def test_who_sees_all_looks_after_nobody(self):
        customer = self._save(self.director)
        self.assertFalse(customer.user_id)
        self.assertFalse(customer.keqing_territory_id)

    def test_what_is_chosen_stays(self):
        form = Form(self.env["res.partner"].with_user(self.salesperson), "base.view_partner_form")
        form.name = "Wanmin Restaurant"
        form.user_id = self.manager
        form.keqing_customer_type_id = self.outlet
        self.assertEqual(form.save().user_id, self.manager)


@tagged("post_install", "-at_install")
class TestLanguage(CustomerCommon):
    """A customer speaks the language of the company, however it is made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")
        cls.Partner = cls.env["res.partner"].with_user(cls.salesperson)

    def test_on_the_list_of_customers(self):
        form = Form(
            self.Partner.with_context(keqing_customer_import=True), "base.view_partner_form"
        )
        self.assertEqual(form.lang, "zh_CN")
        form.name = "Wanmin Restaurant"
        self.assertEqual(form.save().lang, "zh_CN")

    def test_on_the_list_of_contacts(self):
        form = Form(self.Partner, "base.view_partner_form")
        self.assertEqual(form.lang, "en_US")
        form.name = "Wanmin Restaurant"
        form.keqing_customer_type_id = self.outlet
        self.assertEqual(form.save().lang, "zh_CN")

    def test_what_is_chosen_stays(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        form = Form(self.Partner, "base.view_partner_form")
        form.name = "Wanmin Restaurant"
        form.lang = "zh_TW"
        form.keqing_customer_type_id = self.outlet
        self.assertEqual(form.save().lang, "zh_TW")

    def test_imported(self):
        created = self.Partner.create(
            [
                {"name": "Wanmin Restaurant", "keqing_customer_type_id": self.outlet.id},
                {"name": "Chosen", "keqing_customer_type_id": self.outlet.id, "lang": "en_US"},
                {"name": "A contact"},
            ]
        )
        self.assertEqual(created.mapped("lang"), ["zh_CN", "en_US", "en_US"])


@tagged("post_install", "-at_install")
class TestCompany(CustomerCommon):
    """What is put into the territory of a company is of that company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls._create_territory("Ours", company_id=cls.company.id)

    def test_customer_follows_its_territory(self):
        shared = self._create_customer()
        self.assertFalse(shared.company_id)
        shared.keqing_territory_id = self.ours
        created = self._create_customer("Keqing", keqing_territory_id=self.ours.id)
        self.assertEqual((shared + created).company_id, self.company)

    def test_a_customer_of_several_companies_is_taken_from_none(self):
        shared = self._create_customer("Everybody's")
        self._create_invoice(shared, 100, "2024-02-10", company=self.other_company)
        with self.assertRaisesRegex(UserError, self.other_company.name):
            shared.keqing_territory_id = self.ours
        alone = self._create_customer("Ours alone")
        self._create_invoice(alone, 100, "2024-02-10")
        alone.keqing_territory_id = self.ours
        self.assertEqual(alone.company_id, self.company)

    def test_customer_of_another_company_stays_out(self):
        foreign = self._create_customer(company_id=self.other_company.id)
        with self.assertRaises(UserError):
            foreign.keqing_territory_id = self.ours

    def test_territory_stays_with_the_company(self):
        customer = self._create_customer(keqing_territory_id=self.ours.id)
        with self.assertRaises(UserError):
            customer.company_id = False

    def test_territory_follows_the_one_above(self):
        below = self._create_territory("Below", parent_id=self.ours.id)
        self.assertEqual(below.company_id, self.company)
        self.assertFalse(self._create_territory("Beside").company_id)

    def test_filing_rule_follows_its_territory(self):
        form = Form(self.env["keqing.filing.rule"].with_user(self.admin))
        form.name = "Inns"
        form.territory_id = self.ours
        self.assertEqual(form.save().company_id, self.company)
