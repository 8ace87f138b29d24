# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .credit import CreditCommon


class AnswerCommon(CreditCommon):
    def _assert_answer(self, state, codes=(), amount=100, customer=None, **values):
        order = self._create_order(amount, customer, **values)
        answer = order._credit_answers()[order]
        self.assertEqual((answer.state, [each.code for each in answer.reasons]), (state, [*codes]))
        return order

    def _pay_online(self, order, amount):
        provider = self.env["payment.provider"].create(
            {"name": "Test", "code": "none", "company_id": self.company.id}
        )
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": order.name,
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "operation": "online_direct",
                "state": "done",
            }
        )

    def _assert_held(self, act, *args, **kwargs):
        with self.assertRaises(CreditHold) as caught, self.env.cr.savepoint():
            act(*args, **kwargs)
        self.env.invalidate_all()
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestLimit(AnswerCommon):
    def test_up_to_the_limit_and_not_beyond(self):
        self._assert_answer("ok", amount=1000)
        self._assert_answer("hold", ["limit"], amount=1000.01)

    def test_what_is_owed_uses_up_the_limit(self):
        self._create_invoice(self.customer, 400, self.today)
        self._confirm_order(300)
        self._create_invoice(self.customer, 200, self.today, post=False)
        self._assert_answer("ok", amount=100)
        self._assert_answer("hold", ["limit"], amount=101)

    def test_none_zero_and_unlimited_are_three_things(self):
        self._set_limit(self.customer, 0)  # none
        self._assert_answer("ok", amount=99_999)
        account = self._account()
        account.terms = "cash"
        self._assert_answer("hold", ["limit"], amount=1)
        account.terms = "unlimited"
        self._set_limit(self.customer, 5)
        self._assert_answer("ok", amount=99_999)

    def test_what_is_agreed_is_one_of_the_three(self):
        account = self._account()
        for amount, limit in ((None, None), (0, 0), (70, 70)):
            account._agree(amount)
            [terms] = account._get_terms(self.company, self.customer.ids).values()
            self.assertEqual(terms.limit, limit)

    def test_the_default_of_the_company_holds_for_who_has_no_own(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        stranger = self._create_customer("Hu Tao")
        self._assert_answer("hold", ["limit"], customer=stranger)
        self._assert_answer("ok")
        self._account(stranger).terms = "unlimited"
        self._assert_answer("ok", customer=stranger)

    def test_limits_turned_off(self):
        self.company.account_use_credit_limit = False
        self._assert_answer("ok", amount=99_999)

    def test_a_temporary_limit_goes_first_until_its_last_day(self):
        account = self._account()
        account.write({"temporary_limit": 3000, "temporary_until": self.today})
        self._assert_answer("ok", amount=3000)
        account.write({"temporary_until": self.today - timedelta(1)})
        self._assert_answer("hold", ["limit"], amount=3000)
        account.write({"terms": "cash", "temporary_limit": 10, "temporary_until": self.today})
        self._assert_answer("ok", amount=10)

    def test_who_reads_a_contact_alone_reads_nothing_of_its_credit(self):
        """What is decided stands in the history of its credit, and in the timeline."""
        before = self.customer.message_ids
        account = self._account().with_user(self.controller)
        account.action_hold("Insolvent")
        account.action_unhold()
        account.write(
            {
                "temporary_limit": 5000,
                "temporary_until": Date.add(Date.today(), days=9),
                "temporary_reason": "Season",
            }
        )
        self.assertEqual(self.customer.message_ids, before)
        logged = self.env["keqing.credit.log"].search([("partner_id", "=", self.customer.id)])
        self.assertLessEqual({"hold", "unhold", "temporary"}, set(logged.mapped("kind")))

    def test_each_company_by_itself(self):
        self._set_limit(self.customer, 1, self.other_company)
        self.other_company.account_use_credit_limit = True
        self._assert_answer("ok", amount=900)
        self._assert_answer("hold", ["limit"], company=self.other_company, amount=2)

    def test_a_foreign_amount_counts_in_company_currency(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.euro.id}
        )
        for amount, state in ((500, "ok"), (500.01, "hold")):
            order = self._create_order(1, pricelist_id=pricelist.id)
            order.order_line.price_unit = amount
            self.assertEqual(order._credit_answers()[order].state, state)

    def test_what_gives_no_credit_is_not_held(self):
        self._post_invoice(5000, self.today)
        self._assert_answer("ok", amount=0)
        self._assert_answer("ok", amount=-5)


