# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What is paid, or not any more, is followed by the ledger of rebates."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._note_for_rebates()
        return partials

    def unlink(self):
        self._note_for_rebates()
        return super().unlink()

    def _note_for_rebates(self):
        """Follow both sides, where a running programme counts payments."""
        if self.env["res.users"]._keqing_is_used() and self.env["keqing.rebate.program"]._any_runs(
            "collected"
        ):
            partials = self.sudo()  # whoever matches them
            moves = (partials.debit_move_id | partials.credit_move_id).move_id
            self.env["keqing.rebate.ledger"]._note(moves.ids)
