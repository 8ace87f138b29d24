# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What settles a rebate settles it for the customer of the statement, where it is owed."""

    _inherit = "account.move"

    def _check_keqing_stays_booked(self):
        """
        :raise UserError: for what was booked along with a payment, an eWallet or goods: by itself
            it is not undone, or that was given and is payable again
        """
        booked = self.filtered(lambda move: move.move_type == "entry" and move.state == "posted")
        for move in booked:
            settlement = move.keqing_rebate_settlement_id
            if settlement and settlement.way != "credit":
                raise UserError(
                    self.env._(
                        "%(entry)s says what %(document)s has settled. Take that back at "
                        "%(statement)s instead.",
                        entry=move.display_name,
                        document=settlement.document,
                        statement=settlement.statement_id.display_name,
                    )
                )

    def _check_keqing_settles(self):
        """What was drafted may have been changed by hand.

        :raise UserError: if it is another customer's, on another account, or no credit note any
            more; or if goods that are given are paid for
        """
        for move in self.filtered(lambda each: each.is_invoice()):
            statement = move.keqing_rebate_statement_id
            settlement = move.keqing_rebate_settlement_id
            is_given = not settlement  # an invoice of goods, or its credit
            takes_back = move.reversed_entry_id.keqing_rebate_settlement_id == settlement
            if move.commercial_partner_id != statement.partner_id:
                raise UserError(
                    self.env._(
                        "%(document)s settles %(statement)s, and is of %(customer)s.",
                        document=move.display_name,
                        statement=statement.display_name,
                        customer=move.commercial_partner_id.display_name,
                    )
                )
            if is_given and move.currency_id.compare_amounts(move.amount_untaxed, 0):
                raise UserError(
                    self.env._(
                        "%(document)s gives goods for %(statement)s, and asks for %(amount)s. "
                        "Invoice what is sold by itself.",
                        document=move.display_name,
                        statement=statement.display_name,
                        amount=move.currency_id.format(move.amount_untaxed),
                    )
                )
            if not (is_given or takes_back):
                move._check_keqing_note(statement)

    def _check_keqing_note(self, statement):
        if self.move_type != "out_refund":
            raise UserError(
                self.env._(
                    "%(document)s settles %(statement)s, and is no credit note any more.",
                    document=self.display_name,
                    statement=statement.display_name,
                )
            )
        owed = statement._get_settling_account()
        others = self.invoice_line_ids.account_id - owed
        if others:
            raise UserError(
                self.env._(
                    "%(document)s settles %(statement)s: book it on %(account)s, and not on "
                    "%(others)s.",
                    document=self.display_name,
                    statement=statement.display_name,
                    account=owed.display_name,
                    others=", ".join(others.mapped("display_name")),
                )
            )
