# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Complaints leave alone, with documents that they made; what is beside them works on."""

from odoo.tests import tagged

from .common import OURS
from .copied import CommandCase, installed_modules

MODULE = "keqing_complaint"
FILL = """
from odoo import Command
customer = env["res.partner"].create({"name": "Wanmin", "is_company": True, "customer_rank": 1})
goods = env["product.product"].create({"name": "Wine", "type": "consu"})
line = {"product_id": goods.id, "product_uom_qty": 12, "price_unit": 100}
order = env["sale.order"].create({"partner_id": customer.id, "order_line": [Command.create(line)]})
order.action_confirm()
order.picking_ids.move_ids.write({"quantity": 12, "picked": True})
order.picking_ids.button_validate()
kind = env.ref("keqing_complaint.complaint_type_quality")
complaint = env["keqing.complaint"].create({
    "partner_id": customer.id, "description": "It leaks.", "type_id": kind.id,
    "line_ids": [Command.create({"product_id": goods.id, "sale_line_id": order.order_line.id})],
})
remedy = {"line_id": complaint.line_ids.id, "kind": "replenishment"}
env["keqing.complaint.remedy"].create(remedy)
complaint.action_investigate()
complaint.action_propose()
complaint._agree()
complaint.action_execute()
pickings = complaint.remedy_ids.reference_id.move_ids.picking_id
pickings.move_ids.write({"quantity": 1, "picked": True})
pickings.button_validate()
assert complaint.state == "follow_up", complaint.state
complaint._rate(customer, "4", "5")
complaint.action_make_lead()
complaint.follow_up_ids.result = "Content"
complaint.follow_up_ids.action_done()
complaint.action_close()
env.cr.commit()
print("filled")
"""
WORKS_ON = """
customer = env["res.partner"].search([("name", "=", "Wanmin")])
customer.read()
customer.get_views([(False, "form"), (False, "list")])
order = env["sale.order"].search([("partner_id", "=", customer.id)])
order.read()
pickings = env["stock.picking"].search([("partner_id", "=", customer.id)])
assert set(pickings.mapped("state")) == {"done"} and len(pickings) == 2, pickings
pickings.read()
env["stock.picking"].get_views([(False, "form")])
env["account.move"].get_views([(False, "form")])
assert env["keqing.visit"].search([("partner_id", "=", customer.id)]).mapped("state") == ["done"]
assert env["crm.lead"].search([("partner_id", "=", customer.id)])
assert env["rating.rating"].search([]).read() is not None
env["keqing.today"].get_today()
env["ir.ui.menu"].load_menus(False)
indicator = env["keqing.indicator"]
assert not indicator.search([("measure", "like", "complaint_")])
assert not env["ir.cron"].search([("model_id.model", "like", "keqing.complaint")])
print("works on")
"""


@tagged("post_install", "-at_install")
class TestLeavingComplaint(CommandCase):
    def test_complaints_leave_alone(self):
        self.assertIn("filled", self._odoo("shell", "--no-http", input=FILL))
        self._odoo("module", "uninstall", MODULE)
        left = installed_modules(self.database) & OURS
        self.assertNotIn(MODULE, left)
        self.assertIn("keqing_visit", left)
        with self._cursor() as cr:
            cr.execute("SELECT relname FROM pg_class WHERE relname LIKE 'keqing_complaint%'")
            self.assertFalse(cr.fetchall())
        self.assertIn("works on", self._odoo("shell", "--no-http", input=WORKS_ON))
