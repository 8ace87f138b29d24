# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""With Inventory, a code on found goods leads to the delivery that shipped them."""

from odoo import Command
from odoo.tests import tagged

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestDiversionTrail(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("First", "Second")]
        )
        cls.wine = cls.env["product.product"].create(
            {"name": "Vintage", "is_storable": True, "tracking": "lot"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.territory = cls.env["keqing.territory"].create({"name": "Harbour"})

    def _deliver(self, customer, code, done=True):
        lot = self.env["stock.lot"].search(
            [("name", "=", code), ("product_id", "=", self.wine.id)]
        ) or self.env["stock.lot"].create({"name": code, "product_id": self.wine.id})
        stock = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.wine, stock, 5, lot_id=lot)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": customer.id,
                "location_id": stock.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.wine.id,
                            "product_uom_qty": 5,
                            "location_id": stock.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.move_line_ids.lot_id = lot
        if done:
            picking.move_ids.picked = True
            picking.button_validate()
            self.assertEqual(picking.state, "done")
        return picking

    def _case(self, *codes):
        return self.env["keqing.diversion.case"].create(
            {
                "territory_id": self.territory.id,
                "description": "On the shelf",
                "line_ids": [
                    Command.create({"product_id": self.wine.id, "code": code}) for code in codes
                ],
            }
        )

    def test_trail(self):
        delivery = self._deliver(self.first, "L1")
        self._deliver(self.second, "L2", done=False)
        case = self._case("L1 ", "L2", "L3")
        case.action_trace()
        lines = case.line_ids
        self.assertEqual(lines.mapped("delivery"), [delivery.name, False, False])
        self.assertEqual(lines.delivered_to_id, self.first)
        self.assertEqual(case.missing_text.count("no delivery shows"), 2)
        case.action_accuse()
        self.assertEqual(case.partner_id, self.first)

    def test_supply_from_stock(self):
        tea = self.env["product.product"].create({"name": "Tea", "is_storable": True})
        stock = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(tea, stock, 30)
        allocation = self.env["keqing.allocation"].create(
            {
                "name": "Release",
                "product_id": tea.id,
                "uom_id": self.env.ref("uom.product_uom_dozen").id,
                "date_from": "2024-06-01",
                "date_to": "2024-06-30",
            }
        )
        allocation.action_take_stock()
        self.assertEqual(allocation.supply, 2, "whole dozens of thirty")
