# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingCreditAccount(models.Model):
    """From a figure to the documents behind it."""

    _inherit = "keqing.credit.account"

    def action_view_receivables(self):
        """Open the items that make the receivables."""
        self.ensure_one()
        self.check_access("read")
        Indicator = self.env["keqing.indicator"]
        model, domain = Indicator._documents_receivable(
            self.company_id, self.partner_id, since=None, until=None
        )
        domain &= Indicator._open_now()
        return Indicator._view_documents(self.env._("Open Receivables"), model, domain)

    def action_view_orders(self):
        """Open the confirmed orders that are not all invoiced."""
        return self.env["keqing.indicator"]._view_documents(
            self.env._("Orders Not Yet Invoiced"),
            "sale.order",
            self._counted(self._orders_sql()),
        )

    def action_view_drafts(self):
        """Open the draft invoices that count by themselves."""
        drafts = self._drafts_sql(self.currency_id.rounding)
        return self.env["keqing.indicator"]._view_documents(
            self.env._("Draft Invoices"), "account.move", self._counted(drafts)
        )

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
