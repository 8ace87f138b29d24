from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyWithin(RemedyCommon):
    """Documents stay within what was promised and invoiced, whoever changes them and whatever."""

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 5, 100))
        self.sold = self.order.order_line
        self.invoice = self.order.invoice_ids

    def _reverse(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def _lower(self, invoice, price):
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = price
        invoice.action_post()

    # Discounts that are lines of their own

    def test_a_discount_on_the_invoice(self):
        """1,000 less 900, with 13 % taxes 113.00: not more than that is given back."""
        discount = self.env["product.product"].create(
            {
                "name": "Discount",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": [Command.set(self.tax.ids)],
            }
        )
        order = self._sell((self.wine, 10, 100), (discount, 1, -900))
        wine = order.order_line[0]
        with self.assertRaisesRegex(UserError, "100.00 are left"):
            self._complain((wine, "refund", 100.01)).action_propose()
        free = self._put_right((wine, "replenishment", 2))
        self._validate(self._transfers(free)[1])
        with self.assertRaisesRegex(UserError, "80.00 are left"):
            self._complain((wine, "refund", 80.01)).action_propose()
        note = self._notes(self._put_right((wine, "refund", 80)))
        note.action_post()
        self.assertAlmostEqual(note.amount_total, 90.4)
        back = self._put_right((wine, "return", 8))
        self._validate(self._transfers(back)[0])
        self.assertFalse(self._notes(back), "all of the money was given back")

    def test_a_discount_of_the_order_that_comes_later(self):
        discount = self.env["product.product"].create(
            {"name": "Discount", "type": "service", "invoice_policy": "order"}
        )
        self.order.order_line = [
            Command.create({"product_id": discount.id, "price_unit": -400, "tax_ids": False})
        ]
        note = self.order._create_invoices(final=True)
        self.assertEqual(note.move_type, "out_refund")
        with self.assertRaisesRegex(UserError, "100.00 are left"):
            self._complain((self.sold, "refund", 100.01)).action_propose()

    # Credit notes that are changed

    def test_a_credit_note_is_never_for_more(self):
        complaint = self._put_right((self.sold, "refund", 100))
        note = self._notes(complaint)
        for change in (
            {"invoice_line_ids": [Command.update(note.invoice_line_ids.id, {"price_unit": 101})]},
            {"invoice_line_ids": [Command.update(note.invoice_line_ids.id, {"quantity": 2})]},
            {"invoice_line_ids": [Command.create({"name": "More", "price_unit": 1})]},
            {"partner_id": self._create_customer("Thief").id},
            {
                "invoice_line_ids": [
                    Command.update(
                        note.invoice_line_ids.id,
                        {"tax_ids": [Command.link(self.tax.copy({"amount": 50}).id)]},
                    )
                ]
            },
        ):
            with self.assertRaisesRegex(UserError, "KC/"), self.env.cr.savepoint():
                note.write(change)
                note.action_post()
            self.env.invalidate_all()
        self.assertEqual(complaint.state, "executing")
        note.invoice_line_ids.price_unit = 99
        note.action_post()
        self.assertEqual((complaint.state, note.amount_untaxed), ("follow_up", 99))

    def test_a_credit_note_of_what_comes_back_keeps_its_price(self):
        complaint = self._put_right((self.sold, "return", 2))
        note = self._notes(complaint)
        line = note.invoice_line_ids
        for change in ({"price_unit": 101}, {"quantity": 3}):
            with self.assertRaisesRegex(UserError, "is for more"), self.env.cr.savepoint():
                line.write(change)
                note.action_post()
            self.env.invalidate_all()
        line.quantity = 1
        note.action_post()
        self.assertAlmostEqual(note.amount_untaxed, 100)

    def test_a_duplicate_of_a_credit_note_takes_of_the_same_invoice(self):
        note = self._notes(self._put_right((self.sold, "refund", 300)))
        note.action_post()
        with self.assertRaisesRegex(UserError, "would be credited"):
            note.copy({"invoice_date": note.invoice_date}).action_post()

    def test_taxes_of_compensation_are_not_above_the_invoice(self):
        service = self.company.keqing_compensation_product_id
        service.taxes_id = self.tax
        order = self._sell((self._create_goods("Untaxed", taxes_id=False), 5, 100))
        complaint = self._complain((order.order_line, "compensation", 500))
        complaint.action_propose()
        self._accept(complaint)
        with self.assertRaisesRegex(UserError, "565.00 would be credited"):
            complaint.action_execute()

    def test_days_of_credit_notes(self):
        """From the day of the invoice to today, which is open."""
        today = self.company._get_keqing_today()
        complaint = self._complain((self.sold, "refund", 10))
        complaint.action_propose()
        self._accept(complaint)
        for days in (-1, 1):
            complaint.credit_notes_on = today + timedelta(days=days)
            with self.assertRaisesRegex(UserError, "are of a day from"):
                complaint.action_execute()
        complaint.credit_notes_on = today
        complaint.action_execute()
        self.assertEqual(self._notes(complaint).invoice_date, today)

    # Invoices that are changed, and credit notes made otherwise

    def test_an_invoice_that_is_lowered(self):
        note = self._notes(self._put_right((self.sold, "refund", 500)))
        self._lower(self.invoice, 1)
        with self.assertRaisesRegex(UserError, r"565.00 would be credited .*\s5.65"):
            note.action_post()
        note.invoice_line_ids.price_unit = 5
        note.action_post()
        with self.assertRaisesRegex(UserError, "would be credited"):
            self._lower(self.invoice, 0.5)

    def test_a_credit_note_in_another_currency_counts_by_its_worth(self):
        """Half of it is 250 dollars at two to one: 250 are left of 500, and not 375."""
        foreign = self.env["res.currency"].create({"name": "MOR", "symbol": "M"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        note = self._reverse(self.invoice)
        note.currency_id = foreign
        note.invoice_line_ids.write({"price_unit": 25, "quantity": 5, "tax_ids": False})
        self.assertEqual((note.amount_total, note.amount_total_signed), (125, -250))
        with self.assertRaisesRegex(UserError, "250.00 are left"):
            self._complain((self.sold, "refund", 250.01)).action_propose()

    def test_what_is_undone_after_closing_is_told(self):
        complaint = self._put_right((self.sold, "refund", 100))
        note = self._notes(complaint)
        note.action_post()
        complaint.sudo().user_id = self.handler
        complaint.sudo()._enter("closed")
        note.button_draft()
        told = complaint.sudo().activity_ids.filtered(lambda each: each.user_id == self.handler)
        self.assertIn("not done any more", told.summary)

    def test_an_invoice_that_is_cancelled(self):
        note = self._notes(self._put_right((self.sold, "refund", 500)))
        self.invoice.button_draft()
        self.invoice.button_cancel()
        with self.assertRaisesRegex(UserError, "would be credited"):
            note.action_post()

    def test_odoos_own_reversal_leaves_what_remedies_credit(self):
        """Drafts as well; what is left may be credited, and elsewhere all is as ever."""
        complaint = self._put_right((self.sold, "refund", 200))
        with self.assertRaisesRegex(UserError, rf"791.00 .*\s565.00.*{complaint.name}"):
            self._reverse(self.invoice).action_post()
        self._notes(complaint).action_post()
        rest = self._reverse(self.invoice)
        rest.invoice_line_ids.quantity = 3
        rest.action_post()
        self.assertAlmostEqual(self._owed(), 0)
        other = self._sell((self.wine, 5, 100)).invoice_ids
        for __ in range(2):
            self._reverse(other).action_post()

    # Transfers that are changed

    def _refused_move(self, picking, words="would be moved"):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self._validate(picking)
        self.env.invalidate_all()

    def test_no_more_is_sent_or_taken_back(self):
        complaint = self._put_right((self.sold, "exchange", 1))
        back, out = self._transfers(complaint)
        for picking in (back, out):
            picking.move_ids.product_uom_qty = 50
            self._refused_move(picking, "50.0 Units .* remedies are for 1.0")
            picking.move_ids.product_uom_qty = 1
            self._validate(picking)
            with self.assertRaisesRegex(UserError, "would be moved"), self.env.cr.savepoint():
                picking.move_line_ids.quantity = 2
            self.env.invalidate_all()
        self.assertEqual(complaint.state, "follow_up")

    def test_nothing_else_is_sent_along(self):
        gold = self._create_goods("Gold")
        out = self._transfers(self._put_right((self.sold, "replenishment", 1)))[1]
        out.move_ids = [
            Command.create(
                {
                    "product_id": gold.id,
                    "product_uom_qty": 1,
                    "location_id": out.location_id.id,
                    "location_dest_id": out.location_dest_id.id,
                }
            )
        ]
        self._refused_move(out, "Gold")

    def test_it_is_sent_to_nobody_else(self):
        out = self._transfers(self._put_right((self.sold, "replenishment", 1)))[1]
        out.partner_id = self._create_customer("Thief")
        self._refused_move(out, "to nobody else")
        out.partner_id = self.env["res.partner"].create(
            {"name": "Back door", "parent_id": self.customer.id, "type": "delivery"}
        )
        self._validate(out)

    def test_what_was_not_taken_in_is_sent_once_more(self):
        """Odoo's own return of a free delivery, and a return of that: one is with the customer."""
        complaint = self._put_right((self.sold, "replenishment", 1))
        out = self._transfers(complaint)[1]
        self._validate(out)
        for __ in range(2):
            wizard = self.env["stock.return.picking"].create({"picking_id": out.id})
            wizard.product_return_moves.quantity = 1
            out = wizard._create_return()
            self._validate(out)
        self.assertEqual(complaint.state, "follow_up")
