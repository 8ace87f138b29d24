# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, models


class KeqingComplaintRemedy(models.Model):
    """Goods that come back: one transfer per delivery, made by Odoo's own return."""

    _inherit = "keqing.complaint.remedy"

    def _plan_back(self, plan):
        """Take the goods of one remedy from the latest of its deliveries.

        What comes back for good is taken from what the order delivered, as long as there is any.

        :raise UserError: if fewer are still with the customer
        """
        line = self.line_id
        deliveries = line._get_deliveries()
        if line.lot_id:
            deliveries = deliveries.filtered(lambda move: line.lot_id in move.move_line_ids.lot_id)
            if not deliveries:
                raise self._refusal(
                    self.env._(
                        "Lot %s was not delivered with these goods. Correct the lot, or the order "
                        "on the complaint line.",
                        line.lot_id.name,
                    )
                )
        if not deliveries.picking_id:
            raise self._refusal(
                self.env._(
                    "No delivery is known from which it could come back. Name the order or the "
                    "delivery on the complaint line."
                )
            )
        if self.kind == "return":
            deliveries = deliveries.sorted(lambda move: not move.sale_line_id)
        for product, needed in line._get_parts(self._in_product_unit()).items():
            missing = needed
            for move in deliveries:
                taken = min(missing, move._keqing_left(line.lot_id, plan))
                if move.product_id == product and product.uom_id.compare(taken, 0) > 0:
                    plan.back.append((self, move, taken, line.lot_id))
                    for key in {move.lot_ids.browse(), line.lot_id}:
                        plan.moved[move, key] += taken
                    missing -= taken
            if product.uom_id.compare(missing, 0) > 0:
                raise self._refusal(
                    self.env._(
                        "%(needed)s %(unit)s of %(product)s are to come back, and %(left)s are "
                        "still with the customer: what was delivered, less all that was or is "
                        "being returned.",
                        needed=product.uom_id.round(needed),
                        unit=product.uom_id.name,
                        product=product.display_name,
                        left=product.uom_id.round(needed - missing),
                    )
                )

    def _make_returns(self, plan, reference):
        """One return for each delivery that these remedies take from."""
        wanted, orders = defaultdict(list), {}
        for remedy, move, quantity, lot in plan.back:
            wanted[move, remedy.kind == "return"].append((quantity, lot))
            orders[move] = remedy.line_id._get_order_line()
        pickings = self.env["stock.picking"].union(*(move.picking_id for move, __ in wanted))
        references = pickings.reference_ids.ids
        earlier = self.search([("reference_id", "in", references)]).reference_id - reference
        Wizard = self.env["stock.return.picking"].with_context(
            keqing_remedies=reference.id, keqing_earlier=earlier.ids
        )
        for picking in pickings:
            lines = {key: parts for key, parts in wanted.items() if key[0].picking_id == picking}
            wizard = Wizard.create(
                {
                    "picking_id": picking.id,
                    "product_return_moves": [
                        Command.create(
                            {
                                "product_id": move.product_id.id,
                                "move_id": move.id,
                                "quantity": sum(quantity for quantity, __ in parts),
                                "to_refund": for_good,
                            }
                        )
                        for (move, for_good), parts in lines.items()
                    ],
                }
            )
            back = wizard._create_return()
            back.origin = ", ".join(filter(None, (reference.name, back.origin)))
            for move in back.move_ids:
                if move.to_refund and not move.sale_line_id:  # of what was sent for it free
                    move.sale_line_id = orders[move.origin_returned_move_id]
                move._keqing_name_lots(lines[move.origin_returned_move_id, move.to_refund])
