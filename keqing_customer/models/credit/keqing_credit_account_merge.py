# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

HOLD_FIELDS = ("is_on_hold", "hold_reason", "hold_user_id", "hold_date")


class KeqingCreditAccount(models.Model):
    """When two customers become one: what is stricter for either holds for both."""

    _inherit = "keqing.credit.account"

    @api.model
    def _merge_partners(self, gone, kept):
        """One credit account stays in each company."""
        accounts = self.search([("partner_id", "in", (gone + kept).ids)])
        for of_company in accounts.grouped("company_id").values():
            stays = of_company.filtered(lambda each: each.partner_id == kept) or of_company[0]
            stays._take_over(of_company - stays)
            for other in of_company - stays:
                other.message_change_thread(stays)  # what was agreed with either stays on record
            (of_company - stays).unlink()

    def _take_over(self, others):
        """Make this account that of other customers too."""
        self.ensure_one()
        accounts = self + others
        for held in others.filtered("is_on_hold"):
            self._take_hold(held)
        limits = {each: limit for each, limit in accounts._limits().items() if limit is not None}
        terms = set(accounts.mapped("terms"))
        values = {}
        if "cash" in terms:
            values["terms"] = "cash"
        elif "unlimited" in terms and limits:
            values["terms"] = "limit"
        if any(accounts.mapped("temporary_until")):
            strictest = min(limits, key=limits.get) if limits else self
            for name in ("temporary_limit", "temporary_until", "temporary_reason"):
                values[name] = strictest[name]
        values = {name: value for name, value in values.items() if self[name] != value}
        if values:
            self.write(values)

    def _take_hold(self, held):
        """Put this account on hold as another one is, unless it is on hold already."""
        self.ensure_one()
        if not self.is_on_hold:
            [hold] = held.read([*HOLD_FIELDS], load=None)
            self.write({name: hold[name] for name in HOLD_FIELDS})
            self._log("hold", reason=self.hold_reason)
            self._end_releases()
