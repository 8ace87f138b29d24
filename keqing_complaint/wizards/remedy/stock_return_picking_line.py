# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockReturnPickingLine(models.TransientModel):
    """What comes back for a remedy is counted in the product's unit, and bears its reference."""

    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        vals = super()._prepare_move_default_values(new_picking)
        reference_id = self.env.context.get("keqing_remedies")
        if reference_id:
            vals["product_uom"] = self.product_id.uom_id.id
            earlier = self.env.context["keqing_earlier"]  # remedies, for which it was sent
            kept = [each for each in vals["reference_ids"] if each not in earlier]
            vals["reference_ids"] = [*kept, reference_id]
        return vals
