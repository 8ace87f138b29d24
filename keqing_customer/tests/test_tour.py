# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConfirmRunTour(CustomerCommon, HttpCase):
    def test_manager_confirms_a_run(self):
        amounts = {"Xinyue Kiosk": 9_000, "Wangshu Inn": 5_000, "Wanmin Restaurant": 4_500}
        customers = {name: self._create_customer(name) for name in amounts}
        for name, amount in amounts.items():
            self._create_invoice(customers[name], amount, "2024-02-10")
        run = self._compute_run(self._create_scorecard())

        self.start_tour("/odoo", "keqing_customer_confirm_run", login="manager")

        self.assertEqual(run.state, "confirmed")
        self.assertEqual(run.confirmed_by_id, self.manager)
        self.assertEqual(self._grades(run, customers.values()), ["A", "B", "A"])
        overruled = self._evaluation(run, customers["Wanmin Restaurant"])
        self.assertRecordValues(
            overruled,
            [
                {
                    "computed_grade_id": self.grade_b.id,
                    "override_user_id": self.manager.id,
                    "override_reason": "Opens two more restaurants in autumn",
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestLoadPolicyTour(CustomerCommon, HttpCase):
    """An administrator loads each policy into a company that has none, and once again."""

    def test_administrator_loads_each_policy(self):
        for pack, __, __ in self.env["keqing.policy"]._packs():
            company = self._create_company(f"Company of {pack}")
            self.admin.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
            scorecards = self.env["keqing.scorecard"].search([("company_id", "=", company.id)])
            with self.subTest(pack=pack):
                self.assertFalse(scorecards)

                self.start_tour("/odoo", f"keqing_customer_load_{pack}", login="customer_admin")

                scorecards = scorecards.search([("company_id", "=", company.id)])
                self.assertTrue(scorecards.line_ids)
                created, __ = self.env["keqing.policy"]._preview(pack, company)
                self.assertFalse(created, "something is missing still")
