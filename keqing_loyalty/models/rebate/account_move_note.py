# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one


class AccountMove(models.Model):
    """What can be done with a credit note that settles a rebate."""

    _inherit = "account.move"

    @for_one("read")
    def action_view_keqing_rebate_originals(self):
        """From a credit note to the invoices that it lowers."""
        originals = self.keqing_rebate_statement_id._get_originals()
        title = self.env._("Invoices That It Lowers")
        return self.env["keqing.indicator"]._view_documents(
            title, "account.move", Domain("id", "in", originals.ids)
        )

    @for_one("write")
    def action_match_keqing_rebate(self):
        """Match a posted credit note with the customer's invoices, the oldest due first.

        :raise UserError: if it is not posted, or nothing in its currency is open
        """
        if self.state != "posted" or not self.keqing_rebate_statement_id:
            raise UserError(
                self.env._("%s is no posted credit note of a rebate.", self.display_name)
            )
        credit = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        if not credit:
            raise UserError(self.env._("%s is matched already.", self.display_name))
        lines = self._get_oldest_due(credit)
        (credit + lines).reconcile()

    def _get_oldest_due(self, credit):
        """What is open of the customer on the same account, as much as the note covers."""
        domain = (
            Domain("partner_id", "=", self.commercial_partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("account_id", "in", credit.account_id.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("balance", ">", 0)
        )
        found = credit.search(domain, order="date_maturity, date, id")
        lines = found.filtered(lambda line: line.currency_id == self.currency_id)
        if not lines:
            raise UserError(
                self.env._(
                    "%(customer)s has open invoices in %(currencies)s alone, and %(note)s is in "
                    "%(currency)s.",
                    customer=self.commercial_partner_id.display_name,
                    currencies=", ".join(found.currency_id.mapped("name")),
                    note=self.display_name,
                    currency=self.currency_id.name,
                )
                if found
                else self.env._(
                    "%s has no open invoice: the note waits for the next one.",
                    self.commercial_partner_id.display_name,
                )
            )
        left = -sum(credit.mapped("amount_residual"))
        chosen = lines.browse()
        for line in lines:
            if self.company_currency_id.compare_amounts(left, 0) <= 0:
                break
            chosen += line
            left -= line.amount_residual
        return chosen
