from odoo import Command
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestRemedyDocuments(RemedyCommon):
    """What is agreed becomes transfers and credit notes, as few as there are origins."""

    def test_exchange(self):
        """What leaked comes back, and as much leaves, which changes neither order nor books."""
        order = self._sell((self.wine, 12, 100))
        shipped = order.picking_ids
        owed, stock = self._owed(), self._balance(self.stock_account)
        complaint = self._put_right((order.order_line, "exchange", 6))
        back, out = self._transfers(complaint)
        self.assertEqual((len(back), len(out)), (1, 1))
        self.assertEqual(back.move_ids.origin_returned_move_id, shipped.move_ids)
        self.assertEqual(back.keqing_complaint_id, complaint)
        self.assertEqual(out.partner_id, self.customer)
        self.assertFalse(self._notes(complaint))
        self._validate(back + out)
        self.assertEqual(complaint.state, "follow_up")
        self.assertEqual(complaint.remedy_ids.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 12)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(self.wine.qty_available, 82)  # what leaked is no good stock
        self.assertEqual((self._owed(), self._balance(self.stock_account)), (owed, stock))

    def test_return(self):
        """Goods and money: stock, receivable and credit note agree to the cent."""
        order = self._sell((self.wine, 12, 33.33))
        invoice = order.invoice_ids
        owed, stock = self._owed(), self._balance(self.stock_account)
        complaint = self._put_right((order.order_line, "return", 5))
        back, out = self._transfers(complaint)
        note = self._notes(complaint)
        self.assertFalse(out)
        self.assertEqual((note.state, note.reversed_entry_id), ("draft", invoice))
        self.assertEqual(note.keqing_complaint_id, complaint)
        self._validate(back)
        self.assertEqual(complaint.state, "executing")
        note.action_post()
        self.assertEqual(complaint.state, "follow_up")
        self.assertAlmostEqual(note.amount_untaxed, 166.65)
        self.assertAlmostEqual(note.amount_total, 188.31)
        self.assertAlmostEqual(self._owed(), owed - note.amount_total)
        self.assertAlmostEqual(self._balance(self.stock_account), stock + 5 * 60)
        self.assertAlmostEqual(back.move_ids.value, 5 * 60)
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_replenishment(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "replenishment", 2))
        back, out = self._transfers(complaint)
        self.assertFalse(back)
        self.assertFalse(out.sale_id)
        self._validate(out)
        self.assertEqual(complaint.state, "follow_up")
        self.assertEqual(order.order_line.qty_delivered, 12)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_repair(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "repair", 1))
        back, out = self._transfers(complaint)
        self.assertFalse(self._notes(complaint))
        self._validate(back)
        self.assertEqual(complaint.state, "executing")
        self._validate(out)
        self.assertEqual(complaint.state, "follow_up")
        report = self.env.ref("keqing_complaint.repair_note_report_action")
        html, __ = report._render_qweb_html(report.id, complaint.remedy_ids.ids)
        self.assertIn(complaint.name, html.decode())

    def test_refund_moves_no_goods(self):
        order = self._sell((self.wine, 12, 100))
        stock, cost = self._balance(self.stock_account), self._balance(self.cost_account)
        complaint = self._put_right((order.order_line, "refund", 200))
        note = self._notes(complaint)
        note.action_post()
        self.assertEqual(complaint.state, "follow_up")
        self.assertAlmostEqual(note.amount_total, 226)
        self.assertAlmostEqual(self._balance(self.stock_account), stock)
        self.assertAlmostEqual(self._balance(self.cost_account), cost)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_posting_many_lines_asks_no_more_than_few(self):
        """Whether a line of a credit note moves goods is asked once for all of them."""
        orders = [self._sell(*((self.wine, 2, 100) for __ in range(count))) for count in (2, 8)]
        asked = []
        for order in orders:
            complaint = self._put_right(*((line, "refund", 10) for line in order.order_line))
            lines = self._notes(complaint).invoice_line_ids
            self.env.flush_all()
            self.env.invalidate_all()
            lines = lines.browse(lines.ids)
            lines.mapped("move_type")
            lines.product_id.mapped("is_storable")
            before = self.env.cr.sql_log_count
            self.assertFalse(any(line._eligible_for_stock_account() for line in lines))
            asked.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*asked)

    def test_compensation_has_its_own_account(self):
        order = self._sell((self.wine, 12, 100))
        complaint = self._put_right((order.order_line, "compensation", 50))
        note = self._notes(complaint)
        note.action_post()
        self.assertEqual(note.invoice_line_ids.account_id, self.compensation_account)
        self.assertAlmostEqual(self._balance(self.compensation_account), 50)

    def test_twelve_lines_make_one_document_per_origin(self):
        """Two orders, twelve lines, every remedy twice: two returns, two notes, and one delivery
        of what lies in the stock, one of what was repaired."""
        goods = [self._create_goods(f"Wine {number}") for number in range(6)]
        orders = [self._sell(*((each, 10, 100) for each in goods)) for __ in range(2)]
        kinds = ("exchange", "return", "replenishment", "repair", "refund", "compensation")
        shipped = orders[0].picking_ids + orders[1].picking_ids
        owed, stock = self._owed(), self._balance(self.stock_account)
        lines = [
            (line, kind, 100 if kind in ("refund", "compensation") else 2)
            for order in orders
            for line, kind in zip(order.order_line, kinds, strict=True)
        ]
        complaint = self._put_right(*lines)
        back, out = self._transfers(complaint)
        notes = self._notes(complaint)
        self.assertEqual((len(back), len(out), len(notes)), (2, 2, 2))
        self.assertEqual(back.return_id, shipped)
        self._validate(back + out)
        notes.action_post()
        self.assertEqual(complaint.state, "follow_up")
        self.assertEqual(set(complaint.remedy_ids.mapped("state")), {"done"})
        self.assertAlmostEqual(sum(notes.mapped("amount_untaxed")), 2 * (200 + 100 + 100))
        self.assertAlmostEqual(self._owed(), owed - sum(notes.mapped("amount_total")))
        self.assertAlmostEqual(self._balance(self.stock_account), stock + 2 * 2 * 60)
        self.assertEqual(goods[0].qty_available, 76)  # exchanged
        self.assertEqual(goods[1].qty_available, 80)  # returned
        self.assertEqual(goods[2].qty_available, 76)  # replenished
        self.assertEqual(goods[3].qty_available, 80)  # repaired

    def test_what_the_customer_wants_is_worth_what_it_paid(self):
        """With the discount of the order, and by a credit note that the order knows of."""
        order = self._sell((self.wine, 12, 100), deliver=False, invoice=False)
        order.order_line.discount = 25
        self._validate(order.picking_ids)
        self._invoice(order)
        complaint = self._create_complaint()
        goods = {"product_id": self.wine.id, "quantity": 2, "sale_line_id": order.order_line.id}
        complaint.line_ids = [Command.create({**goods, "wanted": "refund"})]
        own = complaint.with_user(self.handler)
        own.action_investigate()
        own.action_propose_wanted()
        self.assertAlmostEqual(own.remedy_ids.amount, 150)
        self.assertAlmostEqual(own.remedy_ids.value, 150)
        own.action_propose()
        self._accept(own)
        own.action_execute()
        self.assertAlmostEqual(self._notes(own).amount_untaxed, 150)
        back = self._put_right((order.order_line, "return", 2))
        note = self._notes(back)
        self.assertAlmostEqual(note.amount_untaxed, 150)
        self.assertEqual(note.invoice_line_ids.sale_line_ids, order.order_line)
        self.assertIn(note, order.invoice_ids)
