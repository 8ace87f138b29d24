# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from markupsafe import Markup

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.tools.apportion import largest_remainder

from ...tools.rebate import exact

NAMED = 50  # invoices named on a credit note


class KeqingRebateStatement(models.Model):
    """Credit notes: they say which invoices they lower, and come to the cent to what is left."""

    _inherit = "keqing.rebate.statement"

    def _settle_by_credit(self, settlement, amount):
        """Draft a credit note in company currency, its taxes in the proportion of the base.

        :raise UserError: if the customer was invoiced in another currency
        """
        originals = self._get_originals()
        self._check_one_currency(originals)
        note = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(self._prepare_note_vals(settlement, amount, originals))
        )
        # what cannot be said by a price that includes taxes is no more than some cents
        difference = self.currency_id.round(amount - note.amount_untaxed)
        if difference:
            note.invoice_line_ids = [Command.create(self._prepare_note_line_vals([], difference))]

    def _get_originals(self):
        """The invoices that the base adds up from, in order."""
        Ledger = self.env["keqing.rebate.ledger"]
        domain = self._ledger_domain()
        if any("instead" in each for each in self.stopped or ()):
            Ledger.flush_model()
            earning = SQL(
                "(SELECT id FROM keqing_rebate_ledger ledger WHERE %s)", self._earns_here()
            )
            domain &= Domain("id", "in", earning)
        rows = Ledger._read_group(
            domain & Domain("move_id.move_type", "in", ("out_invoice", "out_receipt")),
            ["move_id"],
            having=["|", ("amount:sum", "!=", 0), ("quantity:sum", "!=", 0)],
        )
        moves = self.env["account.move"].browse(move.id for (move,) in rows)
        return moves.sorted(lambda move: (move.invoice_date, move.id))

    def _check_one_currency(self, originals):
        """Of an invoice one takes back what it was made in, and what is owed is said in ours."""
        foreign = originals.filtered(lambda move: move.currency_id != self.currency_id)
        if foreign:
            raise UserError(
                self.env._(
                    "%(statement)s is on invoices in %(currencies)s: a credit note in %(ours)s "
                    "cannot lower those. Settle it by a payment, or in another way.",
                    statement=self.display_name,
                    currencies=", ".join(sorted(originals.currency_id.mapped("name"))),
                    ours=self.currency_id.name,
                )
            )

    def _prepare_note_vals(self, settlement, amount, originals):
        return {
            "move_type": "out_refund",
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.company_id._get_keqing_today(),
            "ref": self.display_name,
            "invoice_origin": self.program_id.display_name,
            "reversed_entry_id": len(originals) == 1
            and originals.company_id == self.company_id
            and originals.id,
            "narration": self._say_originals(originals),
            "keqing_rebate_statement_id": self.id,
            "keqing_rebate_settlement_id": settlement.id,
            "invoice_line_ids": [
                Command.create(self._prepare_note_line_vals(tax_ids, share))
                for tax_ids, share in self._share_by_taxes(amount)
            ],
        }

    def _say_originals(self, originals):
        """As laws on credit notes ask: which invoices it lowers, in the customer's language."""
        if not originals:
            return False
        lang = self.partner_id.lang or self.company_id._get_keqing_customer_lang()
        local = self.with_context(lang=lang).env
        names = ", ".join(originals[:NAMED].mapped("name"))
        more = len(originals) - NAMED
        text = (
            local._("Lowers the invoices %(names)s and %(more)s more.", names=names, more=more)
            if more > 0
            else local._("Lowers: %s", names)
        )
        return Markup("<p>%s</p>") % text

    def _prepare_note_line_vals(self, tax_ids, amount):
        """A line that comes to an untaxed amount, whether its price includes taxes or not."""
        taxes = self.env["account.tax"].browse(tax_ids)
        included = taxes.flatten_taxes_hierarchy().filtered("price_include")
        price = amount
        if included:
            details = taxes._get_tax_details(
                amount,
                1,
                precision_rounding=self.currency_id.rounding,
                special_mode="total_excluded",
            )
            price += sum(
                data["tax_amount"] for data in details["taxes_data"] if data["tax"] in included
            )
        return {
            "name": self.display_name,
            "quantity": 1,
            "price_unit": self.currency_id.round(price),
            "account_id": self._get_settling_account().id,
            "tax_ids": [Command.set(tax_ids)],
        }

    def _earns_here(self):
        """Condition on ``ledger``: of lines that are not paid for by a better programme."""
        better = [each["instead"] for each in self.stopped or () if "instead" in each]
        if not better:
            return SQL("TRUE")
        return SQL(
            """(ledger.move_line_id IS NULL OR ledger.move_line_id NOT IN (
                   SELECT move_line_id FROM keqing_rebate_ledger
                    WHERE program_id = ANY(%s) AND partner_id = %s AND period_from = %s
                      AND day <= %s AND move_line_id IS NOT NULL
                 GROUP BY move_line_id
                   HAVING sum(amount) != 0 OR sum(quantity) != 0))""",
            better,
            self.partner_id.id,
            self.period_from,
            self.counted_to,
        )

    def _share_by_taxes(self, amount):
        """An amount in the proportion in which the base was taxed, to the cent.

        :return: list of pairs (ids of taxes, amount)
        """
        weights = defaultdict(lambda: exact(0))
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(sum(ledger.amount), 0)::text,
                          ARRAY(SELECT used.account_tax_id
                                  FROM account_move_line_account_tax_rel used
                                  JOIN account_tax tax ON tax.id = used.account_tax_id
                                 WHERE used.account_move_line_id = ledger.move_line_id
                                   AND tax.company_id = ANY(%s)
                              ORDER BY used.account_tax_id)
                     FROM keqing_rebate_ledger ledger
                    WHERE ledger.program_id = %s AND ledger.partner_id = %s
                      AND ledger.period_from = %s AND ledger.day <= %s AND %s
                 GROUP BY ledger.move_line_id""",
                self.company_id.sudo().parent_ids.ids,  # what a branch has of its own is not ours
                self.program_id.id,
                self.partner_id.id,
                self.period_from,
                self.counted_to,
                self._earns_here(),
            )
        )
        for base, tax_ids in rows:
            weights[tuple(tax_ids)] += exact(base)
        taxed = {tax_ids: base for tax_ids, base in sorted(weights.items()) if base > 0}
        taxed = taxed or {(): 1}
        digits = self.currency_id.decimal_places
        cents = largest_remainder(int(round(amount * 10**digits)), list(taxed.values()))
        return [
            (list(tax_ids), share / 10**digits)
            for tax_ids, share in zip(taxed, cents, strict=True)
            if share
        ]
