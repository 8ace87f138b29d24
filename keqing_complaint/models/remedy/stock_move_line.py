# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class StockMoveLine(models.Model):
    """What was moved for a remedy is not corrected to more than it is for."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._keqing_check_done()
        return lines

    def write(self, vals):
        written = super().write(vals)
        if not {"quantity", "product_uom_id"}.isdisjoint(vals):
            self._keqing_check_done()
        return written

    def _keqing_check_done(self):
        if self.env["res.users"]._keqing_is_used():
            self.move_id.filtered(lambda move: move.state == "done")._keqing_check_remedies()