@tagged("post_install", "-at_install")
class TestConstraint(AnswerCommon):
    def test_by_grade(self):
        for constraint, state, codes in (
            ("none", "ok", []),
            ("warn", "warn", ["limit"]),
            ("approve", "hold", ["limit"]),
            ("suspend", "hold", ["suspend", "limit"]),
        ):
            with self.subTest(constraint):
                self._rate(self.customer, constraint)
                self._assert_answer(state, codes, amount=2000)

    def test_suspended_within_the_limit(self):
        self._rate(self.customer, "suspend")
        self._assert_answer("hold", ["suspend"], amount=0)

    def test_without_a_grade_as_the_company_says(self):
        for constraint, state in (("none", "ok"), ("warn", "warn"), ("approve", "hold")):
            self.company.keqing_credit_constraint = constraint
            self._assert_answer(state, ["limit"] if state != "ok" else [], amount=2000)

    def test_a_company_that_has_chosen_nothing_is_warned_as_by_odoo(self):
        company = self.env["res.company"].create({"name": "Wangshu Inn"})
        self.assertEqual(company.keqing_credit_constraint, "warn")
        self.assertFalse(company.keqing_credit_overdue_days)

    def test_overdue_for_longer_than_allowed(self):
        self._create_invoice(self.customer, 10, self.late)
        self._rate(self.customer, "approve", credit_overdue_days=40)
        self._assert_answer("ok")
        self._rate(self.customer, "approve", credit_overdue_days=39)
        self._assert_answer("hold", ["overdue"])
        self._rate(self.customer, "warn", credit_overdue_days=39)
        self._assert_answer("warn", ["overdue"])
        self._rate(self.customer, "none", credit_overdue_days=39)
        self._assert_answer("ok")

    def test_overdue_without_a_grade(self):
        self._create_invoice(self.customer, 10, self.late)
        self._assert_answer("ok")
        self.company.keqing_credit_overdue_days = 39
        self._assert_answer("hold", ["overdue"])

    def test_cap_on_the_average_month(self):
        month = self.today.replace(day=1)
        for back, amount, refund in ((1, 300, False), (1, 100, True), (3, 400, False)):
            self._pay_at_once(amount, month - relativedelta(months=back), refund)
        self._pay_at_once(9000, month, False)  # the present month is not over
        self._pay_at_once(9000, month - relativedelta(months=13), False)
        self._set_limit(self.customer, 0)
        # of (200 + 400) / 2, and each order by itself
        self._rate(self.customer, "cap", credit_cap_percent=50, credit_cap_period="order")
        self._assert_answer("ok", amount=150)
        self._assert_answer("hold", ["cap"], amount=150.01)

    def test_cap_without_any_sale(self):
        self._rate(self.customer, "cap")
        self._assert_answer("hold", ["cap"], amount=1)

    def _pay_at_once(self, amount, date, refund):
        invoice = self._post_invoice(amount, date, refund=refund)
        if not refund:
            self._pay(invoice, amount, date)

    def test_hold_by_hand(self):
        account = self._account().with_user(self.controller)
        account.action_hold("Cheque bounced")
        self._rate(self.customer, "none")
        order = self._assert_answer("hold", ["hold"], amount=1)
        self.assertIn("Cheque bounced", order._credit_answers()[order].text(False))
        account.action_unhold()
        self._assert_answer("ok", amount=1)

    def test_a_card_tells_who_is_beyond_its_limit_from_who_is_held(self):
        self._create_invoice(self.customer, 900, self.today)
        self._set_limit(self.customer, 500)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.keqing_credit_state, "beyond")
        self.assertEqual(self.customer.keqing_credit_reason, "Ganyu is beyond its credit limit.")
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self.env.invalidate_all()
        self.assertEqual(self.customer.keqing_credit_state, "hold")

    def test_who_is_on_hold_does_not_order_at_anothers_expense(self):
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        payer = self._create_customer("Ningguang")
        self._assert_answer("hold", ["hold"], partner_invoice_id=payer.id)
        self._assert_answer("hold", ["hold"], customer=payer, partner_invoice_id=self.customer.id)

    def test_nobody_is_told_figures_that_are_hidden(self):
        self._create_invoice(self.customer, 777.77, self.late)
        self._rate(self.customer, "cap", credit_overdue_days=3)
        order = self._create_order(888.88)
        read = ["keqing_credit_state", "keqing_credit_reason", "partner_credit_warning"]
        [told] = self._call(self.salesperson, order, "read", read)
        self.assertEqual(told["keqing_credit_state"], "hold")
        for figure in ("777", "888", "1,666", "1,000"):
            self.assertNotIn(figure, str(told))
        [told] = self._call(self.controller, order, "read", read)
        self.assertIn("1,666.65", told["keqing_credit_reason"])


