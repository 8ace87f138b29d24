from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyNeverMore(RemedyCommon):
    """Never more than was delivered or invoiced, over all complaints, returns and credit notes."""

    def setUp(self):
        super().setUp()
        self.order = self._sell((self.wine, 12, 100))
        self.sold = self.order.order_line

    def _refused(self, words, *lines):
        complaint = self._complain(*lines)
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            complaint.action_propose()
        return complaint

    def test_the_same_goods_come_back_once(self):
        self._put_right((self.sold, "return", 8))
        self._refused("4.0 are still with the customer", (self.sold, "return", 5))
        self._refused(
            "still with the customer", (self.sold, "exchange", 3), (self.sold, "repair", 2)
        )
        self._put_right((self.sold, "exchange", 2), (self.sold, "repair", 2))

    def test_what_was_agreed_twice_is_done_once(self):
        first, second = (self._complain((self.sold, "return", 8)) for __ in range(2))
        for complaint in (first, second):
            complaint.action_propose()
            self._accept(complaint)
        first.action_execute()
        with self.assertRaisesRegex(UserError, "still with the customer"):
            second.action_execute()

    def test_what_was_exchanged_may_break_again(self):
        first = self._put_right((self.sold, "exchange", 12))
        self._refused("still with the customer", (self.sold, "exchange", 1))
        self._validate(sum(self._transfers(first), self.env["stock.picking"]))
        second = self._put_right((self.sold, "exchange", 12))
        self._validate(sum(self._transfers(second), self.env["stock.picking"]))
        third = self._put_right((self.sold, "return", 5))
        self._validate(self._transfers(third)[0])
        self._notes(third).action_post()
        self.assertEqual((self.sold.qty_delivered, self.sold.qty_to_invoice), (7, 0))

    def test_what_was_exchanged_in_part_comes_back_for_good(self):
        first = self._put_right((self.sold, "exchange", 6))
        self._validate(sum(self._transfers(first), self.env["stock.picking"]))
        second = self._put_right((self.sold, "return", 8))
        self._validate(self._transfers(second)[0])
        self._notes(second).action_post()
        self.assertEqual((self.sold.qty_delivered, self.sold.qty_to_invoice), (4, 0))

    def test_returns_made_by_others_count(self):
        picking = self.order.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 10
        wizard._create_return()
        self._refused("2.0 are still with the customer", (self.sold, "exchange", 3))

    def test_odoos_own_return_leaves_what_remedies_take_back(self):
        """And works as ever where there is no remedy."""
        delivery = self.order.picking_ids
        self._put_right((self.sold, "return", 8))
        Wizard = self.env["stock.return.picking"]
        wizard = Wizard.create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 5
        with self.assertRaisesRegex(UserError, "4.0 .* are left to come back; KC"):
            wizard._create_return()
        wizard.product_return_moves.quantity = 4
        self.assertEqual(wizard._create_return().move_ids.product_qty, 4)
        other = self._sell((self.wine, 2, 10)).picking_ids
        wizard = Wizard.create({"picking_id": other.id})
        wizard.product_return_moves.quantity = 3
        self.assertTrue(wizard._create_return(), "Odoo lets more come back than was sent")

    def test_no_more_money_than_was_invoiced(self):
        self._refused("1,200.00 are left|1200.00", (self.sold, "refund", 1200.01))
        self._put_right((self.sold, "refund", 1000))
        self._refused(
            "100.00 are left", (self.sold, "refund", 100), (self.sold, "compensation", 101)
        )
        self._put_right((self.sold, "refund", 100), (self.sold, "compensation", 100))
        self._refused("0.00", (self.sold, "refund", 0.01))

    def test_credit_notes_made_by_others_count_drafts_as_well(self):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.order.invoice_ids.ids)
            .create({"journal_id": self.order.invoice_ids.journal_id.id})
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        note.invoice_line_ids.quantity = 9
        self._refused("300.00", (self.sold, "refund", 301))
        note.button_cancel()
        self._put_right((self.sold, "refund", 301))

    def test_a_return_after_a_refund_gives_back_the_rest(self):
        self._put_right((self.sold, "refund", 1000))
        complaint = self._put_right((self.sold, "return", 12))
        self.assertAlmostEqual(self._notes(complaint).amount_untaxed, 200)

    def test_a_return_after_a_refund_of_a_cent_loses_none(self):
        """999 pieces at 5.00 and one at 4.99; the order is invoiced in full no more."""
        self._stock(self.wine, 2000)
        sold = self._sell((self.wine, 1000, 5)).order_line
        refund = self._put_right((sold, "refund", 0.01))
        note = self._notes(self._put_right((sold, "return", 1000)))
        self.assertAlmostEqual(self._notes(refund).amount_untaxed + note.amount_untaxed, 5000)
        self.assertEqual(sum(note.invoice_line_ids.mapped("quantity")), 1000)
        note.action_post()
        self.assertEqual(sold.qty_invoiced, 0)

    def test_parts_of_a_cent_add_up_to_what_was_invoiced(self):
        order = self._sell((self.wine, 3, 33.335))
        invoice, total = order.invoice_ids, 0
        for __ in range(3):
            complaint = self._put_right((order.order_line, "return", 1))
            total += self._notes(complaint).amount_untaxed
        self.assertAlmostEqual(total, invoice.amount_untaxed)

    def test_goods_or_money_and_not_both(self):
        self._put_right((self.sold, "replenishment", 10))
        self._refused("200.00", (self.sold, "refund", 201))
        self._refused("2.0|10.0", (self.sold, "replenishment", 3))
        order = self._sell((self.wine, 12, 100))
        self._put_right((order.order_line, "return", 12))
        self._refused("12.0 were replenished or credited", (order.order_line, "replenishment", 1))

    def test_what_was_not_invoiced_is_not_paid_back(self):
        order = self._sell((self.wine, 5, 100), invoice=False)
        self._refused("Nothing of it was invoiced", (order.order_line, "refund", 100))
        complaint = self._put_right((order.order_line, "return", 2))
        self.assertFalse(self._notes(complaint))
        self._validate(self._transfers(complaint)[0])
        self.assertEqual(complaint.state, "follow_up")
        self.assertEqual(order.order_line.qty_to_invoice, 3)

    def test_an_order_invoiced_in_parts(self):
        """Ten delivered, four and three of them invoiced: eight come back, five are credited."""
        order = self._sell((self.wine, 10, 100), invoice=False)
        for quantity in (4, 3):
            invoice = order._create_invoices()
            invoice.invoice_line_ids.quantity = quantity
            invoice.invoice_date = self.company._get_keqing_today()
            invoice.action_post()
        invoices = order.invoice_ids.sorted("id")
        complaint = self._put_right((order.order_line, "return", 8))
        notes = self._notes(complaint)
        self.assertEqual(notes.reversed_entry_id.sorted("id"), invoices)
        self.assertEqual(sum(notes.mapped("amount_untaxed")), 500)
        self._validate(self._transfers(complaint)[0])
        notes.action_post()
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self._refused("200.00", (order.order_line, "refund", 201))

    def test_an_order_by_the_dozen_invoiced_by_the_piece(self):
        """Two dozen delivered, 19 pieces invoiced at 100: all come back, and 1,900 are credited."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.wine.uom_ids += dozen
        order = self._sell(invoice=False, deliver=False)
        line = {"product_id": self.wine.id, "product_uom_id": dozen.id}
        order.order_line = [Command.create({**line, "product_uom_qty": 2, "price_unit": 1200})]
        self._validate(order.picking_ids)
        invoice = order._create_invoices()
        invoice.invoice_date = self.company._get_keqing_today()
        piece = {"product_uom_id": self.wine.uom_id.id, "quantity": 19, "price_unit": 100}
        invoice.invoice_line_ids.write(piece)
        invoice.action_post()
        complaint = self._put_right((order.order_line, "return", 2))
        self.assertAlmostEqual(self._notes(complaint).amount_untaxed, 1900)

    def test_an_order_invoiced_by_what_was_ordered_is_not_invoiced_again(self):
        goods = self._create_goods("Cider", invoice_policy="order")
        order = self._sell((goods, 12, 100))
        Account = self.env["keqing.credit.account"]
        before = Account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        complaint = self._put_right((order.order_line, "return", 6))
        self._validate(self._transfers(complaint)[0])
        self._notes(complaint).action_post()
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        after = Account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        self.assertAlmostEqual(float(before - after), 6 * 113)
        early = self._sell((goods, 12, 100), invoice=False)
        self._refused("Invoice the order first", (early.order_line, "return", 1))

    def test_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.wine.uom_ids += dozen
        order = self._sell(invoice=False, deliver=False)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.wine.id,
                    "product_uom_id": dozen.id,
                    "product_uom_qty": 2,
                    "price_unit": 1200,
                }
            )
        ]
        self._validate(order.picking_ids)
        self._invoice(order)
        complaint = self._complain()
        unit = self.wine.uom_id
        self._add(complaint, order.order_line, "return", 5, uom_id=unit.id)
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        self.assertEqual(back.move_ids.product_qty, 5)
        self.assertAlmostEqual(self._notes(complaint).amount_untaxed, 500)
        self._validate(back)
        self._refused("19.0 are still with the customer", (order.order_line, "exchange", 1.75))

    def test_units_of_another_kind_are_refused(self):
        complaint = self._complain()
        kilo = self.env.ref("uom.product_uom_kgm")
        self._add(complaint, self.sold, "return", 5, uom_id=kilo.id)
        with self.assertRaisesRegex(UserError, "no unit of such goods"):
            complaint.action_propose()

    def test_a_foreign_currency_stays_it(self):
        dollar = self.env.ref("base.USD")
        if dollar == self.company.currency_id:
            dollar = self.env.ref("base.EUR")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order = self._sell((self.wine, 12, 100), pricelist_id=pricelist.id)
        complaint = self._complain((order.order_line, "refund", 100))
        self.assertEqual(complaint.remedy_ids.currency_id, dollar)
        self.assertEqual(complaint.remedy_value, 200)
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        note = self._notes(complaint)
        self.assertEqual((note.currency_id, note.amount_untaxed), (dollar, 100))
        self.assertAlmostEqual(note.amount_untaxed_signed, -200)

    def test_closed_books(self):
        complaint = self._complain((self.sold, "refund", 100))
        complaint.action_propose()
        self._accept(complaint)
        today = self.company._get_keqing_today()
        self.company.sale_lock_date = today
        tomorrow = today + timedelta(days=1)
        with self.assertRaisesRegex(UserError, rf"first open day.*{tomorrow.year}"):
            complaint.action_execute()
        self.assertEqual(complaint.state, "agreed")
        complaint.credit_notes_on = tomorrow
        complaint.action_execute()
        note = self._notes(complaint)
        self.assertEqual(note.date, tomorrow)
        self.company.sale_lock_date = tomorrow
        with self.assertRaisesRegex(UserError, "books are closed"):
            note.action_post()

    def test_serial_numbers(self):
        goods = self._create_goods("Barrel", tracking="serial", stock=0)
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": goods.id} for name in ("B1", "B2", "B3")]
        )
        for lot in lots:
            self._stock(goods, 1, lot)
        order = self._sell((goods, 2, 100))
        sent = order.picking_ids.move_line_ids.lot_id
        kept = lots - sent
        complaint = self._complain()
        self._add(complaint, order.order_line, "return", 1, lot_id=kept.id, condition="unopened")
        with self.assertRaisesRegex(UserError, "was not delivered"):
            complaint.action_propose()
        complaint.line_ids.lot_id = sent[1]
        complaint.action_propose()
        self._accept(complaint)
        complaint.action_execute()
        back, __ = self._transfers(complaint)
        self.assertEqual(back.move_line_ids.lot_id, sent[1])
        self._validate(back)
        self.assertEqual(sent[1].location_id, self.warehouse.lot_stock_id)
        again = self._complain()
        self._add(again, order.order_line, "exchange", 1, lot_id=sent[1].id)
        with self.assertRaisesRegex(UserError, "still with the customer"):
            again.action_propose()

    def test_what_nothing_can_be_made_from(self):
        complaint = self._complain()
        self._add(complaint, self.sold, "exchange", 1, sale_line_id=False)
        with self.assertRaisesRegex(UserError, "No delivery is known"):
            complaint.action_propose()
        complaint.remedy_ids.kind = "replenishment"
        with self.assertRaisesRegex(UserError, "Name the order"):
            complaint.action_propose()
        complaint.line_ids.lot_name = "No lot of ours"
        with self.assertRaisesRegex(UserError, "is no lot of ours"):
            complaint.action_propose()
        self.company.keqing_compensation_product_id = False
        complaint = self._complain((self.sold, "compensation", 10))
        complaint.action_propose()
        self._accept(complaint)
        with self.assertRaisesRegex(UserError, "choose one in the settings"):
            complaint.action_execute()
        advice = self.env["product.product"].create({"name": "Advice", "type": "service"})
        order = self._sell((advice, 1, 100), deliver=False, invoice=False)
        self._refused("propose a refund", (order.order_line, "exchange", 1))

    # What was made and is undone

    def test_what_is_undone_is_done_again(self):
        complaint = self._put_right((self.sold, "return", 2))
        back, note = self._transfers(complaint)[0], self._notes(complaint)
        self._validate(back)
        note.action_post()
        note.button_draft()
        self.assertEqual((complaint.state, complaint.remedy_ids.state), ("executing", "executing"))
        note.action_post()
        self.assertEqual(complaint.state, "follow_up")

    def test_what_was_cancelled_is_made_anew_or_given_up(self):
        complaint = self._put_right((self.sold, "exchange", 12))
        with self.assertRaisesRegex(UserError, "made already"):
            complaint.action_execute()
        with self.assertRaisesRegex(UserError, "cancel its documents first"):
            complaint.remedy_ids.action_cancel()
        with self.assertRaisesRegex(UserError, "cancel its documents first"):
            complaint._enter("cancelled")
        for picking in self._transfers(complaint):
            picking.action_cancel()
        complaint.action_execute()
        back, out = self._transfers(complaint)
        self.assertEqual(set((back + out).mapped("state")) & {"done", "cancel"}, set())
        (back + out).action_cancel()
        complaint.remedy_ids.action_cancel()
        self.assertEqual(complaint.state, "follow_up")

    # What credit says

    def test_a_free_replacement_asks_no_credit(self):
        self.company.keqing_credit_constraint = "approve"
        self.company.account_use_credit_limit = True
        self.customer.with_company(self.company).write(
            {"use_partner_credit_limit": True, "credit_limit": 1}
        )
        Account = self.env["keqing.credit.account"]
        before = Account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        complaint = self._put_right((self.sold, "replenishment", 2), (self.sold, "exchange", 2))
        back, out = self._transfers(complaint)
        self._validate(out + back)
        after = Account._get_exposures(self.company, self.customer)[self.customer.id].exposure
        self.assertEqual(before, after)

    def test_who_is_on_hold_gets_no_replacement(self):
        complaint = self._put_right((self.sold, "replenishment", 2))
        Account = self.env["keqing.credit.account"].with_company(self.company)
        Account._of(self.customer).action_hold("Insolvent")
        out = self._transfers(complaint)[1]
        out.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "Insolvent"):
            out.button_validate()
