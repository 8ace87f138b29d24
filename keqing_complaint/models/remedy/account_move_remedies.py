# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    """A credit note stays what it was made for: drafts are changed, and invoices behind them."""

    _inherit = "account.move"

    def copy_data(self, default=None):
        """A duplicate of what a remedy credits takes of the same invoice."""
        vals_list = super().copy_data(default)
        if self.env["res.users"]._keqing_is_used():
            complaints = self._keqing_complaints()
            for move, vals in zip(self, vals_list, strict=True):
                if move in complaints:
                    vals.setdefault("reversed_entry_id", move.reversed_entry_id.id)
        return vals_list

    def _keqing_check_remedies(self):
        """
        :raise UserError: for credit notes for more than their remedies promise, or for somebody
            else; and for more than is left of an invoice of which remedies give back
        """
        moves = self.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        if not moves:
            return
        notes = moves.filtered(lambda move: move.move_type == "out_refund")
        invoices = (moves - notes) | notes.reversed_entry_id
        found = moves.env["keqing.remedy.credit"].search(
            Domain("line_id.move_id", "in", notes.ids)
            | Domain("origin_id.move_id", "in", invoices.ids)
        )
        own = found.filtered(lambda credit: credit.line_id.move_id in notes)
        for note, credits in own.grouped(lambda credit: credit.line_id.move_id).items():
            note._keqing_check_kept(credits)
        own.remedy_id._check_credits()
        found.origin_id.move_id._keqing_check_whole(moves)

    def _keqing_check_kept(self, credits):
        """
        :param credits: of one credit note
        :raise UserError: if it is for somebody else, or has other taxes or lines
        """
        remedies = credits.remedy_id
        by_price = credits.filtered(lambda credit: credit.remedy_id.kind != "compensation")
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        others = lines - credits.line_id
        is_kept = (
            self.commercial_partner_id == credits.origin_id.move_id.commercial_partner_id
            and self.currency_id == credits.origin_id.currency_id
            and all(credit.line_id.tax_ids <= credit.origin_id.tax_ids for credit in by_price)
        )
        if not is_kept or self.currency_id.compare_amounts(others._keqing_worth(), 0) > 0:
            raise UserError(
                self.env._(
                    "%(note)s carries out %(remedies)s: customer, currency and taxes stay those "
                    "of the invoice, and whatever else is credited is on another credit note.",
                    note=self.display_name,
                    remedies="; ".join(remedies.mapped("display_name")),
                )
            )

    def _keqing_check_whole(self, posting):
        """
        :param posting: what is about to be posted; with credit notes drafts of remedies count
        :raise UserError: if more is credited of one of these invoices than it is of
        """
        credits = self.env["keqing.remedy.credit"].search([("origin_id.move_id", "in", self.ids)])
        by_invoice = defaultdict(self.browse)
        for credit in credits:
            by_invoice[credit.origin_id.move_id] |= credit.line_id.move_id
        is_credited = "out_refund" in posting.mapped("move_type")
        counted = posting | credits.line_id.move_id if is_credited else posting
        for note in self.search(
            [("reversed_entry_id", "in", self.ids), ("move_type", "=", "out_refund")]
        ):
            by_invoice[note.reversed_entry_id] |= note
        for invoice in self:
            notes = by_invoice[invoice].filtered(
                lambda note: note.state == "posted" or note in counted and note.state != "cancel"
            )
            credited = sum(
                note.currency_id._convert(
                    note.amount_total, invoice.currency_id, invoice.company_id, invoice.date
                )
                for note in notes
            )
            is_valid = invoice.state == "posted" or invoice in posting
            total = invoice._keqing_total() if is_valid else 0.0
            if invoice.currency_id.compare_amounts(credited, total) > 0:
                complaints = credits.remedy_id.complaint_id
                raise UserError(
                    self.env._(
                        "%(credited)s would be credited of %(invoice)s, and %(total)s are "
                        "invoiced there. This counts with it: %(complaints)s.",
                        credited=invoice.currency_id.format(credited),
                        invoice=invoice.display_name,
                        total=invoice.currency_id.format(total),
                        complaints=", ".join(complaints.mapped("name")),
                    )
                )

    def _keqing_total(self):
        """What one invoice is of, taxes included, before what was paid in advance is deducted."""
        paid = self.invoice_line_ids.filtered(
            lambda line: line.is_downpayment and line.price_total < 0
        )
        return self.amount_total - sum(paid.mapped("price_total"))
