# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class KeqingIndicator(models.Model):
    """What has to hold of a company's invoices before anybody is judged by them."""

    _inherit = "keqing.indicator"

    def _check_source_invoice(self, run, since):
        """Refuse a run over invoices that are not there, or booked at no rate.

        :param since: first day whose documents count, at the latest that of the run
        :raise UserError: naming the company or the document, with the remedy
        """
        self._check_invoices(run)
        self._check_currencies(run, since)

    def _check_source_invoice_line(self, run, since):
        """They are the lines of the same documents."""
        self._check_source_invoice(run, since)

    def _check_invoices(self, run):
        [[found]] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM account_move move WHERE %s)",
                self._posted_sale(run.company_id, run.date_from, run.date_to),
            )
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no posted customer invoice in %(period)s. "
                    "Post the invoices first, or choose another period.",
                    company=run.company_id.name,
                    period=run.period_name,
                )
            )

    def _check_currencies(self, run, since):
        """Refuse documents booked one to one because their currency has no rate.

        :param since: first day whose documents count; who asks for all history gets the period
        """
        without_rate = self.env.execute_query(
            SQL(
                """SELECT currency.name, min(move.name)
                     FROM account_move move
                     JOIN res_currency currency ON currency.id = move.currency_id
                    WHERE move.currency_id != %(company_currency)s
                      AND COALESCE(move.invoice_currency_rate, 1) = 1
                      AND %(posted_sales)s
                      AND NOT EXISTS (
                          SELECT FROM res_currency_rate rate
                           WHERE rate.currency_id = move.currency_id
                             AND (rate.company_id IS NULL OR rate.company_id = %(root_company)s))
                 GROUP BY currency.name ORDER BY currency.name""",
                company_currency=run.company_id.currency_id.id,
                root_company=run.company_id.root_id.id,
                posted_sales=self._posted_sale(run.company_id, since, run.date_to),
            )
        )
        for currency, invoice in without_rate:
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s is in %(currency)s, which has no rate in %(company)s: it "
                    "was booked one to one. Enter the rate, correct the invoice, compute again.",
                    invoice=invoice,
                    currency=currency,
                    company=run.company_id.name,
                )
            )
