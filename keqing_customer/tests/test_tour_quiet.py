# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import CustomerCommon

# What Odoo calls those who work with it, one login each
ROLES = {
    "sells": "sales_team.group_sale_salesman,base.group_partner_manager,base.group_allow_export",
    "books": "account.group_account_manager",
    "stocks": "product.group_product_manager",
}


@tagged("post_install", "-at_install")
class TestQuietTour(CustomerCommon, HttpCase):
    """Where we have just been installed and nobody has a role of ours, Odoo's day goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody has a role of ours, nothing is set up, whatever other tests keep in the database
        used = patch.object(cls.registry["res.users"], "_keqing_is_used", lambda users: False)
        cls.startClassPatcher(used)
        for login, names in ROLES.items():
            user = cls._create_user(login)
            user.group_ids += cls.env["res.groups"].union(*map(cls.env.ref, names.split(",")))
        cls.wine = cls._create_product(name="Osmanthus Wine", invoice_policy="order")

    def test_a_day_in_odoo(self):
        self._tour("contact", "sells", "action-contacts.action_contacts/new")
        contact = self.env["res.partner"].search([("name", "=", "Wanmin Restaurant")])
        self.assertEqual(len(contact), 1)

        self._tour("lead", "sells", "action-crm.crm_lead_action_pipeline/new")
        order = self.env["sale.order"].search([("partner_id", "=", contact.id)])
        self.assertRecordValues(order, [{"state": "sale"}])
        self.assertEqual(order.opportunity_id.name, "Wine for the feast")

        invoice = order.with_user(order.user_id)._create_invoices()
        self._tour("invoice", "books", f"action-account.action_move_out_invoice/{invoice.id}")
        self.assertEqual(invoice.state, "posted")

        template = self.wine.product_tmpl_id
        self._tour("product", "stocks", f"action-product.product_template_action/{template.id}")
        self.assertTrue(template.search([("name", "=", "Osmanthus Wine (copy)")]))

        self._tour("list", "sells", "action-contacts.action_contacts")
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Xiangling")]))

    def _tour(self, name, login, path):
        self.start_tour(f"/odoo/{path}", f"keqing_customer_quiet_{name}", login=login)