@tagged("post_install", "-at_install")
class TestConfirming(AnswerCommon):
    def test_by_the_button(self):
        order = self._create_order(1001)
        said = self._assert_held(self._call, self.salesperson, order, "action_confirm")
        self.assertIn("Ganyu would go beyond its credit limit", said)
        self.assertEqual(order.state, "draft")
        order.order_line.price_unit = 1000
        self._call(self.salesperson, order, "action_confirm")
        self.assertEqual(order.state, "sale")

    def test_by_rpc_without_the_button(self):
        order = self._create_order(1001)
        self._assert_held(self._call, self.salesperson, order, "write", {"state": "sale"})
        growing = self._create_order(1)
        line = Command.update(growing.order_line.id, {"price_unit": 1001})
        values = {"state": "sale", "order_line": [line]}
        self._assert_held(self._call, self.salesperson, growing, "write", values)
        values = [order.copy_data()[0] | {"state": "sale"}]
        self._assert_held(self._call, self.salesperson, order.browse(), "create", values)

    def test_one_after_the_other(self):
        first, second = self._create_order(600), self._create_order(600)
        first.action_confirm()
        self._assert_held(second.action_confirm)

    def test_several_at_once_all_or_none(self):
        orders = self._create_order(600) + self._create_order(600)
        said = self._assert_held(orders.action_confirm)
        self.assertIn(orders[1].name, said)
        self.assertNotIn(orders[0].name, said)
        self.assertEqual(orders.mapped("state"), ["draft", "draft"])

    def test_a_batch_confirms_what_it_may_and_lists_the_rest(self):
        orders = self.env["sale.order"].concat(
            *(self._create_order(amount) for amount in (600, 700, 400))
        )
        told = self._call(self.salesperson, orders, "action_keqing_confirm")["params"]
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])
        self.assertIn(orders[1].name, told["message"])
        self.assertNotIn(orders[0].name, told["message"])
        self.assertIn("2", told["title"])

    def test_a_warning_stops_nothing(self):
        self._rate(self.customer, "warn")
        order = self._create_order(2000)
        self._call(self.salesperson, order, "action_confirm")
        self.assertEqual(order.state, "sale")

    def test_by_a_job(self):
        order = self._create_order(1001)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": "record.action_confirm()",
            }
        )
        self._assert_held(action.with_context(active_id=order.id, active_model="sale.order").run)

    def test_a_signature_stays_and_the_order_waits(self):
        order = self._create_order(1001, require_signature=True, require_payment=False)
        order.write({"signed_by": "Ganyu", "signature": b"R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="})
        public = order.with_user(self.env.ref("base.public_user")).sudo()
        public._validate_order()
        self.assertEqual((order.state, order.signed_by), ("draft", "Ganyu"))
        release = order.keqing_credit_release_ids
        self.assertEqual((release.state, release.user_id), ("requested", self.salesperson))
        public._validate_order()
        self.assertEqual(order.keqing_credit_release_ids, release)

    def test_what_is_signed_within_credit_is_confirmed(self):
        order = self._create_order(1000, require_signature=True, require_payment=False)
        order.with_user(self.env.ref("base.public_user")).sudo()._validate_order()
        self.assertEqual(order.state, "sale")

    def test_a_payment_stays_and_the_order_waits(self):
        order = self._create_order(3000, require_payment=True, prepayment_percent=0.5)
        transaction = self._pay_online(order, 1500)
        mailed = []
        with (
            patch.object(
                type(order),
                "_send_payment_succeeded_for_order_mail",
                lambda orders: mailed.append(orders),
            ),
            patch.object(type(transaction), "_create_payment", lambda self: booked.append(self)),
        ):
            booked = []
            transaction.with_user(self.env.ref("base.public_user")).sudo()._post_process()
        self.assertEqual((order.state, transaction.state), ("draft", "done"))
        self.assertEqual(booked, [transaction], "the payment is in the books")
        self.assertEqual([each for each in mailed if each], [order], "the customer is told")
        release = order.keqing_credit_release_ids
        self.assertEqual((release.state, release.user_id), ("requested", self.salesperson))
        self.assertIn(
            self.controller.partner_id,
            self.env["mail.message"]
            .search([("model", "=", release._name), ("res_id", "=", release.id)])
            .notified_partner_ids,
        )
        activity = order.activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("waits for release", activity.summary)
        transaction._check_amount_and_confirm_order()
        self.assertEqual((order.keqing_credit_release_ids, order.activity_ids), (release, activity))
        release.with_user(self.controller).decision_note = "Half of it is paid"
        release.with_user(self.controller).action_approve_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.activity_ids)

    def test_what_is_paid_needs_no_credit(self):
        order = self._create_order(3000, require_payment=True, prepayment_percent=1)
        transaction = self._pay_online(order, 3000)
        self.assertEqual(transaction._check_amount_and_confirm_order(), order)
        self.assertEqual(order.state, "sale")

    def test_credit_paid_in_part(self):
        order = self._create_order(3000, require_payment=True, prepayment_percent=0.1)
        self._pay_online(order, 2000)
        order.action_confirm()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestDelivering(AnswerCommon):
    """Without stock, who delivers enters the quantity on the order."""

    def _deliver(self, order, quantity=1):
        self._call(self.salesperson, order.order_line, "write", {"qty_delivered": quantity})

    def test_what_is_held_is_not_delivered(self):
        order = self._create_order(1500)
        said = self._assert_held(self._deliver, order)
        self.assertIn("Ganyu would go beyond its credit limit", said)
        line = {"product_id": self.product.id, "qty_delivered": 1, "price_unit": 2000}
        values = {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        self._assert_held(self._call, self.salesperson, order.browse(), "create", values)
        with self.assertRaises(UserError):
            order._create_invoices()
        self.assertFalse(order.order_line.qty_delivered)

    def test_released_and_confirmed_it_is_delivered_and_invoiced(self):
        order = self._confirm_order(1500)
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        invoice = self._invoice_order(order)
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 1500))

    def test_within_credit_odoo_decides(self):
        order = self._create_order(500)
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)


