# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyShort(RemedyCommon):
    """What was moved with less than was promised, and what was paid in advance."""

    def _move(self, picking, quantity, *, backorder):
        """Validate a transfer of one product with so many of it."""
        picking.action_assign()
        picking.move_ids.write({"quantity": quantity, "picked": True})
        action = picking.button_validate()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        if backorder:
            wizard.process()
        else:
            wizard.process_cancel_backorder()
        self.assertEqual(picking.state, "done")

    def test_less_than_promised_is_not_done(self):
        """Six are to be replaced, four leave: somebody says that it is left at that."""
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "replenishment", 6))
        __, out = self._transfers(complaint)
        self._move(out, 4, backorder=False)
        remedy = complaint.remedy_ids
        self.assertEqual((complaint.state, remedy.state), ("executing", "executing"))
        self.assertIn("2 Units", remedy.shortage)
        remedy.with_user(self.handler).action_leave_at_that()
        self.assertEqual((complaint.state, remedy.state), ("follow_up", "done"))
        self.assertEqual(remedy.left_at_that_id, self.handler)

    def test_what_comes_later_completes_it(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "replenishment", 6))
        __, out = self._transfers(complaint)
        self._move(out, 4, backorder=True)
        self.assertEqual(complaint.state, "executing")
        self.assertFalse(complaint.remedy_ids.shortage)
        with self.assertRaisesRegex(UserError, "nothing was given up"):
            complaint.remedy_ids.action_leave_at_that()
        self._validate(self._transfers(complaint)[1])
        self.assertEqual(complaint.state, "follow_up")

    def test_no_more_is_credited_than_came_back(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "return", 6))
        back, __ = self._transfers(complaint)
        self._move(back, 4, backorder=False)
        note = self._notes(complaint)
        with self.assertRaisesRegex(UserError, "6.0 Units are credited, and 4.0 came back"):
            complaint.remedy_ids.action_leave_at_that()
        note.invoice_line_ids.quantity = 4
        complaint.remedy_ids.action_leave_at_that()
        self.assertEqual(complaint.state, "executing")
        note.action_post()
        self.assertEqual(complaint.state, "follow_up")
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (8, 0))

    def test_an_exchange_needs_both_ways_in_full(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "exchange", 6))
        back, out = self._transfers(complaint)
        self._move(back, 5, backorder=False)
        self._validate(out)
        self.assertEqual(complaint.state, "executing")
        self.assertIn("1 Units", complaint.remedy_ids.shortage)

    def test_what_the_customer_never_sends_back(self):
        """The return is cancelled: what was sent in exchange is given, and nothing more for it."""
        order = self._sell((self.wine, 5, 100))
        complaint = self._put_right((order.order_line, "exchange", 3))
        back, out = self._transfers(complaint)
        self._validate(out)
        again = self._complain((order.order_line, "exchange", 3))
        with self.assertRaisesRegex(UserError, "3.0 Units are to be sent.*has not come back"):
            again.action_propose()
        self._put_right((order.order_line, "exchange", 2))
        back.action_cancel()
        self.assertIn("3 Units", complaint.remedy_ids.shortage)
        complaint.remedy_ids.action_leave_at_that()
        self.assertEqual((complaint.state, complaint.remedy_ids.state), ("follow_up", "done"))
        with self.assertRaisesRegex(UserError, "come back"):
            again.action_propose()
        for kind, number, words in (
            ("replenishment", 3, "Of the 5.0 that were sold 3.0"),
            ("refund", 201, "200.00 are left"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._complain((order.order_line, kind, number)).action_propose()

    def test_no_money_for_what_never_came_back(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "return", 6))
        self._transfers(complaint)[0].action_cancel()
        with self.assertRaisesRegex(UserError, "6.0 Units are credited, and 0.0 came back"):
            complaint.remedy_ids.action_leave_at_that()
        self._notes(complaint).button_cancel()
        with self.assertRaisesRegex(UserError, "documents were cancelled"):
            complaint.remedy_ids.action_leave_at_that()
        complaint.remedy_ids.action_cancel()
        self.assertEqual(complaint.state, "follow_up")

    def _never_comes_back(self, *roles, quantity=3):
        """An exchange of which the replacement has left and the return is cancelled."""
        order = self._sell((self.wine, 5, 100))
        complaint = self._put_right((order.order_line, "exchange", quantity))
        for role, amount in roles:
            self.env["keqing.remedy.limit"].create({"role": role, "amount": amount})
        back, out = self._transfers(complaint)
        self._validate(out)
        back.action_cancel()
        return complaint, complaint.remedy_ids.with_user(self.handler)

    def test_goods_that_are_given_away_are_for_whoever_may_promise_as_much(self):
        """Three bottles at 100 leave, nothing comes back: 300, and the handler may promise 299."""
        self.manager.group_ids += self.env.ref("keqing_customer.group_customer_service")
        complaint, remedy = self._never_comes_back(("service", 299), ("manager", 500))
        asked = remedy.action_leave_at_that()
        self.assertEqual(asked["tag"], "display_notification")
        self.assertIn("300.00", asked["params"]["message"])
        self.assertEqual((remedy.state, remedy.leave_asked_by_id), ("executing", self.handler))
        to_do = complaint.sudo().activity_ids.filtered(lambda each: "Leave it" in each.summary)
        self.assertEqual(to_do.user_id, self.manager)
        self.assertIn("3 Units Dandelion wine were sent", to_do.note)
        remedy.action_leave_at_that()
        self.assertEqual(
            complaint.sudo().activity_ids.filtered(lambda each: "Leave it" in each.summary), to_do
        )
        remedy.with_user(self.manager).action_leave_at_that()
        self.assertEqual((complaint.state, remedy.left_at_that_id), ("follow_up", self.manager))
        self.assertFalse(to_do.exists().filtered("active"), "nobody is asked any more")
        said = complaint.sudo().message_ids.mapped("body")
        self.assertTrue(any("left at that, 3 Units" in body for body in said))

    def test_within_ones_limit_one_leaves_it_at_that_alone(self):
        complaint, remedy = self._never_comes_back(("service", 300))
        remedy.action_leave_at_that()
        self.assertEqual((complaint.state, remedy.left_at_that_id), ("follow_up", self.handler))

    def test_what_was_not_sent_either_gives_nothing_away(self):
        order = self._sell((self.wine, 5, 100))
        complaint = self._put_right((order.order_line, "replenishment", 3))
        self.env["keqing.remedy.limit"].create({"role": "service", "amount": 10})
        self._move(self._transfers(complaint)[1], 1, backorder=False)
        complaint.remedy_ids.with_user(self.handler).action_leave_at_that()
        self.assertEqual(complaint.state, "follow_up")

    def test_where_nobody_may_give_away_as_much_who_can_change_it_is_told(self):
        complaint, remedy = self._never_comes_back(("all", 10))
        remedy.action_leave_at_that()
        to_do = complaint.sudo().activity_ids.filtered(lambda each: "Leave it" in each.summary)
        self.assertIn(self.director, to_do.user_id)

    def test_others_have_no_say(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "replenishment", 6))
        self._move(self._transfers(complaint)[1], 4, backorder=False)
        stranger = self._create_user("stranger", "user")
        with self.assertRaises(UserError):
            complaint.remedy_ids.with_user(stranger).action_leave_at_that()

    # Paid in advance

    def _pay_in_advance(self, order, percent):
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": percent,
            }
        )
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = self.company._get_keqing_today()
        invoice.action_post()
        return invoice

    def test_a_down_payment_alone_pays_nothing_back(self):
        """The goods are not invoiced yet; without a credit note they do come back."""
        order = self._sell((self.wine, 12, 100), deliver=False, invoice=False)
        self._pay_in_advance(order, 50)
        self._validate(order.picking_ids)
        wine = order.order_line.filtered(lambda line: line.product_id == self.wine)
        complaint = self._complain((wine, "refund", 100))
        with self.assertRaisesRegex(UserError, "Nothing of it was invoiced"):
            complaint.action_propose()
        returned = self._put_right((wine, "return", 12))
        self.assertFalse(self._notes(returned))

    def test_after_a_down_payment_all_of_the_price_is_credited(self):
        """1,200 in two invoices of 600 each, taxes on both; all comes back, nothing is owed."""
        order = self._sell((self.wine, 12, 100), deliver=False, invoice=False)
        self._pay_in_advance(order, 50)
        self._validate(order.picking_ids)
        rest = order._create_invoices(final=True)
        rest.invoice_date = self.company._get_keqing_today()
        rest.action_post()
        self.assertAlmostEqual(self._owed(), 1356)
        wine = order.order_line.filtered(lambda line: line.product_id == self.wine)
        complaint = self._put_right((wine, "return", 12))
        note = self._notes(complaint)
        self._validate(self._transfers(complaint)[0])
        note.action_post()
        self.assertAlmostEqual(note.amount_untaxed, 1200)
        self.assertAlmostEqual(self._owed(), 0)
        self.assertEqual((wine.qty_delivered, wine.qty_invoiced, wine.qty_to_invoice), (0, 0, 0))
        with self.assertRaisesRegex(UserError, "are left"):
            self._complain((wine, "refund", 1)).action_propose()

    # What credit says

    def test_what_is_put_right_lowers_the_exposure(self):
        """By what is credited, once it is posted; what is sent free of charge changes nothing."""
        order = self._sell((self.wine, 12, 100))
        self.env.flush_all()
        Account = self.env["keqing.credit.account"]

        def exposure():
            self.env.flush_all()
            found = Account._get_exposures(self.company, self.customer)
            return found[self.customer.id].exposure

        before = exposure()
        free = self._put_right((order.order_line, "replenishment", 2))
        self._validate(self._transfers(free)[1])
        self.assertAlmostEqual(exposure(), before)
        refund = self._put_right((order.order_line, "refund", 200))
        self._notes(refund).action_post()
        self.assertAlmostEqual(exposure(), before - 226)
