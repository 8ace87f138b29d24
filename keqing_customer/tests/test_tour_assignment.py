# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestHandoverTour(CustomerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_CN"])
        groups = "base.group_partner_manager", "sales_team.group_sale_salesman_all_leads"
        cls.manager.write(
            {
                "lang": "zh_CN",
                "group_ids": [Command.link(cls.env.ref(group).id) for group in groups],
            }
        )
        cls.successor = cls._create_user("successor", "user")

    def test_a_hand_over_is_previewed_and_done(self):
        customers = self._create_customer(user_id=self.salesperson.id)
        customers += self._create_customer("Yanfei", user_id=self.salesperson.id)
        work = {"partner_id": customers[0].id, "user_id": self.salesperson.id}
        lead = self.env["crm.lead"].create({"name": "A banquet", **work})
        order = self.env["sale.order"].create(work)
        for document in (customers[0], lead):
            document.activity_schedule("mail.mail_activity_data_call", user_id=self.salesperson.id)

        self.start_tour("/odoo/keqing-reassignments", "keqing_customer_hand_over", login="manager")

        handover = self.env["keqing.reassignment"].search([("user_id", "=", self.successor.id)])
        self.assertRecordValues(
            handover, [{"state": "done", "reason": "离职交接", "moved_activity_count": 2}]
        )
        self.assertEqual((customers | lead.partner_id).user_id | lead.user_id, self.successor)
        self.assertEqual(handover.moved_lead_ids, lead)
        self.assertEqual((order.user_id, handover.moved_order_ids.ids), (self.salesperson, []))
        self.assertEqual((customers[0].activity_ids | lead.activity_ids).user_id, self.successor)
