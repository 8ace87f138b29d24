# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_rebate_ways import WaysCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateTampered(WaysCommon):
    """Drafts that were changed by hand, and entries that are reset by hand: nothing is given to
    somebody else, nor twice."""

    def _refused(self, words):
        return self.assertRaisesRegex(UserError, words)

    # Drafts

    def test_a_payment_to_somebody_else(self):
        statement = self._approve(500)
        payment = self._pay_out(statement)
        foreign = self.env.ref("base.EUR") + self.env.ref("base.USD") - self.company.currency_id
        foreign.active = True
        for values in (
            {"partner_id": self._create_customer("Somebody else").id},
            {"payment_type": "inbound"},
            {"currency_id": foreign[0].id},
        ):
            with (
                self.subTest(values),
                self._refused("it pays Wanmin Restaurant in"),
                self.env.cr.savepoint(),
            ):
                payment.write(values)
                payment.action_post()
            self.env.invalidate_all()
        payment.partner_id = self.env["res.partner"].create(
            {"name": "Its cashier", "parent_id": self.customer.id}
        )
        payment.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))

    def test_a_credit_note_for_somebody_else(self):
        statement = self._approve(500)
        note = self._settle(statement)
        other = self._create_customer("Somebody else")
        with self._refused("and is of Somebody else"), self.env.cr.savepoint():
            note.partner_id = other
            note.action_post()
        self.env.invalidate_all()
        with self._refused("book it on Rebates owed"), self.env.cr.savepoint():
            note.invoice_line_ids.account_id = self.contra
            note.action_post()
        self.env.invalidate_all()
        with self._refused("no credit note any more"), self.env.cr.savepoint():
            note.action_switch_move_type()
            note.action_post()
        self.env.invalidate_all()
        note.action_post()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))

    # Entries

    def test_what_filled_an_ewallet_stays_booked(self):
        statement = self._approve(500)
        card = self._fill(statement)
        entry = statement.settlement_ids.move_ids
        for undo in (
            entry.button_draft,
            entry.button_cancel,
            lambda: entry._reverse_moves([{"date": "2025-01-10"}], cancel=True),
        ):
            with self.subTest(undo), self._refused("Take that back at"), self.env.cr.savepoint():
                undo()
        self.env.invalidate_all()
        self.assertEqual((card.points, statement.settled), (50, 50))
        statement.settlement_ids.with_user(self.controller).action_take_back()
        self.assertEqual((card.points, statement.settled), (0, 0))

    def test_nothing_is_paid_twice(self):
        statement = self._approve(500)
        payment = self._pay_out(statement)
        payment.action_post()
        with self._refused("Take that back at"), self.env.cr.savepoint():
            statement.settlement_ids.move_ids.button_draft()
        self.env.invalidate_all()
        self.assertEqual((statement.state, statement.settled), ("settled", 50))

    def test_an_accrual_that_was_reversed_is_booked_anew(self):
        self._create_invoice(self.customer, 500, "2024-02-01")
        entry = self.program.sudo()._accrue_last_month()
        self.assertEqual(self._owed(), 50)
        entry._reverse_moves([{"date": "2024-12-31"}], cancel=True)
        self.program.invalidate_recordset()
        self.assertEqual((self._owed(), self.program.not_accrued), (0, 50))
        self.program.sudo()._accrue_last_month()
        self.program.invalidate_recordset()
        self.assertEqual((self._owed(), self.program.not_accrued), (50, 0))

    # Together with what is sold

    def _give_goods(self):
        """A confirmed order over goods of 40, of the 50 that are payable."""
        self.product.write({"invoice_policy": "order", "list_price": 20, "taxes_id": False})
        self.program_of_goods = self._goods_program()
        statement = self._approve(500, program=self.program_of_goods)
        statement.with_user(self.controller).action_give_goods()
        order = statement.settlement_ids.order_id
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 2, "tax_ids": False})
        ]
        order.action_confirm()
        return statement, order

    def test_goods_are_invoiced_by_themselves(self):
        statement, order = self._give_goods()
        sold = self._order(300)
        sold.action_confirm()
        base, __ = self._base(self.program_of_goods)
        moves = (sold + order)._create_invoices()
        moves.action_post()
        self.assertEqual(sorted(moves.mapped("amount_untaxed")), [0, 300])
        self.assertEqual((statement.settled, statement.state), (40, "approved"))
        self.assertEqual(self._base(self.program_of_goods)[0], base + 300, "what was sold counts")

    def test_goods_for_somebody_else(self):
        __, order = self._give_goods()
        other = self._create_customer("Somebody else")
        with self._refused("and is of Somebody else"), self.env.cr.savepoint():
            order.partner_id = other
        self.env.invalidate_all()
        order._action_cancel()
        order.action_draft()
        order.partner_id = other
        with self._refused("and is of Somebody else"):
            order.action_confirm()

    def test_more_on_a_confirmed_order_of_goods(self):
        """50 are left for goods: 2 bottles of 20 are confirmed, 3 are too many."""
        __, order = self._give_goods()
        line = order.order_line
        more = Command.create({"product_id": self.product.id, "product_uom_qty": 1})
        for change in (
            lambda: line.write({"product_uom_qty": 3}),
            lambda: line.write({"price_unit": 30}),
            lambda: order.write({"order_line": [more]}),
        ):
            with (
                self.subTest(change),
                self._refused("50.00 left for them"),
                self.env.cr.savepoint(),
            ):
                change()
            self.env.invalidate_all()
        line.price_unit = 25

    def test_goods_are_not_paid_for(self):
        statement, order = self._give_goods()
        invoice = order._create_invoices()
        invoice.invoice_line_ids = [
            Command.create({"name": "Sold too", "price_unit": 300, "tax_ids": False})
        ]
        with self._refused("Invoice what is sold by itself"), self.env.cr.savepoint():
            invoice.action_post()
        self.env.invalidate_all()
        self.assertEqual(statement.settled, 0)

    def test_credited_and_cancelled_it_goes_back_once(self):
        """Whatever comes first; and what is done with the credit note afterwards."""
        self.product.invoice_policy = "order"
        statement = self._approve(500)
        card = self._fill(statement)
        order = self._order(80)
        order._apply_program_reward(self.wallet.reward_ids, card)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        note = self._credit(invoice, "2025-01-10")
        self.assertEqual(card.points, 50)
        order._action_cancel()
        self.assertEqual(card.points, 50)
        note.button_draft()
        note.action_post()
        self.assertEqual(card.points, 50)
