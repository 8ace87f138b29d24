# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import computed
from ...tools.credit import Charge
from .account_move_line import RECONCILING

DEBTOR = {"company_id", "currency_id", "move_type", "partner_id"}
WATCHED = DEBTOR | {"state"}


class AccountMove(models.Model):
    """What a customer will owe by an entry asks for credit when it is posted, however that is done.

    Invoices and receipts ask for what no order of the same customer has asked for; other entries
    for what they put on receivable accounts. Money that moved is a fact and asks nobody.
    """

    _name = "account.move"
    _inherit = ["account.move", "keqing.credit.document", "keqing.reader.mixin"]

    def write(self, vals):
        if vals.get("payment_state") == "invoicing_legacy":
            vals = computed.write_vals(
                self, vals, {"payment_state"}
            )  # that of books before Odoo's own
        if WATCHED.isdisjoint(vals) or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        if vals.get("state") == "posted":
            posting = self.filtered(lambda move: move.state != "posted")
            posting._owing()._credit_check(added=False)
        elif not DEBTOR.isdisjoint(vals):
            for move in self.filtered(lambda move: move.state == "posted"):
                move._check_stays_owed(move.partner_id, vals.get("partner_id"))
        if vals.get("state", "posted") == "posted":
            return super().write(vals)
        with self._credit_undoing():
            return super().write(vals)

    def _check_stays_owed(self, partner, partner_id=None):
        """What is posted is owed by whom it is; a credit controller alone gives it to another.

        :param partner: who owes now; ``partner_id``: who would
        :raise UserError: for customers who could be held
        """
        if self.env["keqing.credit.account"]._is_bound(
            self.company_id, partner | partner.browse(partner_id or ())
        ):
            raise UserError(
                self.env._(
                    "%s is posted, and its customer's credit depends on it. Correct it by a credit "
                    "note or another entry, or ask a credit controller.",
                    self.display_name,
                )
            )

    def _owing(self):
        """Those of these drafts by which somebody owes more than orders have asked for.

        :raise UserError: for invoices that would take from another customer what it owes
        """
        owing = self.browse()
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        Account = self.env["keqing.credit.account"].sudo()  # answers everybody alike
        for company, of_company in invoices.grouped("company_id").items():
            beyond, strays = Account._get_beyond_orders(company, of_company)
            of_company.browse(strays)._check_debtor()
            owing += of_company.browse(beyond)
        return owing + (self - invoices).filtered(lambda move: move._credit_owed())

    def _check_debtor(self):
        """Strays are posted by credit controllers, where a customer could be held."""
        Account = self.env["keqing.credit.account"].sudo(False)
        for move in self:
            lines = move.sudo().line_ids  # of whoever it is
            orders = lines.sale_line_ids.order_id
            if Account._is_bound(
                move.company_id,
                orders.partner_invoice_id | lines.partner_id | move.partner_id,
            ):
                raise UserError(
                    self.env._(
                        "%(invoice)s is for another customer or company than %(orders)s. Change "
                        "the invoice address there, or ask a credit controller to post it.",
                        invoice=move.display_name,
                        orders=", ".join(orders.mapped("name")) or move.partner_id.display_name,
                    )
                )

    def _credit_owed(self):
        """What each customer owes by an entry: ``{customer: amount}``, in company currency.

        What moved money or takes such an entry back asks nobody, as far as it does so: by amount,
        and not by what it is linked to. Nor does what opens the books or what Odoo itself books.
        """
        if (
            self == self.company_id.account_opening_move_id
            or self.env.cr.cache.get(RECONCILING)
            or "pos_session_ids" in self._fields
            and self.pos_session_ids
        ):
            return {}
        currency = self.company_id.currency_id
        return {
            customer: amount
            for customer, amount in self._credit_receivable().items()
            if currency.compare_amounts(amount, self._credit_excused(customer)) > 0
        }

    def _credit_receivable(self):
        """What one entry puts on receivable accounts: ``{customer: amount}``.

        What is in a foreign currency at today's rate.
        """
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.partner_id
        )
        return {
            customer: of_customer._credit_value()
            for customer, of_customer in lines.grouped(
                lambda line: line.partner_id.commercial_partner_id
            ).items()
        }

    def _credit_excused(self, customer):
        """How much one entry may put on the receivables of a customer without asking.

        Of what it takes back only the money: other credits are undone as by resetting them, which
        asks as well.
        """
        excused = self._credit_money(customer, 1)
        taken_back = self.reversed_entry_id
        if taken_back.state == "posted" and (money := taken_back._credit_money(customer, -1)):
            back = (taken_back.reversal_move_ids - self).filtered(lambda m: m.state == "posted")
            taken_off = -sum(m._credit_receivable().get(customer, 0.0) for m in taken_back + back)
            excused += max(min(taken_off, money), 0.0)
        return excused

    def _credit_money(self, customer, way):
        """What money one entry moved: to a customer if ``way`` is 1, from it if it is -1."""
        payment, statement = self.origin_payment_id, self.statement_line_id
        money = 0.0
        if (
            payment.move_id == self
            and payment.payment_type == ("outbound" if way > 0 else "inbound")
            and payment.partner_id.commercial_partner_id == customer
        ):
            money += abs(payment.amount_company_currency_signed)
        if statement.move_id == self:
            cash = self.line_ids.filtered(
                lambda line: line.account_id == self.journal_id.default_account_id
            )
            money += max(-way * sum(cash.mapped("balance")), 0.0)
        return money

    def _credit_charges(self, added):
        if self.state == "posted":
            return self._credit_undo_charges()
        if self.move_type not in ("out_invoice", "out_receipt"):
            return [
                Charge(self, customer.id, customer.id, amount, amount, amount)
                for customer, amount in self._credit_owed().items()
            ]
        total = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )._credit_value()
        untaxed = -sum(
            self.line_ids.filtered(lambda line: line.display_type == "product").mapped("balance")
        )
        return [
            Charge(
                record=self,
                payer_id=self.partner_id.id,
                buyer_id=self.partner_id.id,
                total=total,
                untaxed=untaxed,
                added=max(total, 0.0) if added else 0.0,
            )
        ]
