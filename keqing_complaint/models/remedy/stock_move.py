# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class StockMove(models.Model):
    """What comes back for good and what comes back to be replaced are two lines of a transfer."""

    _inherit = "stock.move"

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        names = super()._prepare_merge_moves_distinct_fields()
        if self.env.context.get("keqing_remedies"):
            names.append("to_refund")
        return names

    def _keqing_left(self, lot, plan):
        """What of one delivery is still with the customer, in the unit of the product.

        Returns count from when they are planned.

        :param lot: of which alone; any if empty
        :param plan: with what is planned at the moment
        """
        left = self._keqing_moved() - plan.moved[self, lot.browse()]
        if lot:
            left = min(left, self._keqing_moved(lot) - plan.moved[self, lot])
        return left

    def _keqing_done(self):
        """What one move has moved so far, in the unit of the product."""
        if self.state != "done":
            return 0.0
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _keqing_moved(self, lot=None):
        moved = 0.0
        for move in self + self.returned_move_ids:
            if move.state == "cancel":
                continue
            if lot:
                lines = move.move_line_ids.filtered(lambda line: line.lot_id == lot)
                quantity = sum(lines.mapped("quantity_product_uom"))
            elif move.state == "done":
                quantity = move._keqing_done()
            else:
                quantity = move.product_qty
            moved += quantity if move == self else -quantity
        return moved

    def _keqing_name_lots(self, parts):
        """Have one return take back the lots that it is for, as far as they are known.

        :param parts: pairs of a quantity in the product's unit, and its lot, which may be empty
        """
        named = [(quantity, lot) for quantity, lot in parts if lot]
        if not named:
            return
        unit = self.product_id.uom_id
        self.move_line_ids.unlink()
        for quantity, lot in named:
            vals = self._prepare_move_line_vals(quantity=0)
            vals |= {
                "lot_id": lot.id,
                "quantity": unit.round(quantity),
                "product_uom_id": unit.id,
            }
            self.env["stock.move.line"].create(vals)
