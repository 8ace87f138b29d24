# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import subprocess
import sys

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tools import config

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .copied import copied_database


@tagged("post_install", "-at_install")
class TestCreditTransfers(BaseCase):
    """With Inventory installed beside us, who do not know it."""

    def setUp(self):
        super().setUp()
        self.database = self.enterContext(copied_database())
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False  # else loading the copy runs the tests of its modules
        command = [sys.executable, "-m", "odoo", "server", "--database", self.database]
        command += ["--init", "sale_stock", "--stop-after-init", "--no-http"]
        subprocess.run(command, capture_output=True, check=True)

    def test_nothing_leaves_for_who_is_on_hold(self):
        with Registry(self.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            customer = env["res.partner"].create({"name": "Ganyu", "is_company": True})
            product = env["product.product"].create(
                {"name": "Osmanthus wine", "type": "consu", "is_storable": False}
            )
            line = {"product_id": product.id, "product_uom_qty": 2, "tax_ids": False}
            order = env["sale.order"].create(
                {"partner_id": customer.id, "order_line": [Command.create(line)]}
            )
            order.action_confirm()
            replacement = self._transfer(env, customer, product)
            account = env["keqing.credit.account"]._of(customer)
            account.action_hold("Insolvent")
            env.flush_all()
            for picking in (order.picking_ids, replacement):
                picking.move_ids.write({"quantity": 2, "picked": True})
                with self.assertRaisesRegex(CreditHold, "Insolvent"), cr.savepoint():
                    picking.button_validate()
                env.invalidate_all()
            account.action_unhold()
            for picking in (order.picking_ids, replacement):
                picking.move_ids.quantity = 2
                picking.move_ids.picked = True
                picking.button_validate()
                self.assertEqual(picking.state, "done")
            self.assertEqual(order.order_line.qty_delivered, 2)
            account.action_hold("Insolvent again")
            self._nothing_leaves_in_the_name_of_another(env, customer, product)
            back = self._transfer(env, customer, product, is_return=True)
            back.move_ids.write({"quantity": 2, "picked": True})
            back.button_validate()
            self.assertEqual(back.state, "done", "what comes back is welcome")

    def _nothing_leaves_in_the_name_of_another(self, env, customer, product):
        """Whoever is named on the transfer, its moves or a move without any gets the goods."""
        shell = env["res.partner"].create({"name": "Shell company", "is_company": True})
        picking = self._transfer(env, shell, product)
        picking.move_ids.write({"partner_id": customer.id, "quantity": 2, "picked": True})
        self.assertEqual(picking.partner_id, shell)
        alone = self._transfer(env, shell, product).move_ids
        alone.write({"picking_id": False, "partner_id": customer.id, "quantity": 2, "picked": True})
        line = {"product_id": product.id, "product_uom_qty": 2, "tax_ids": False}
        order = env["sale.order"].create(
            {"partner_id": shell.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        ordered = order.picking_ids
        ordered.move_ids.write({"quantity": 2, "picked": True})
        ordered.partner_id = customer
        for deliver in (picking.button_validate, alone._action_done, ordered.button_validate):
            with self.assertRaisesRegex(CreditHold, "Insolvent again"), env.cr.savepoint():
                deliver()
            env.invalidate_all()

    def _transfer(self, env, customer, product, *, is_return=False):
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        ours = warehouse.lot_stock_id
        theirs = env.ref("stock.stock_location_customers")
        source, target = (theirs, ours) if is_return else (ours, theirs)
        move = {
            "product_id": product.id,
            "product_uom_qty": 2,
            "location_id": source.id,
            "location_dest_id": target.id,
        }
        picking = env["stock.picking"].create(
            {
                "partner_id": customer.id,
                "picking_type_id": (
                    warehouse.in_type_id if is_return else warehouse.out_type_id
                ).id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [Command.create(move)],
            }
        )
        picking.action_confirm()
        return picking
