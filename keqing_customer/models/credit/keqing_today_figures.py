# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class KeqingToday(models.AbstractModel):
    """What all customers owe together, for directors; it opens the account of each."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), self._figures(self._get_credit_figures)]

    def _get_credit_figures(self):
        Account = self.env["keqing.credit.account"]
        [[exposure, overdue]] = Account._read_group(
            Domain("company_id", "=", self.env.company.id),
            aggregates=["exposure:sum", "overdue:sum"],
        )
        figures = (
            ("exposure", self.env._("Exposure"), exposure),
            ("overdue", self.env._("Overdue"), overdue),
        )
        lines = [
            {
                "text": text,
                "amount": self._money(amount),
                "action": "keqing_customer.keqing_credit_account_action",
                "context": {f"search_default_filter_{column}": 1},
            }
            for column, text, amount in figures
        ]
        lines[0]["note"] = self.env._("Owed, ordered and not yet invoiced")
        return lines