@tagged("post_install", "-at_install")
class TestGrowing(AnswerCommon):
    def setUp(self):
        super().setUp()
        self.product.list_price = 100  # to which a new quantity sets the price
        self.order = self._create_order(800, quantity=8)
        self.order.action_confirm()
        self.line = self.order.order_line
        self.env.flush_all()

    def _update(self, **values):
        self._call(self.salesperson, self.line, "write", values)

    def test_quantity_price_tax_and_lines(self):
        self._update(product_uom_qty=10)
        self._assert_held(self._update, product_uom_qty=11)
        self._assert_held(self._update, price_unit=100.01)
        self._assert_held(
            self._call,
            self.salesperson,
            self.line.browse(),
            "create",
            [{"order_id": self.order.id, "product_id": self.product.id, "price_unit": 1}],
        )
        self.assertEqual(self.order.amount_total, 1000)

    def test_shrinking_beyond_the_limit_is_free(self):
        self._set_limit(self.customer, 100)
        self._update(product_uom_qty=7)
        self._assert_held(self._update, product_uom_qty=8)

    def test_by_the_order(self):
        line = Command.update(self.line.id, {"product_uom_qty": 11})
        self._assert_held(self._call, self.salesperson, self.order, "write", {"order_line": [line]})

    def test_growing_in_steps(self):
        self._update(product_uom_qty=9)
        self._update(product_uom_qty=10)
        self._assert_held(self._update, product_uom_qty=10.1)

    def test_another_payer(self):
        payer = self._create_customer("Ningguang")
        self._set_limit(payer, 700)
        values = {"partner_invoice_id": payer.id}
        self._assert_held(self._call, self.salesperson, self.order, "write", values)
        self._set_limit(payer, 800)
        self._call(self.salesperson, self.order, "write", values)

    def test_on_hold(self):
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self._assert_held(self._update, product_uom_qty=9)
        self._update(product_uom_qty=7)


