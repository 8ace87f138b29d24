# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

HOLD_FIELDS = ("is_on_hold", "hold_reason", "hold_user_id", "hold_date")


class KeqingCreditAccount(models.Model):
    """Customers that become one owe from one account."""

    _inherit = "keqing.credit.account"

    @api.model
    def _merge_partners(self, gone, kept):
        """One credit account stays in each company: what stops either customer stops both."""
        accounts = self.search([("partner_id", "in", (gone + kept).ids)])
        for of_company in accounts.grouped("company_id").values():
            stays = of_company.filtered(lambda each: each.partner_id == kept) or of_company[0]
            for held in of_company.filtered("is_on_hold"):
                hold = held.read([*HOLD_FIELDS], load=None)[0]
                stays.write({name: hold[name] for name in HOLD_FIELDS})
            for other in of_company - stays:
                other.message_change_thread(stays)  # what was agreed with either stays on record
            (of_company - stays).unlink()
