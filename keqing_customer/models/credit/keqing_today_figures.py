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
        action = (
            "keqing_customer.keqing_credit_account_action" if Account.has_access("read") else False
        )
        return [
            {
                "text": self.env._("Exposure"),
                "amount": self._money(exposure),
                "note": self.env._("Owed, ordered and not yet invoiced"),
                "action": action,
            },
            {
                "text": self.env._("Overdue"),
                "amount": self._money(overdue),
                "action": action,
                "context": {"search_default_filter_overdue": 1},
            },
        ]