@tagged("post_install", "-at_install")
class TestPosting(AnswerCommon):
    def test_an_invoice_without_an_order(self):
        invoice = self._create_invoice(self.customer, 1001, self.today, post=False)
        self._assert_held(invoice.action_post)
        self.assertEqual(invoice.state, "draft")
        invoice.invoice_line_ids.price_unit = 1000
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_an_invoice_of_an_order_was_asked_for_already(self):
        order = self._confirm_order(2000)
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self.assertEqual(self._invoice_order(order).state, "posted")

    def test_an_invoice_of_a_quotation_is_one_without_an_order(self):
        order = self._create_order(2000)
        line = Command.link(order.order_line.id)
        invoice = self._create_invoice(self.customer, 2000, self.today, post=False)
        invoice.invoice_line_ids.sale_line_ids = [line]
        self._assert_held(invoice.action_post)
        self._account().terms = "unlimited"
        order.action_confirm()
        self._account().terms = "cash"
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_an_invoice_of_anothers_order_is_one_without_an_order(self):
        rich = self._create_customer("Ningguang")
        order = self._create_order(2000, rich)
        order.action_confirm()
        invoice = self._invoice_order(order, post=False)
        invoice.partner_id = self.customer
        self._assert_held(invoice.action_post)
        invoice.partner_id = rich
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_credit_notes_and_bills_are_free(self):
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        note = self._create_invoice(self.customer, 5000, self.today, refund=True)
        self.assertEqual(note.state, "posted")
        bill = self._create_bill(5000)
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self._assert_held(
            self._create_invoice(self.customer, 5000, self.today, post=False).action_post
        )

    def _create_bill(self, amount):
        """A draft bill of the customer, who also sells to us."""
        payable, expense = self.env["account.account"].create(
            [
                {"code": "2100", "name": "Payables", "account_type": "liability_payable"},
                {"code": "5000", "name": "Expenses", "account_type": "expense"},
            ]
        )
        self.customer.property_account_payable_id = payable
        journal = {"name": "Purchases", "type": "purchase", "code": "BUY"}
        self.env["account.journal"].create({**journal, "default_account_id": expense.id})
        line = {"product_id": self.product.id, "price_unit": amount, "tax_ids": False}
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [Command.create(line)],
            }
        )

    def test_several_at_once(self):
        invoices = self.env["account.move"].concat(
            *(self._create_invoice(self.customer, 600, self.today, post=False) for __ in range(2))
        )
        self._assert_held(invoices.action_post)


