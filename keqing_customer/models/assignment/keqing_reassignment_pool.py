# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models


class KeqingReassignment(models.Model):
    """Customers go back to the public pool, or somebody claims them from it."""

    _inherit = "keqing.reassignment"

    @api.model
    def _return_to_pool(self, company, customers):
        """Let nobody hold these customers from today on."""
        self = self.with_context(lang=company.partner_id.lang or self.env.lang)
        return self._change_at_once(
            company,
            customers,
            kind="return",
            reason=self.env._("Too long without a contact or a sale"),
        )

    @api.model
    def _claim(self, company, customers):
        """Give the user these customers, which :meth:`_check_claim` has found free."""
        return self.sudo()._change_at_once(  # only a manager plans hand-overs
            company,
            customers,
            kind="claim",
            user_id=self.env.uid,
            reason=self.env._("Claimed from the public pool"),
        )

    @api.model
    def _change_at_once(self, company, customers, **values):
        change = self.create(
            {
                "company_id": company.id,
                "partner_ids": [Command.set(customers.ids)],
                "date": company._get_keqing_today(),
                "state": "planned",
                **values,
            }
        )
        change._apply_batch()
        return change
