# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestSuggestedOrder(VisitCommon):
    """What the stock in a shop suggests: max(0, k x (last + received - now) - now - on order)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.env.ref("keqing_visit.check_item_shelf_stock")
        cls.env["keqing.visit.template"].create(
            {
                "name": "Outlet",
                "demands_result": False,
                "customer_type_ids": cls.outlet.ids,
                "check_ids": [
                    Command.create({"item_id": cls.stock.id, "product_ids": cls.product.ids})
                ],
            }
        )

    def _count(self, day, number):
        with freeze_time(f"{day} 04:00:00"):
            visit = self._create_visit(planned_on=day)
            visit.check_ids.number = number
            visit.action_done()
        return visit

    def _bring(self, day, number):
        """Goods come to the customer, or go back: invoiced, and delivered where there is stock."""
        self._create_invoice(
            self.customer, 10 * abs(number), day, quantity=abs(number), refund=number < 0
        )
        if "stock.picking" not in self.env:
            return
        ours = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        theirs = self.env.ref("stock.stock_location_customers")
        places = (ours.lot_stock_id, theirs) if number > 0 else (theirs, ours.lot_stock_id)
        with freeze_time(f"{day} 03:00:00"):
            picking = self.env["stock.picking"].create(
                {
                    "partner_id": self.customer.id,
                    "picking_type_id": (ours.out_type_id if number > 0 else ours.in_type_id).id,
                    "location_id": places[0].id,
                    "location_dest_id": places[1].id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": abs(number),
                                "quantity": abs(number),
                                "picked": True,
                                "location_id": places[0].id,
                                "location_dest_id": places[1].id,
                            }
                        )
                    ],
                }
            )
            picking._action_done()

    def test_sold_since_the_last_count(self):
        """20 stood there, 12 came, 1 went back, 5 are left: 26 sold; 1.5 x 26 - 5 = 34."""
        self._count("2026-03-01", 20)
        self._bring("2026-03-01", 50)  # counted already
        self._bring("2026-03-10", 12)
        self._bring("2026-03-12", -1)
        visit = self._count("2026-03-31", 5)
        self.assertEqual(visit._suggest_order(), {self.product: 34})

    def test_on_order_is_taken_off(self):
        self._count("2026-03-01", 30)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 10})
                ],
            }
        )
        order.with_context(keqing_released=True).state = "sale"
        visit = self._count("2026-03-31", 10)
        self.assertEqual(visit._suggest_order(), {self.product: 10})  # 1.5 x 20 - 10 - 10

    def test_whole_packs(self):
        self.product.uom_ids = self.env.ref("uom.product_uom_pack_6")
        self._count("2026-03-01", 20)
        visit = self._count("2026-03-31", 10)  # 1.5 x 10 - 10 = 5
        self.assertEqual(visit._suggest_order(), {self.product: 6})

    def test_nothing_is_suggested_for_nothing(self):
        first = self._count("2026-03-01", 20)
        self.assertFalse(first._suggest_order())
        visit = self._count("2026-03-31", 20)
        self.assertFalse(visit._suggest_order())
        with self.assertRaisesRegex(UserError, "nothing is suggested"):
            visit.action_make_order()

    def test_one_quotation(self):
        self._count("2026-03-01", 20)
        visit = self._count("2026-03-31", 5)
        visit.action_make_order()
        visit.action_make_order()
        [line] = visit.order_ids.order_line
        self.assertEqual((line.product_id, line.product_uom_qty), (self.product, 18))  # 17.5
        self.assertEqual(line.order_id.state, "draft")