@tagged("post_install", "-at_install")
class TestAccount(AnswerCommon):
    def test_one_for_customer_and_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        account = self._account(contact)
        self.assertEqual(account, self._account())
        self.assertEqual(account.partner_id, self.customer)
        self.assertNotEqual(account, self._account(company=self.other_company))

    def test_refresh_finds_who_owes_something(self):
        other, nobody = self._create_customers(2)
        self._post_invoice(1200, self.late)
        self._create_invoice(other, 5, self.today, post=False)
        Account = self.env["keqing.credit.account"]
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_credit_refresh").method_direct_trigger()
        self.env.invalidate_all()
        mine = Account.search([("company_id", "=", self.company.id)])
        self.assertEqual(mine.partner_id, self.customer + other)
        self.assertRecordValues(
            mine.sorted("exposure"),
            [
                {"exposure": 5, "drafted": 5, "has_limit": False, "is_over": False, "overdue": 0},
                {
                    "exposure": 1200,
                    "drafted": 0,
                    "has_limit": True,
                    "is_over": True,
                    "overdue": 1200,
                },
            ],
        )
        self.assertNotIn(nobody, Account.search([]).partner_id)

    def test_what_stays_the_same_is_not_rewritten(self):
        self._create_invoice(self.customer, 10, self.today)
        account = self._account()
        account._refresh()
        self.env.cr.execute("SELECT ctid FROM keqing_credit_account WHERE id = %s", [account.id])
        before = self.env.cr.fetchall()
        account._refresh()
        self.env.cr.execute("SELECT ctid FROM keqing_credit_account WHERE id = %s", [account.id])
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_actions_refresh_at_once(self):
        self._create_order(900).action_confirm()
        account = self._account()
        self.assertEqual((account.exposure, account.uninvoiced, account.is_over), (900, 900, False))
        self._set_limit(self.customer, 899)
        self.assertTrue(account.is_over)
        account.terms = "unlimited"
        self.assertFalse(account.is_over)

    def test_found_by_who_is_over_and_who_is_on_hold(self):
        self._create_order(900).action_confirm()
        Partner = self.env["res.partner"].with_user(self.salesperson)
        self.assertFalse(Partner.search([("keqing_is_over_limit", "=", True)]))
        self._set_limit(self.customer, 800)
        self.assertEqual(Partner.search([("keqing_is_over_limit", "=", True)]), self.customer)
        self.assertNotIn(self.customer, Partner.search([("keqing_is_over_limit", "=", False)]))
        self.assertTrue(self.customer.keqing_is_over_limit)
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        self.assertEqual(Partner.search([("keqing_is_on_hold", "=", True)]), self.customer)

    def test_merged_with_who_is_on_hold(self):
        other = self._create_customer("Ganyu & Co")
        self._account(other)
        self._account().with_user(self.controller).action_hold("Cheque bounced")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, other)
        self.assertEqual(self._account(other).hold_reason, "Cheque bounced")

    def test_the_limit_is_odoos_own(self):
        account = self._account().with_user(self.controller)
        self.assertEqual(account.credit_limit, 1000)
        account.credit_limit = 1500
        self.assertEqual(self.customer.with_company(self.company).credit_limit, 1500)
        self.assertEqual(self.customer.with_company(self.other_company).credit_limit, 0)

    def test_who_decides(self):
        account = self._account()
        for user in (self.salesperson, self.manager, self.director, self.admin):
            for method, args in (("action_hold", ["No"]), ("action_unhold", [])):
                with self.assertRaises(AccessError):
                    self._call(user, account, method, *args)
            with self.assertRaises(AccessError):
                self._call(user, account, "write", {"terms": "unlimited"})
        with self.assertRaises(UserError):
            self._call(self.controller, account, "action_hold", " ")
        with self.assertRaises(AccessError):
            self._call(self.controller, account, "write", {"is_on_hold": True})
        with self.assertRaises(AccessError):
            self._call(self.salesperson, self.customer, "action_view_keqing_credit")
        self._call(self.controller, self.customer, "action_view_keqing_credit")

    def test_of_another_company_nothing_is_seen(self):
        account = self._account(company=self.other_company)
        with self.assertRaises(AccessError):
            self._call(self.controller, account, "read", ["exposure"])

    def test_a_temporary_limit_ends(self):
        with self.assertRaisesRegex(ValidationError, "say until when"):
            self._account().temporary_limit = 500
        self._account().write({"temporary_limit": 500, "temporary_until": self.today})
