# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from ..tools.period import last_finished_period
from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestFirstTaskTour(CustomerCommon, HttpCase):
    """In a company where nobody is anything and nothing is there, each role does its first task."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.salesperson + cls.manager + cls.director:
            user.group_ids = [Command.set(cls.env.ref("base.group_user").ids)]
        sells = cls.env.ref("sales_team.group_sale_salesman")
        cls.first = cls._create_user("first", "admin")
        cls.first.group_ids += cls.env.ref("base.group_erp_manager")
        cls.seller = cls._create_user("seller", name="Seller")
        cls.leader = cls._create_user("leader", name="Leader")
        (cls.seller + cls.leader).group_ids += sells

    def test_first_tasks(self):
        self._tour("administrator", "first")
        territory = self.env["keqing.territory"].search([("name", "=", "Harbour District")])
        self.assertEqual((territory.manager_id, territory.member_ids), (self.leader, self.seller))
        self.assertTrue(self.leader.has_group("keqing_customer.group_customer_manager"))
        self.assertFalse(self.seller.has_group("keqing_customer.group_customer_manager"))

        self._tour("salesperson", "seller")
        customer = self.env["res.partner"].search([("name", "=", "Wanmin Restaurant")])
        self.assertRecordValues(
            customer, [{"user_id": self.seller.id, "keqing_territory_id": territory.id}]
        )

        elsewhere = self._create_customer(
            "Wangshu Inn",
            keqing_customer_type_id=customer.keqing_customer_type_id.id,
            keqing_territory_id=False,
        )
        day, __ = last_finished_period("quarter", Date.today())
        self._create_invoice(customer, 9_000, day)
        self._create_invoice(elsewhere, 500, day)
        self._tour("run", "first")
        self._tour("manager", "leader")
        self._tour("confirmation", "first")
        run = self.env["keqing.evaluation.run"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            run, [{"state": "confirmed", "confirmed_by_id": self.first.id, "total_count": 2}]
        )
        self.assertEqual(run.reviewed_by_ids, self.leader)

        for duty in ("credit", "legal", "data_officer"):
            user = self._create_user(duty)
            user.group_ids += self.env.ref(f"keqing_customer.group_customer_{duty}")

        self._tour("controller", "credit", f"/odoo/res.partner/{customer.id}")
        account = self.env["keqing.credit.account"].search([("partner_id", "=", customer.id)])
        self.assertRecordValues(account, [{"terms": "limit", "credit_limit": 5000}])

        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": self.seller.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 6_000})
                ],
            }
        )
        release = self.env["keqing.credit.release"].with_user(self.seller)
        release = release.create({"sale_order_id": order.id, "reason": "Pays on Friday"})
        self._tour("release", "credit")
        self.assertRecordValues(
            release, [{"state": "approved", "decision_note": "An old customer"}]
        )

        agreement = self.env["keqing.agreement"].create(
            {
                "type_id": self.env.ref("keqing_customer.agreement_type_distribution").id,
                "partner_id": customer.id,
                "company_id": self.company.id,
                "date_from": Date.today(),
                "date_to": Date.add(Date.today(), years=1),
            }
        )
        agreement.with_user(self.first).action_submit()
        self._tour("reviewer", "legal")
        self.assertEqual(agreement.stage, "active")

        person = self._create_customer("Xiangling", is_company=False, parent_id=customer.id)
        consent = self.env["keqing.consent"].create({"partner_id": person.id, "purpose": "profile"})
        self.env["keqing.personal.profile"].create({"partner_id": person.id, "family": "Two"})
        consent.action_withdraw()
        self._tour("officer", "data_officer")
        consent = consent.search([("partner_id", "=", person.id)]) - consent
        self.assertRecordValues(consent, [{"purpose": "profile", "note": "At the counter"}])

    def _tour(self, role, login, url="/odoo"):
        self.start_tour(url, f"keqing_customer_first_{role}", login=login)
