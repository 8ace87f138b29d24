# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockMove(models.Model):
    """Transfers of remedies move what was promised, and no more."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if self.env["res.users"]._keqing_is_used():
            done._keqing_check_remedies()
        return done

    def _keqing_check_remedies(self):
        """:raise UserError: if more was moved for a remedy than it is for, or to somebody else"""
        references = (self | self.picking_id.move_ids).sudo().reference_ids
        if not references:
            return
        remedies = self.env["keqing.complaint.remedy"].sudo()  # whoever moves the goods
        found = remedies.search(
            [("reference_id", "in", references.ids), ("state", "!=", "cancelled")]
        )
        for some in found.grouped("reference_id").values():
            some._check_moved()
