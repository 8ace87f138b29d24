# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from .keqing_credit_account import SEES_FIGURES


class KeqingToday(models.AbstractModel):
    """What all customers owe together, for who sees such figures and for directors."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), self._figures(self._get_credit_figures)]

    def _get_credit_figures(self):
        if not self.env.user.has_groups(f"{SEES_FIGURES},keqing_customer.group_customer_all"):
            return []
        Account = self.env["keqing.credit.account"]
        domain = Domain("company_id", "=", self.env.company.id)
        # sudo: sums alone, for who sees all customers or the figures of each
        [[exposure, overdue]] = Account.sudo()._read_group(
            domain, aggregates=["exposure:sum", "overdue:sum"]
        )
        return [
            {
                "text": self.env._("Exposure"),
                "amount": self._money(exposure),
                "note": self.env._("Owed, ordered and not yet invoiced"),
                **self._open_owing("exposure"),
            },
            {
                "text": self.env._("Overdue"),
                "amount": self._money(overdue),
                **self._open_owing("overdue"),
            },
        ]

    def _open_owing(self, column):
        """What opens what a figure is the sum of, as part of a line.

        These are accounts; to who reads none, but the books, the receivables of which it consists.
        """
        if self.env["keqing.credit.account"].has_access("read"):
            return {
                "action": "keqing_customer.keqing_credit_account_action",
                "context": {f"search_default_filter_{column}": 1},
            }
        company = self.env.company
        Indicator = self.env["keqing.indicator"]
        model, receivables = Indicator._documents_receivable(company, None, None, None)
        if not self.env[model].has_access("read"):
            return {"action": False}
        title, owed = self.env._("Open receivables"), receivables & Indicator._open_now()
        if column == "overdue":
            title = self.env._("Overdue")
            owed &= Indicator._due_before(company._get_keqing_today())
        return {"action": Indicator._view_documents(title, model, owed)}
