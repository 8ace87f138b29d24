# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingCreditAccount(models.Model):
    """From a figure to the documents behind it."""

    _inherit = "keqing.credit.account"

    def action_view_receivables(self):
        """Open the items that make the receivables."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("amount_residual", "!=", 0),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
        ]
        return self._view_documents("account.move.line", self.env._("Open Receivables"), domain)

    def action_view_orders(self):
        """Open the confirmed orders that are not all invoiced."""
        domain = [("id", "in", self._document_ids(self._orders_sql()))]
        return self._view_documents("sale.order", self.env._("Orders Not Yet Invoiced"), domain)

    def action_view_drafts(self):
        """Open the draft invoices that count by themselves."""
        drafts = self._drafts_sql(self.currency_id.rounding)
        domain = [("id", "in", self._document_ids(drafts))]
        return self._view_documents("account.move", self.env._("Draft Invoices"), domain)

    def _document_ids(self, documents):
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
        return [document_id for (document_id,) in rows]

    def _view_documents(self, model, name, domain):
        self.ensure_one()
        self.check_access("read")
        documents = self.env[model].search(domain)
        return documents._get_records_action(name=name, context={"create": False})
