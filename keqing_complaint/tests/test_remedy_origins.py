from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyOrigins(RemedyCommon):
    """Goods are of one sale, however they are named, and what was given free is of no other."""

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 5, 100))
        self.sold = self.order.order_line

    def _propose(self, kind, number, **origin):
        complaint = self._complain()
        self._add(complaint, self.sold, kind, number, **{"sale_line_id": False, **origin})
        complaint.action_propose()
        return complaint

    def _carry_out(self, complaint):
        self._accept(complaint)
        complaint.action_execute()
        back, out = self._transfers(complaint)
        self._validate(back + out)
        return out.move_ids

    def test_what_was_replenished_entitles_to_nothing_more(self):
        """Five were sold and five replenished: none is left, by whichever document."""
        free = self._carry_out(self._propose("replenishment", 5, sale_line_id=self.sold.id))
        with self.assertRaisesRegex(UserError, "Of the 5.0 that were sold 5.0"):
            self._propose("replenishment", 1, move_id=free.id)

    def test_what_was_exchanged_is_replenished_once(self):
        free = self._carry_out(self._propose("exchange", 5, sale_line_id=self.sold.id))
        complaint = self._propose("replenishment", 3, move_id=free.id)
        self.assertEqual(complaint.line_ids.sale_line_id, self.sold)
        self._carry_out(complaint)
        with self.assertRaisesRegex(UserError, "Of the 5.0 that were sold 3.0"):
            self._propose("replenishment", 3, sale_line_id=self.sold.id)
        self._propose("replenishment", 2, move_id=free.id)

    def test_what_was_exchanged_comes_back_with_a_credit_note(self):
        free = self._carry_out(self._propose("exchange", 5, sale_line_id=self.sold.id))
        complaint = self._propose("return", 2, move_id=free.id)
        self._carry_out(complaint)
        self.assertAlmostEqual(self._notes(complaint).amount_untaxed, 200)

    def test_goods_of_no_order(self):
        """Three left without an order: they are replaced, and come back, and leave once more."""
        given = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.wine.id,
                            "product_uom_qty": 3,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.customer.property_stock_customer.id,
                        },
                    )
                ],
            }
        )
        given.action_confirm()
        self._validate(given)
        free = self._carry_out(self._propose("exchange", 3, move_id=given.move_ids.id))
        complaint = self._propose("exchange", 3, move_id=free.id)
        self.assertEqual(complaint.line_ids.move_id, given.move_ids)
        self._carry_out(complaint)
        self._carry_out(self._propose("replenishment", 2, move_id=free.id))
        with self.assertRaisesRegex(UserError, "Of the 3.0 that were sold 2.0"):
            self._propose("replenishment", 2, move_id=given.move_ids.id)

    def test_documents_of_different_sales(self):
        """One bottle of another order is not as many as were delivered, or invoiced, by this."""
        small = self._sell((self.wine, 1, 100)).order_line
        for origin in (
            {"sale_line_id": small.id, "move_id": self.sold.move_ids.id},
            {"sale_line_id": small.id, "invoice_line_id": self.sold.invoice_lines.id},
            {"move_id": small.move_ids.id, "invoice_line_id": self.sold.invoice_lines.id},
        ):
            with self.assertRaisesRegex(ValidationError, "different sales"):
                self._propose("replenishment", 1, **origin)
        self._propose(
            "replenishment",
            5,
            sale_line_id=self.sold.id,
            move_id=self.sold.move_ids.id,
            invoice_line_id=self.sold.invoice_lines.id,
        )
