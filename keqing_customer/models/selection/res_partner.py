# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResPartner(models.Model):
    """Who deletes a candidate deletes the verdict on it."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_selection(self):
        if not self.env["res.users"]._keqing_is_used():
            return
        # sudo: whoever may delete the outlet
        runs = self.env["keqing.evaluation.run"].sudo().search([("partner_id", "in", self.ids)])
        if runs:
            runs._delete_results()
