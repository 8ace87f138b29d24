# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrderLine(models.Model):
    """What was delivered and invoiced, piece by piece: Odoo rounds it to parts of a dozen."""

    _inherit = "sale.order.line"

    def _keqing_parts(self, quantity):
        """What so many of one line are in the warehouse: ``{product: quantity}``.

        Of a kit its parts, in the proportion in which they were sent, in their units.

        :param quantity: in the product's unit
        """
        product = self.product_id
        sent = self.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.location_dest_id._is_outgoing()
                and not move.origin_returned_move_id
            )
        )
        if not sent or product in sent.product_id:
            return {product: quantity}
        ordered = self.product_uom_id._compute_quantity(
            self.product_uom_qty, product.uom_id, round=False
        )
        return {
            part: quantity * sum(moves.mapped("product_qty")) / ordered
            for part, moves in sent.grouped("product_id").items()
        }

    def _keqing_delivered(self):
        """What one line delivered, less what came back for good, in the product's unit."""
        unit = self.product_id.uom_id
        outgoing, incoming = self._get_outgoing_incoming_moves()
        return sum(
            sign * move.product_uom._compute_quantity(move.quantity, unit, round=False)
            for sign, moves in ((1, outgoing), (-1, incoming))
            for move in moves
            if move.state == "done"
        )

    def _keqing_invoiced(self):
        """What of one line is invoiced, drafts as well, less credit notes, in the same unit."""
        signs = {"out_invoice": 1, "out_refund": -1}
        unit = self.product_id.uom_id
        return sum(
            signs.get(line.move_type, 0) * line._keqing_quantity(unit)
            for line in self.invoice_lines
            if line.parent_state != "cancel" or line.move_id.payment_state == "invoicing_legacy"
        )
