# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What is proposed for a new customer, and what follows from what is chosen."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import CustomerCommon


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
