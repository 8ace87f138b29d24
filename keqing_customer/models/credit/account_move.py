# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools.credit import Charge


class AccountMove(models.Model):
    """What a customer will owe by an entry asks for credit when it is posted, however that is done.

    Invoices and receipts ask for what no order of the same customer has asked for; other entries
    for what they put on receivable accounts. Money that moved, and what Odoo books by itself, is a
    fact and asks nobody.
    """

    _name = "account.move"
    _inherit = ["account.move", "keqing.credit.document", "keqing.reader.mixin"]

    def write(self, vals):
        if vals.get("state") == "posted" and self.env["res.users"]._keqing_is_used():
            posting = self.filtered(lambda move: move.state != "posted")
            posting._owing()._credit_check(added=False)
        return super().write(vals)

    def _owing(self):
        """Those of these drafts by which somebody owes more than orders have asked for."""
        owing = self.browse()
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        Account = self.env["keqing.credit.account"].sudo()  # answers everybody alike
        for company, of_company in invoices.grouped("company_id").items():
            owing += of_company.browse(Account._get_beyond_orders(company, of_company))
        return owing + self.filtered(lambda move: move._is_made_by_hand() and move._credit_owed())

    def _is_made_by_hand(self):
        """Whether it is an entry that somebody wrote, and neither money nor Odoo's own booking."""
        return self.move_type == "entry" and not (
            self.origin_payment_id
            or self.statement_line_id
            or self.tax_cash_basis_rec_id
            or self.reversed_entry_id
            or self.journal_id == self.company_id.currency_exchange_journal_id
            or self == self.company_id.account_opening_move_id
            or "pos_session_ids" in self._fields
            and self.pos_session_ids
        )

    def _credit_owed(self):
        """What each customer owes by one entry: ``{customer: amount}``, in company currency."""
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.partner_id
        )
        owed = {
            customer: sum(of_customer.mapped("balance"))
            for customer, of_customer in lines.grouped(
                lambda line: line.partner_id.commercial_partner_id
            ).items()
        }
        currency = self.company_id.currency_id
        return {
            customer: amount
            for customer, amount in owed.items()
            if currency.compare_amounts(amount, 0) > 0
        }

    def _credit_charges(self, added):
        if self.move_type == "entry":
            return [
                Charge(self, customer.id, customer.id, amount, amount, amount)
                for customer, amount in self._credit_owed().items()
            ]
        total = sum(
            self.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            ).mapped("balance")
        )
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
