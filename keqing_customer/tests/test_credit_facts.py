# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.keqing_customer.models.credit.keqing_credit_account_exposure import READ_COLUMNS
from odoo.addons.keqing_customer.tools.credit import CreditHold

from .test_credit import AnswerCommon
from .test_credit_release import ReleaseCommon

# Theirs whose books, catalogue or rates they are, and on nobody's document
NOT_OF_DOCUMENTS = {
    "account.tax",
    "product.product",
    "product.template",
    "res.currency.rate",
    "res.partner",
}
# When something is due is agreed with the customer; no amount hangs on it
AGREED = {("account.move.line", "date_maturity"), ("account.move.line", "date")}


@tagged("post_install", "-at_install")
class TestEveryFact(AnswerCommon):
    """Each column that the exposure is read from, written on documents of who is on hold.

    What was ordered but not delivered may be ordered no more, and a price is the seller's: that
    lowers what will be owed, as it should. Nothing else does, by whoever writes it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user("accountant")
        cls.accountant.group_ids += cls.env.ref("account.group_account_manager")
        cls.accountant.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.shell = cls._create_customer("Shell company", user_id=cls.salesperson.id)
        cls._set_limit(cls.customer, 5000)
        product = cls._create_product("On delivery", invoice_policy="delivery", list_price=100)
        cls.order = cls._create_order(600, quantity=6, product=product)
        cls.order.order_line.copy({"order_id": cls.order.id, "price_unit": 50})
        cls.order.action_confirm()
        cls.order.order_line.qty_delivered = 6
        cls.other_order = cls._create_order(70)
        cls.invoice = cls._create_invoice(cls.customer, 300, cls.today)
        cls.billed = cls._confirm_order(200)
        cls._invoice_order(cls.billed)
        cls._create_invoice(cls.customer, 80, cls.today, post=False)
        small = cls._create_invoice(cls.customer, 5, cls.today, refund=True)
        lines = (cls.invoice + small).line_ids
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        cls._account().with_user(cls.controller).action_hold("Insolvent")
        cls.env.flush_all()

    def _documents(self):
        draft = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "draft")]
        )
        invoices = self.invoice + self.billed.invoice_ids + draft
        return {
            "sale.order": self.order,
            "sale.order.line": self.order.order_line[:1],
            "account.move": invoices,
            "account.move.line": invoices.line_ids,
            "account.partial.reconcile": self.invoice.line_ids.matched_credit_ids,
        }

    def _strange_values(self, record, name):
        """What somebody could think of to write."""
        field = record._fields[name]
        match field.type:
            case "float" | "monetary":
                return [0, -1000, 100_000]
            case "char":
                return ["P1", False]
            case "boolean":
                return [not record[name]]
            case "selection":
                return [each for each in field.get_values(self.env) if each != "posted"] + [False]
            case "date":
                return ["2020-01-01", "2099-01-01", False]
            case "many2many":
                others = self.env[field.comodel_name].search([], limit=50)
                return [[Command.clear()], [Command.set(others.ids)]]
        ours = {
            "res.partner": self.shell,
            "sale.order": self.other_order,
            "res.company": self.other_company,
            "res.currency": self.euro,
        }.get(field.comodel_name)
        return [(ours or self.env[field.comodel_name].search([], limit=1)).id, False]

    def _is_legitimate(self, record, name, value):
        """Whether somebody may lower by it what is owed: the seller's price, the books' entries."""
        if (record._name, name) in AGREED:
            return True
        match record._name, name:
            case "sale.order.line", "discount" | "price_unit" | "tax_ids":
                return True
            case "sale.order.line", "qty_delivered":
                return True  # it came back, as who delivers says
            case "account.move", "state":
                return True  # taken out of the books by who keeps them
            case "account.move" | "account.move.line", __:
                return record[self._state_of(record)] == "draft"
        return False

    def _state_of(self, record):
        return "state" if record._name == "account.move" else "parent_state"

    def test_matching_settles_no_more_than_is_booked(self):
        """Nor by what is on another account."""
        item = self.invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        note = self._create_invoice(self.shell, 5, self.today, refund=True).line_ids
        before = self._exposure().exposure
        for other in note | self.invoice.line_ids - item:
            values = {"debit_move_id": item.id, "credit_move_id": other.id, "amount": 250}
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._call(
                    self.accountant,
                    self.env["account.partial.reconcile"],
                    "create",
                    [
                        {
                            **values,
                            "debit_amount_currency": 250,
                            "credit_amount_currency": 250,
                        }
                    ],
                )
            self.env.invalidate_all()
        self.assertEqual(self._exposure().exposure, before)

    def test_nothing_that_is_owed_is_written_away(self):
        tried = 0
        before = self._exposure().exposure
        self.assertGreater(before, 1000)
        for model, columns in READ_COLUMNS.items():
            if model in NOT_OF_DOCUMENTS:
                continue
            for record in self._documents()[model]:
                for name in columns:
                    for value in self._strange_values(record, name):
                        self._try(self.accountant, record, name, value, before)
                        tried += 1
                        if model.startswith("sale."):  # others are not theirs to write
                            self._try(self.salesperson, record, name, value, before)
        self.assertGreater(tried, 200)

    def _try(self, user, record, name, value, before):
        said = f"{user.login} writes {name} = {value} on {record} ({record.display_name})"
        legitimate = self._is_legitimate(record, name, value)
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
            try:
                with self.env.cr.savepoint():
                    self._call(user, record, "write", {name: value})
            except Exception as error:  # Odoo's refusals are as good as ours
                self.env.invalidate_all()
                said += type(error).__name__
            if not legitimate:
                now = self._exposure().exposure
                self.assertGreaterEqual(round(now, 2), before, said)
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestWhatAnOrderOwes(ReleaseCommon):
    """What an order is asked for is what it still owes, and a release is used up by it."""

    def _assert_held(self, act, *args, **kwargs):
        with self.assertRaises(CreditHold), self.env.cr.savepoint():
            act(*args, **kwargs)
        self.env.invalidate_all()

    def _assert_refused(self, *args):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._call(*args)
        self.env.invalidate_all()

    def _half_invoiced(self):
        """An order of two lines over 500 each, of which the first is invoiced."""
        order = self._create_order(500)
        order.order_line.copy({"order_id": order.id})
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_line_ids[1:].unlink()
        invoice.invoice_date = self.today
        invoice.action_post()
        return order

    def test_an_amount_moves_from_what_is_invoiced_to_what_is_open(self):
        order = self._half_invoiced()
        self.assertEqual(self._exposure().exposure, 1000)
        invoiced, still_open = order.order_line
        values = {
            "order_line": [
                Command.update(still_open.id, {"price_unit": 1000}),
                Command.update(invoiced.id, {"price_unit": 0}),
            ]
        }
        self._assert_held(self._call, self.salesperson, order, "write", values)
        self._call(self.salesperson, invoiced, "write", {"price_unit": 0})
        self._assert_held(self._call, self.salesperson, still_open, "write", {"price_unit": 1000})

    def test_an_amount_moves_between_lines_in_any_order(self):
        order = self._create_order(500)
        order.order_line.copy({"order_id": order.id})
        order.action_confirm()
        first, second = order.order_line
        values = [
            Command.update(first.id, {"price_unit": 900}),
            Command.update(second.id, {"price_unit": 100}),
        ]
        self._call(self.salesperson, order, "write", {"order_line": values})
        self.assertEqual(self._exposure().exposure, 1000)

    def test_decreased_and_increased_again(self):
        order = self._create_order(1000, quantity=10)
        order.action_confirm()
        line = order.order_line
        self._call(self.salesperson, line, "write", {"product_uom_qty": 1})
        line.price_unit = 100
        self._create_order(900).action_confirm()
        self._assert_held(self._call, self.salesperson, line, "write", {"product_uom_qty": 2})

    def test_a_release_serves_once(self):
        order = self._create_order(1500)
        release = self._request(order=order)
        self._approve(release)
        order.action_confirm()
        self.assertEqual(release.state, "used")
        self._invoice_order(order)
        line = {
            "order_id": order.id,
            "product_id": self.product.id,
            "price_unit": 1500,
            "tax_ids": False,
        }
        order.order_line.price_unit = 0
        self._assert_held(self._call, self.salesperson, order.order_line, "create", [line])

    def test_what_was_delivered_is_not_ordered_less(self):
        product = self._create_product(
            "By order",
            type="service",  # whose deliveries people write down, also beside stock
            invoice_policy="order",
            list_price=100,
        )
        order = self._create_order(1000, quantity=10, product=product)
        order.action_confirm()
        line = order.order_line
        self._call(self.salesperson, line, "write", {"qty_delivered": 10})
        self._assert_refused(self.salesperson, line, "write", {"product_uom_qty": 0})
        self._assert_refused(self.salesperson, order, "action_cancel")
        self._call(self.salesperson, line, "write", {"qty_delivered": 0})
        self._call(self.salesperson, line, "write", {"product_uom_qty": 0})
        self._call(self.salesperson, order, "action_cancel")
        self.assertEqual(order.state, "cancel")

    def test_what_nobody_ordered_counts_when_it_is_delivered(self):
        order = self._create_order(100)
        order.action_confirm()
        product = self._create_product("On delivery", invoice_policy="delivery", list_price=100)
        for quantity in (0, 0.00001):
            line = order.order_line.create(
                {
                    "order_id": order.id,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "price_unit": 100,
                    "tax_ids": False,
                }
            )
            self._call(self.salesperson, line, "write", {"qty_delivered": 4})
            self.assertAlmostEqual(self._exposure().exposure, 500, delta=0.01)
            self._assert_held(self._call, self.salesperson, line, "write", {"qty_delivered": 10})
            line.qty_delivered = 0

    def test_a_line_that_is_called_a_down_payment_owes_as_any(self):
        order = self._create_order(100)
        order.action_confirm()
        line = {
            "order_id": order.id,
            "product_id": self.product.id,
            "price_unit": 901,
            "is_downpayment": True,
            "tax_ids": False,
        }
        self._assert_held(self._call, self.salesperson, order.order_line, "create", [line])
        line["price_unit"] = 900
        self._call(self.salesperson, order.order_line, "create", [line])
        self.assertEqual(self._exposure().exposure, 1000)

    def test_a_down_payment_is_no_line_to_order_on(self):
        order = self._create_order(100)
        order.action_confirm()
        self._down_payment(order, 50)
        line = order.order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        self._assert_refused(self.salesperson, line, "write", {"product_uom_qty": 1})

    def test_an_invoice_line_is_for_one_order_line(self):
        """For customers who could be held: elsewhere it is as Odoo has it."""
        accountant = self._create_user("accountant")
        accountant.group_ids += self.env.ref("account.group_account_invoice")
        order = self._create_order(100)
        order.order_line.copy({"order_id": order.id})
        order.action_confirm()
        line = self._invoice_order(order, post=False).invoice_line_ids[0]
        values = {"sale_line_ids": [Command.set(order.order_line.ids)]}
        said = "a line for each order line"
        with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
            line.with_user(accountant).write(values)
        self.env.invalidate_all()
        self._rate(self.customer, "none")
        line.with_user(accountant).write(values)
        self.assertEqual(line.sale_line_ids, order.order_line)

    def test_a_draft_for_somebody_else_takes_nothing_off(self):
        shell = self._create_customer("Shell company")
        order = self._create_order(800)
        order.action_confirm()
        invoice = self._invoice_order(order, post=False)
        accountant = self._create_user("accountant")
        accountant.group_ids += self.env.ref("account.group_account_invoice")
        self._call(accountant, invoice, "write", {"partner_id": shell.id})
        self.assertEqual(self._exposure().exposure, 800)
        self._assert_refused(accountant, invoice, "action_post")
        self.controller.group_ids += self.env.ref("account.group_account_invoice")
        self._call(self.controller, invoice, "action_post")
        self.assertEqual(self._exposure().exposure, 0)
