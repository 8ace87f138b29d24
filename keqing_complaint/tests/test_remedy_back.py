# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyBack(RemedyCommon):
    """What comes back bad is not sold again: it lies beside the stock, and is valued there."""

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 12, 100))
        self.sold = self.order.order_line

    def _propose_back(self, *lines):
        """A complaint that was agreed to, of ``(kind, quantity, condition)``."""
        complaint = self._complain()
        for kind, quantity, condition in lines:
            self._add(complaint, self.sold, kind, quantity, condition=condition)
        complaint.action_propose()
        self._accept(complaint)
        return complaint

    def _bad(self):
        """How many lie with the bad goods."""
        place = self.warehouse.keqing_bad_goods_id
        return self.wine.with_context(location=place.id).qty_available if place else 0

    def test_the_condition_says_where_it_goes(self):
        complaint = self._complain()
        for condition, place in (
            ("unopened", "stock"),
            ("opened", "bad"),
            ("damaged", "bad"),
            ("used", "bad"),
            (False, "bad"),
        ):
            remedy = self._add(complaint, self.sold, "return", 1, condition=condition)
            with self.subTest(condition=condition):
                self.assertEqual(remedy.back_to, place)
        self.assertEqual(
            self._add(complaint, self.sold, "repair", 1, condition="unopened").back_to, "bad"
        )
        self.assertFalse(self._add(complaint, self.sold, "replenishment", 1).back_to)
        remedy.line_id.condition = "unopened"
        self.assertEqual(remedy.back_to, "stock")

    def test_the_return_policy_says_what_is_good_enough(self):
        policy = self.env["keqing.return.policy"].create(
            {"name": "Wines", "category_id": self.category.id}
        )
        for restocks, places in (
            ("none", ["bad", "bad", "bad"]),
            ("unopened", ["stock", "bad", "bad"]),
            ("opened", ["stock", "stock", "bad"]),
        ):
            policy.restocks = restocks
            complaint = self._complain()
            found = [
                self._add(complaint, self.sold, "return", 1, condition=condition).back_to
                for condition in ("unopened", "opened", "damaged")
            ]
            with self.subTest(restocks=restocks):
                self.assertEqual(found, places)

    def test_damaged_goods_leave_the_good_stock_as_it_is(self):
        """100 less 12 sold: 88 on hand before and after five broken ones came; all 93 are worth
        60 each, and the customer has its money."""
        owed, stock = self._owed(), self._balance(self.stock_account)
        self.assertEqual(self.wine.qty_available, 88)
        complaint = self._propose_back(("return", 5, "damaged"))
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        self.assertEqual(back.location_dest_id, self.warehouse.keqing_bad_goods_id)
        self.assertIn("Bad goods", back.note)
        self._validate(back)
        self._notes(complaint).action_post()
        self.assertEqual((self.wine.qty_available, self.wine.free_qty, self._bad()), (88, 88, 5))
        self.assertAlmostEqual(self.wine.total_value, 93 * 60)
        self.assertAlmostEqual(self._balance(self.stock_account), stock + 5 * 60)
        self.assertAlmostEqual(self._owed(), owed - 565)
        self.assertEqual((self.sold.qty_delivered, self.sold.qty_to_invoice), (7, 0))
        self.assertEqual(complaint.state, "follow_up")

    def test_unopened_goods_are_sold_again(self):
        complaint = self._propose_back(("return", 5, "unopened"))
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        self.assertEqual(back.location_dest_id, self.warehouse.lot_stock_id)
        self._validate(back)
        self.assertEqual((self.wine.qty_available, self._bad()), (93, 0))
        self.assertFalse(self.warehouse.keqing_bad_goods_id, "none was needed")

    def test_good_and_bad_of_one_delivery_are_two_transfers(self):
        complaint = self._propose_back(
            ("exchange", 2, "damaged"), ("return", 3, "unopened"), ("exchange", 1, "unopened")
        )
        complaint.action_execute()
        back, out = self._transfers(complaint)
        self.assertEqual((len(back), len(out)), (2, 1))
        self._validate(back + out)
        self._notes(complaint).action_post()
        self.assertEqual((self.wine.qty_available, self._bad()), (88 - 3 + 4, 2))
        self.assertEqual(complaint.state, "follow_up")

    def test_the_handler_decides_until_the_documents_are_made(self):
        complaint = self._propose_back(("return", 5, "damaged"))
        remedy = complaint.remedy_ids.with_user(self.handler)
        remedy.back_to = "stock"
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        self.assertEqual(back.location_dest_id, self.warehouse.lot_stock_id)
        with self.assertRaisesRegex(UserError, "transfers are made"):
            remedy.back_to = "bad"
        remedy.line_id.with_user(self.handler).condition = "opened"
        self.assertEqual(remedy.back_to, "stock", "as it was done")

    def test_what_comes_later_goes_to_the_same_place(self):
        """Three now, two in a backorder."""
        complaint = self._propose_back(("return", 5, "damaged"))
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        back.move_ids.write({"quantity": 3, "picked": True})
        action = back.button_validate()
        self.env[action["res_model"]].with_context(**action["context"]).create({}).process()
        rest = self._transfers(complaint)[0] - back
        self.assertEqual(rest.move_ids.location_dest_id, self.warehouse.keqing_bad_goods_id)
        self._validate(rest)
        self.assertEqual((self.wine.qty_available, self._bad()), (88, 5))

    def test_what_was_repaired_leaves_from_where_it_came_back_to(self):
        complaint = self._propose_back(("repair", 1, "damaged"))
        complaint.action_execute()
        back, out = self._transfers(complaint)
        self.assertEqual(out.move_ids.location_id, back.location_dest_id)
        out.action_assign()
        self.assertEqual(out.state, "confirmed", "it is not there yet")
        self._validate(back)
        self._validate(out)
        self.assertEqual((self.wine.qty_available, self._bad()), (88, 0))

    def test_a_warehouse_has_one_place_or_that_which_it_was_given(self):
        for __ in range(2):
            complaint = self._propose_back(("return", 1, "damaged"))
            complaint.action_execute()
        self.assertEqual(complaint.remedy_ids.back_to, "bad")
        made = self.warehouse.keqing_bad_goods_id
        self.assertEqual(self._transfers(complaint)[0].location_dest_id, made)
        self.assertFalse(made.warehouse_id, "or it would be offered to orders")
        corner = made.copy({"name": "Corner"})
        self.warehouse.keqing_bad_goods_id = corner
        complaint = self._propose_back(("return", 1, "damaged"))
        complaint.action_execute()
        self.assertEqual(self._transfers(complaint)[0].location_dest_id, corner)
