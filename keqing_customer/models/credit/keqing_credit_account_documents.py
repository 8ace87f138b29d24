# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one


class KeqingCreditAccount(models.Model):
    """From a figure to the documents behind it."""

    _inherit = "keqing.credit.account"

    @for_one("read")
    def action_view_receivables(self):
        """Open the items that make the receivables."""
        Indicator = self.env["keqing.indicator"]
        model, domain = Indicator._documents_receivable(
            self.company_id, self.partner_id, since=None, until=None
        )
        self._flush_documents()
        by_drafts = self.env.execute_query(Indicator._settled_by_drafts_sql())
        domain &= Indicator._open_now() | Domain("id", "in", [row[0] for row in by_drafts])
        return Indicator._view_documents(self.env._("Open Receivables"), model, domain)

    @for_one("read")
    def action_view_orders(self):
        """Open the confirmed orders that are not all invoiced."""
        return self.env["keqing.indicator"]._view_documents(
            self.env._("Orders Not Yet Invoiced"),
            "sale.order",
            self._counted(self._orders_sql()),
        )

    @for_one("read")
    def action_view_drafts(self):
        """Open the draft invoices that count by themselves."""
        drafts = self._drafts_sql(self.currency_id.rounding)
        return self.env["keqing.indicator"]._view_documents(
            self.env._("Draft Invoices"), "account.move", self._counted(drafts)
        )

    @api.model
    def _get_companies_of_documents(self, partners):
        """With which companies some contacts have documents by which their customers could owe.

        :return: ``{partner's id: companies}``; who has none is absent
        """
        self.env["sale.order"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, array_agg(DISTINCT company_id)
                     FROM (SELECT unnest(ARRAY[partner_id, partner_invoice_id]) AS partner_id,
                                  company_id
                             FROM sale_order
                            WHERE state != 'cancel'
                              AND (partner_id IN %(ids)s OR partner_invoice_id IN %(ids)s)
                        UNION ALL
                           SELECT partner_id, company_id
                             FROM account_move
                            WHERE state = 'draft' AND partner_id IN %(ids)s
                        UNION ALL
                           SELECT partner_id, company_id
                             FROM account_move_line
                            WHERE amount_residual != 0 AND partner_id IN %(ids)s) document
                    WHERE partner_id IN %(ids)s
                 GROUP BY partner_id""",
                ids=partners._ids,
            )
        )
        Company = self.env["res.company"]
        return {partner_id: Company.browse(company_ids) for partner_id, company_ids in rows}

    def _counted(self, documents):
        """Domain: the documents of one part of the exposure that count for anything."""
        self.ensure_one()
        self.check_access("read")
        self._flush_documents()
        rows = self.env.execute_query(
            SQL(
                """WITH %s
                   SELECT document_id FROM (%s) part WHERE amount != 0""",
                self._common_sql(self.company_id, self.partner_id),
                documents,
            )
        )
        return Domain("id", "in", [document_id for (document_id,) in rows])
