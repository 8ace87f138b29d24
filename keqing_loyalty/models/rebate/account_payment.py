# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

# What decides how much of a rebate it pays, and whether it does
WATCHED = {"state", "amount", "currency_id", "partner_id", "payment_type", "partner_type"}


class AccountPayment(models.Model):
    """What pays a rebate is followed by its settlement, whatever way it changes."""

    _inherit = "account.payment"

    def write(self, vals):
        written = super().write(vals)
        if not WATCHED.isdisjoint(vals) and self.env["account.move"]._keqing_rebates_run():
            Settlement = self.env["keqing.rebate.settlement"].sudo()  # whoever pays
            settlements = Settlement.search([("payment_id", "in", self.ids)])
            settlements._book()
        return written
