# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Kits are sold as one and sent as several, other goods go from the supplier straight to the
customer: with sale_mrp and stock_dropshipping beside us, which we do not know."""

import subprocess
import sys

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tools import config

from .copied import copied_database
from .samples import open_books


@tagged("post_install", "-at_install")
class TestRemedyKits(BaseCase):
    def setUp(self):
        super().setUp()
        self.database = self.enterContext(copied_database())
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False  # else loading the copy runs the tests of its modules
        command = [sys.executable, "-m", "odoo", "server", "--database", self.database]
        command += ["--init", "sale_mrp,stock_dropshipping", "--stop-after-init", "--no-http"]
        subprocess.run(command, capture_output=True, check=True)

    def test_kits_come_back_and_leave_by_their_parts(self):
        with Registry(self.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            open_books(env)
            bottle, glass, kit = env["product.product"].create(
                [
                    {
                        "name": name,
                        "type": "consu",
                        "taxes_id": False,
                        "invoice_policy": "delivery",
                    }
                    for name in ("Bottle", "Glass", "Gift set")
                ]
            )
            parts = ({"product_id": bottle.id, "product_qty": 1}, {"product_id": glass.id})
            parts[1]["product_qty"] = 2
            env["mrp.bom"].create(
                {
                    "product_tmpl_id": kit.product_tmpl_id.id,
                    "type": "phantom",
                    "bom_line_ids": [Command.create(part) for part in parts],
                }
            )
            customer = env["res.partner"].create({"name": "Wanmin", "is_company": True})
            line = {"product_id": kit.id, "product_uom_qty": 4, "price_unit": 100}
            order = env["sale.order"].create(
                {"partner_id": customer.id, "order_line": [Command.create(line)]}
            )
            order.action_confirm()
            self._validate(order.picking_ids)
            order._create_invoices().action_post()
            exchange = self._put_right(env, customer, order.order_line, "exchange", 3)
            for picking in exchange.remedy_ids.reference_id.move_ids.picking_id:
                quantities = {move.product_id: move.product_qty for move in picking.move_ids}
                self.assertEqual(quantities, {bottle: 3, glass: 6})
                self._validate(picking)
            self.assertEqual(exchange.state, "follow_up")
            back = self._put_right(env, customer, order.order_line, "return", 1)
            note = back.remedy_ids.credit_ids.line_id.move_id
            self.assertEqual((note.amount_untaxed, note.invoice_line_ids.quantity), (100, 1))
            self._validate(back.remedy_ids.reference_id.move_ids.picking_id)
            note.action_post()
            self.assertEqual(back.state, "follow_up")
            self.assertEqual(
                (order.order_line.qty_delivered, order.order_line.qty_invoiced), (3, 3)
            )
            with self.assertRaisesRegex(UserError, "still with the customer"):
                self._put_right(env, customer, order.order_line, "return", 4)
            move = order.order_line.move_ids.filtered(
                lambda move: move.product_id == glass and move.state == "done"
            ).sorted("id")[:1]
            self._put_right(env, customer, order.order_line, "replenishment", 2)
            of_part = {"product_id": glass.id, "sale_line_id": False, "move_id": move.id}
            with self.assertRaisesRegex(UserError, "Of the 8.0 that were sold 6.0"):
                self._put_right(env, customer, order.order_line, "replenishment", 3, **of_part)
            self._put_right(env, customer, order.order_line, "replenishment", 2, **of_part)
            with self.assertRaisesRegex(UserError, "Of the 4.0 that were sold 3.0|of the 8.0"):
                self._put_right(env, customer, order.order_line, "replenishment", 2)

    def test_what_the_supplier_sent_straight_on(self):
        """It comes back where Odoo sends it; a replacement is ordered from the supplier again."""
        with Registry(self.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            open_books(env)
            supplier = env["res.partner"].create({"name": "Vineyard", "is_company": True})
            route = env.ref("stock_dropshipping.route_drop_shipping")
            wine = env["product.product"].create(
                {
                    "name": "Wine",
                    "type": "consu",
                    "taxes_id": False,
                    "supplier_taxes_id": False,
                    "invoice_policy": "delivery",
                    "route_ids": [Command.set(route.ids)],
                    "seller_ids": [Command.create({"partner_id": supplier.id, "price": 60})],
                }
            )
            customer = env["res.partner"].create({"name": "Wanmin", "is_company": True})
            line = {"product_id": wine.id, "product_uom_qty": 12, "price_unit": 100}
            order = env["sale.order"].create(
                {"partner_id": customer.id, "order_line": [Command.create(line)]}
            )
            order.action_confirm()
            order._get_purchase_orders().button_confirm()
            sent = order.picking_ids
            self.assertEqual(sent.location_id.usage, "supplier")
            self._validate(sent)
            order._create_invoices().action_post()
            back = self._put_right(env, customer, order.order_line, "return", 4)
            picking = back.remedy_ids.reference_id.move_ids.picking_id
            self.assertEqual(picking.location_id.usage, "customer")
            self._validate(picking)
            back.remedy_ids.credit_ids.line_id.move_id.action_post()
            self.assertEqual(back.state, "follow_up")
            self.assertEqual(
                (order.order_line.qty_delivered, order.order_line.qty_invoiced), (8, 8)
            )
            exchange = self._put_right(env, customer, order.order_line, "exchange", 8)
            reference = exchange.remedy_ids.reference_id
            self._validate(reference.move_ids.picking_id)  # what comes back
            self.assertEqual(exchange.state, "executing")
            again = env["purchase.order"].search(
                [("partner_id", "=", supplier.id), ("state", "=", "draft")]
            )
            again.button_confirm()
            out = reference.move_ids.filtered(lambda move: move.state != "done")
            self.assertEqual(out.location_dest_id.usage, "customer")
            self.assertEqual(sum(out.mapped("product_qty")), 8)
            self._validate(out.picking_id)
            self.assertEqual(exchange.state, "follow_up")
            with self.assertRaisesRegex(UserError, "still with the customer"):
                self._put_right(env, customer, order.order_line, "return", 9)

    def _validate(self, pickings):
        for picking in pickings:
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.button_validate()
            self.assertEqual(picking.state, "done")

    def _put_right(self, env, customer, order_line, kind, quantity, **values):
        complaint = env["keqing.complaint"].create(
            {
                "partner_id": customer.id,
                "subject": "It leaks",
                "description": "All of it.",
                "type_id": env.ref("keqing_complaint.complaint_type_quality").id,
            }
        )
        line = env["keqing.complaint.line"].create(
            {
                "complaint_id": complaint.id,
                "product_id": order_line.product_id.id,
                "quantity": quantity,
                "sale_line_id": order_line.id,
                **values,
            }
        )
        env["keqing.complaint.remedy"].create({"line_id": line.id, "kind": kind})
        complaint.action_investigate()
        complaint.action_propose()
        complaint._agree()
        complaint.action_execute()
        return complaint
