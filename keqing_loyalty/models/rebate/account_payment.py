# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountPayment(models.Model):
    """What pays a rebate is followed by its settlement, whatever way it changes."""

    _inherit = "account.payment"

    def write(self, vals):
        written = super().write(vals)
        if "state" in vals and self.env["account.move"]._keqing_rebates_run():
            Settlement = self.env["keqing.rebate.settlement"].sudo()  # whoever pays
            settlements = Settlement.search([("payment_id", "in", self.ids)])
            settlements._book()
        return written
