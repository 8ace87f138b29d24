# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.tools.apportion import largest_remainder


class KeqingRebateSettlement(models.Model):
    """What is given otherwise than by a credit note takes off what is owed by an entry of ours.

    It is booked when a payment is posted, an eWallet credited, or goods are invoiced: what was
    given by now less what was booked before. So it does not matter how often it is looked at.
    """

    _inherit = "keqing.rebate.settlement"

    def _book(self):
        """Book what was given by now less what was booked before.

        :raise UserError: if an account is missing, or the books are locked
        """
        for settlement in self:
            settlement._check_given()
            given = settlement._get_given()
            difference = given - settlement._get_settled()
            if settlement.currency_id.compare_amounts(difference, 0):
                settlement._book_difference(difference)

    def _check_given(self):
        """A draft may have been changed by hand.

        :raise UserError: for a payment that pays somebody else, in another currency, or nobody
        """
        payment, statement = self.payment_id, self.statement_id
        if self.way != "payment" or not self._is_paid():
            return
        is_right = (
            (payment.payment_type, payment.partner_type) == ("outbound", "customer")
            and payment.partner_id.commercial_partner_id == statement.partner_id
            and payment.currency_id == self.currency_id
            and payment.company_id == self.company_id
        )
        if not is_right:
            raise UserError(
                self.env._(
                    "%(payment)s is of %(statement)s: it pays %(customer)s in %(currency)s, and "
                    "nobody else.",
                    payment=payment.display_name,
                    statement=statement.display_name,
                    customer=statement.partner_id.display_name,
                    currency=self.currency_id.name,
                )
            )

    def _get_given(self):
        match self.way:
            case "payment":
                return self.payment_id.amount if self._is_paid() else 0
            case "goods":
                return self.order_id._get_keqing_worth(is_invoiced=True)
        return self._get_settled()

    def _is_paid(self):
        return self.payment_id.state in ("in_process", "paid")

    def _book_difference(self, amount):
        """An entry over an amount, less if negative; that one takes back the last."""
        day = self.company_id._get_keqing_today()
        statement = self.statement_id
        statement._check_can_settle(day)
        journal = statement.program_id.accrual_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no journal to settle in. Enter it on the programme.",
                    statement.program_id.display_name,
                )
            )
        given = [
            self._prepare_line_vals(account, -share)
            for account, share in self._get_counterparts(amount)
        ]
        lines = [self._prepare_line_vals(statement._get_settling_account(), amount), *given]
        entry = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": day,
                    "ref": statement.display_name,
                    "reversed_entry_id": amount < 0 and self._get_last_entry().id,
                    "keqing_rebate_statement_id": statement.id,
                    "keqing_rebate_settlement_id": self.id,
                    "line_ids": [Command.create(vals) for vals in lines],
                }
            )
        )
        entry._post(soft=False)
        self._match_payment()
        return entry

    def _get_last_entry(self):
        entries = self.move_ids.filtered(
            lambda move: move.state == "posted" and not move.reversed_entry_id
        )
        return entries.sorted("id")[-1:]

    def _prepare_line_vals(self, account, balance):
        return {
            "account_id": account.id,
            "name": self.statement_id.display_name,
            "partner_id": self.statement_id.partner_id.id,
            "balance": balance,
            "tax_ids": [Command.clear()],
        }

    def _get_counterparts(self, amount):
        """What is owed instead, or was earned: list of pairs (account, amount)"""
        customer = self.statement_id.partner_id.with_company(self.company_id)
        match self.way:
            case "payment":
                return [(customer.property_account_receivable_id, amount)]
            case "wallet":
                return [(self._get_wallet_account(), amount)]
        sales = self.order_id.journal_id or self.order_id.order_line.invoice_lines.journal_id
        worths = defaultdict(float)
        for line in self.order_id.order_line.filtered("product_id"):
            product = line.product_id.with_company(self.company_id)
            account = product.product_tmpl_id.get_product_accounts()["income"]
            account = account or sales[:1].default_account_id
            if not account:
                raise UserError(
                    self.env._(
                        "%s has no income account: enter it on the product or its category.",
                        product.display_name,
                    )
                )
            worths[account] += line._get_keqing_worth()
        unit = self.currency_id.rounding
        sign = -1 if amount < 0 else 1
        shares = largest_remainder(round(abs(amount) / unit), list(worths.values()))
        return [
            (account, self.currency_id.round(sign * share * unit))
            for account, share in zip(worths, shares, strict=True)
            if share
        ]

    def _match_payment(self):
        """What was paid and what was booked of it cancel out on the customer's account."""
        if self.way != "payment":
            return
        moves = self.move_ids + self.payment_id.move_id
        lines = moves.filtered(lambda move: move.state == "posted").line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        if len(lines) > 1:
            lines.reconcile()
