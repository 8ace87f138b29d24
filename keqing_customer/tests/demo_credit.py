# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import html2plaintext

from odoo.addons.keqing_customer.tools.credit import CreditHold

from ..tools.period import last_finished_period

COEFFICIENTS = {"AAA": "1.5", "AA": "1.2", "A": "1.0", "B": "0.5", "C": "0"}


class DemoCreditCases:
    """What the demo company's customers are trusted with, and what becomes of those beyond.

    For the class that has loaded the company, beside :class:`DemoFileCases`.
    """

    def _account(self, customer):
        accounts = self.env["keqing.credit.account"].with_company(self.company)
        return accounts.search(
            [
                ("partner_id", "=", self._customer(customer).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def _order_of(self, customer):
        """The one order there is of a customer, as its owner has it."""
        customer = self._customer(customer)
        orders = self.env["sale.order"].with_user(customer.user_id)
        order = orders.with_company(self.company).search([("partner_id", "=", customer.id)])
        self.assertEqual(len(order), 1)
        return order

    def _confirm_small_order(self, customer):
        """Sell one bottle on the day that the demo data were loaded."""
        customer = self._customer(customer)
        line = {"product_id": self.env.ref("keqing_customer.product_cabernet").id}
        orders = self.env["sale.order"].with_user(customer.user_id).with_company(self.company)
        order = orders.create({"partner_id": customer.id, "order_line": [Command.create(line)]})
        with freeze_time(self.loaded_on):
            order.action_confirm()
        return order

    def test_the_log_is_in_the_language_of_the_company(self):
        accounts = self.env["keqing.credit.account"].search([("company_id", "=", self.company.id)])
        bodies = [html2plaintext(body) for body in accounts.message_ids.mapped("body")]
        self.assertTrue(any(bodies))
        if self.env["res.lang"]._get_data(code="zh_CN"):
            for body in bodies:
                self.assertNotRegex(body, "[A-Za-z]{4}")

    def test_credit_was_rated_for_the_last_quarter(self):
        run = self.env["keqing.evaluation.run"].search(
            [("company_id", "=", self.company.id), ("purpose", "=", "credit")]
        )
        self.assertEqual(run.state, "confirmed")
        quarter = last_finished_period("quarter", self.loaded_on)
        self.assertEqual((run.date_from, run.date_to), quarter)
        for verdict in run.evaluation_ids:
            customer = verdict.partner_id.with_company(self.company)
            self.assertEqual(customer.keqing_credit_grade_id, verdict.grade_id)
        rated = run.evaluation_ids.filtered(lambda each: each.score and not each.is_superseded)
        count = {grade.code: len(each) for grade, each in rated.grouped("grade_id").items()}
        self.assertEqual(set(count), {"AAA", "AA", "A", "B", "C"})
        # most are good enough, few are the best of all, and very few get nothing
        self.assertLess(count["AAA"], len(rated) / 3)
        self.assertGreater(count["AA"] + count["A"], len(rated) / 2)
        self.assertLess(count["C"], len(rated) / 10)
        lowered = self._verdict(run, "qianling")
        self.assertEqual(lowered.grade_id.code, "A")
        self.assertNotEqual(lowered.computed_grade_id, lowered.grade_id)
        self.assertTrue(lowered.override_reason)

    def test_limits_were_accepted_changed_refused_and_some_wait(self):
        proposals = self.env["keqing.credit.proposal"].search(
            [("company_id", "=", self.company.id)]
        )
        states = proposals.grouped("state")
        self.assertEqual(set(states), {"accepted", "changed", "refused", "proposed"})
        self.assertEqual(states["proposed"].partner_id.user_id, self._user("salesperson_zunyi"))
        self.assertEqual(states["changed"].partner_id, self._customer("wumeng"))
        self.assertEqual(states["refused"].partner_id, self._customer("minghu"))
        decided = proposals - states["proposed"]
        self.assertEqual(decided.decided_by_id, self._user("credit_controller"))
        self.assertTrue(all((states["changed"] + states["refused"]).mapped("reason")))
        for proposal in decided:
            customer = proposal.partner_id.with_company(self.company)
            limit = {"changed": 150_000, "refused": 0}.get(proposal.state)
            if limit is None:
                limit = self._proposed_limit(customer, proposal.date)
            self.assertEqual(customer.credit_limit, limit, customer.name)
        self.assertGreater(len(states["accepted"].filtered("decided_limit")), 30)

    def _proposed_limit(self, customer, day):
        """Average month x months of the term x coefficient, rounded up to thousands."""
        months = defaultdict(Decimal)
        for move in self.env["account.move"].search(
            [
                ("partner_id", "=", customer.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", ">", day - relativedelta(months=12, day=31)),
                ("invoice_date", "<=", day),
            ]
        ):
            months["amount"] += Decimal(str(move.amount_untaxed_signed))
            if move.move_type == "out_invoice":
                months[move.invoice_date.replace(day=1)] += 1
        average = (months["amount"] / (len(months) - 1)).quantize(Decimal("0.01"))
        term = max(customer.property_payment_term_id.line_ids.mapped("nb_days"))
        coefficient = Decimal(COEFFICIENTS[customer.keqing_credit_grade_id.code])
        thousands = average * term / 30 * coefficient / 1000
        return int(thousands.to_integral_value(ROUND_CEILING)) * 1000

    def test_exposure_is_the_sum_of_the_documents(self):
        """Added up again document by document: what is open, ordered and drafted."""
        of_company = [("company_id", "=", self.company.id)]
        sums = defaultdict(float)
        for invoice in self.env["account.move"].search([*of_company, ("partner_id", "!=", False)]):
            if invoice.state == "posted" and invoice.is_sale_document():
                sums[invoice.commercial_partner_id] += invoice.amount_residual_signed
            elif invoice.state == "draft" and invoice.move_type == "out_invoice":
                sums[invoice.commercial_partner_id] += invoice.amount_total_signed
        for payment in self.env["account.payment"].search(of_company):
            for line in payment.move_id.line_ids:
                if line.account_type == "asset_receivable":
                    sums[payment.partner_id.commercial_partner_id] += line.amount_residual
        orders = self.env["sale.order"].search([*of_company, ("state", "=", "sale")])
        self.assertTrue(orders)
        self.assertFalse(orders.invoice_ids, "else what is on them would count twice")
        for order in orders:
            sums[order.partner_invoice_id.commercial_partner_id] += order.amount_total
        customers = self.env["res.partner"].search([("keqing_customer_type_id", "!=", False)])
        found = self.env["keqing.credit.account"]._get_exposures(self.company, customers)
        for customer in customers:
            with self.subTest(customer=customer.name):
                self.assertAlmostEqual(float(found[customer.id].exposure), sums[customer], 2)
        self.assertGreater(len([each for each in found.values() if each.exposure > 0]), 10)
        self.assertFalse(sums.keys() - set(customers), "nobody else owes anything")

    def test_an_order_waits_for_release(self):
        order = self._order_of("qianling")
        self.assertEqual(order.user_id, self._user("salesperson"))
        with freeze_time(self.loaded_on), self.assertRaises(CreditHold):
            order.action_confirm()
        release = order.sudo().keqing_credit_release_ids
        self.assertEqual((release.state, release.user_id), ("requested", order.user_id))
        for name in ("reason", "verdict", "verdict_figures"):
            self.assertTrue(release[name], name)
        controller = self._user("credit_controller")
        self.assertTrue(release.with_user(controller).may_decide)
        told = [("model", "=", release._name), ("res_id", "=", release.id)]
        messages = self.env["mail.message"].search(told)
        self.assertIn(controller.partner_id, messages.notified_partner_ids)
        with self.assertRaises(AccessError):
            release.with_user(order.user_id).exposure  # noqa: B018

    def test_an_order_was_released_by_who_did_not_ask(self):
        order = self._order_of("jianjiang")
        self.assertEqual(order.state, "sale")
        release = order.sudo().keqing_credit_release_ids
        self.assertEqual(release.state, "used")
        self.assertEqual(release.user_id, self._customer("jianjiang").user_id)
        self.assertEqual(release.decided_by_id, self._user("credit_controller"))
        self.assertTrue(release.decision_note)
        with self.assertRaises(CreditHold):
            self._confirm_small_order("jianjiang")

    def test_a_temporary_limit_lets_more_pass(self):
        account = self._account("huizhan")
        self.assertEqual(account.temporary_until, self.loaded_on + timedelta(30))
        self.assertTrue(account.temporary_reason)
        for days, limit in ((30, account.temporary_limit), (31, account.credit_limit)):
            with freeze_time(self.loaded_on + timedelta(days)):
                terms = account._get_terms(self.company, account.partner_id.ids)
            self.assertEqual(terms[account.partner_id.id].limit, limit)
        self.assertGreater(account.credit_limit, 0)
        self.assertGreater(account.temporary_limit, account.credit_limit)

    def test_who_stopped_paying_is_not_supplied(self):
        account = self._account("tongxin")
        self.assertTrue(account.is_on_hold)
        self.assertEqual(account.hold_user_id, self._user("credit_controller"))
        self.assertEqual(account.grade_id.credit_constraint, "suspend")
        with self.assertRaisesRegex(CreditHold, account.hold_reason):
            self._confirm_small_order("tongxin")
