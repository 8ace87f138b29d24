# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import models
from odoo.tools import float_compare

from ...tools.credit import Charge


class AccountMove(models.Model):
    """What is posted no more: a customer who then owes more asks for credit, as by posting.

    So does a credit note that is reset, cancelled or deleted, an entry that took something off, and
    an invoice that was cheaper than its order. Money that came back is a fact and asks nobody.
    """

    _inherit = "account.move"

    @contextmanager
    def _credit_undoing(self):
        """Ask for what customers owe more after the block, in which these are posted no more.

        :raise CreditHold: at the end of the block
        """
        undone = self.sudo().filtered(lambda move: move.state == "posted")  # whoever does it
        charges = {
            company: [charge for move in moves for charge in move._credit_undo_charges()]
            for company, moves in undone.grouped("company_id").items()
        }
        Account = self.env["keqing.credit.account"].sudo()  # answers everybody alike
        before = {
            company: Account._get_exposures(company, self._payers(asked))
            for company, asked in charges.items()
        }
        yield
        for company, asked in charges.items():
            now = Account._get_exposures(company, self._payers(asked))
            more = {
                payer_id: now[payer_id].exposure - exposure.exposure
                for payer_id, exposure in before[company].items()
            }
            Account._let_pass(
                company,
                [
                    charge._replace(
                        total=min(charge.total, more[charge.payer_id]), untaxed=0.0, added=0.0
                    )
                    for charge in asked
                    if float_compare(
                        more[charge.payer_id], 0, precision_rounding=company.currency_id.rounding
                    )
                    > 0
                ],
            )

    def unlink(self):
        """What is posted is deleted by force, and asks before."""
        if self.env["res.users"]._keqing_is_used():
            posted = self.filtered(lambda move: move.state == "posted")
            posted.filtered(lambda move: move.sudo()._credit_undo_charges()).state = "draft"
        return super().unlink()

    def _payers(self, charges):
        return self.env["res.partner"].browse({charge.payer_id for charge in charges})

    def _credit_undo_charges(self):
        """What one posted entry could make its customers owe again, at the most."""
        amounts = {
            customer: -amount - self._credit_money(customer, -1)
            for customer, amount in self._credit_receivable().items()
        }
        if self.move_type == "out_invoice":
            amounts = {self.commercial_partner_id: self._credit_cheaper()}
        return [
            Charge(self, customer.id, customer.id, amount, amount, amount)
            for customer, amount in amounts.items()
            if self.company_id.currency_id.compare_amounts(amount, 0) > 0
        ]

    def _credit_cheaper(self):
        """By how much one invoice is cheaper than what was ordered, which counts without it."""
        cheaper = 0.0
        for line in self.invoice_line_ids:
            for ordered in line.sale_line_ids.filtered("product_uom_qty"):
                order = ordered.order_id
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, ordered.product_uom_id, round=False
                )
                price = ordered.price_total / ordered.product_uom_qty * order._credit_rate()
                billed = line.price_total * order._credit_rate(line.currency_id)
                cheaper += max(price * quantity - billed, 0.0)
        return cheaper
