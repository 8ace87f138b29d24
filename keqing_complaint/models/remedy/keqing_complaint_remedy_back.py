# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .keqing_complaint_remedy import RETURNING


class KeqingComplaintRemedy(models.Model):
    """Goods that come back, by Odoo's own return: one transfer per delivery and place.

    What may be sold again goes into the stock, what may not to the bad goods of the warehouse,
    where nothing is taken from for orders.
    """

    _inherit = "keqing.complaint.remedy"

    back_to = fields.Selection(
        selection=[("stock", "Good stock"), ("bad", "Bad goods")],
        string="Comes Back To",
        compute="_compute_back_to",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="By the condition of the goods and the return policy; what is repaired lies with the "
        "bad goods, and leaves from there.",
    )

    @api.depends("kind", "line_id.condition", "line_id.product_id")
    def _compute_back_to(self):
        """Once the transfers are made, they say it."""
        Policy = self.env["keqing.return.policy"]
        for remedy in self:
            if remedy.kind not in RETURNING:
                remedy.back_to = False
            elif remedy.state not in ("draft", "agreed"):
                remedy.back_to = remedy.back_to or "stock"
            elif remedy.kind == "repair":
                remedy.back_to = "bad"
            else:
                is_good = Policy._find_for(remedy.line_id)._restocks(remedy.line_id.condition)
                remedy.back_to = "stock" if is_good else "bad"

    def write(self, vals):
        """:raise UserError: once there are transfers, which have their own destination"""
        if "back_to" in vals and not self.env.su:
            for remedy in self:
                moves = remedy.back_to != vals["back_to"]
                if moves and remedy.state not in ("draft", "agreed"):
                    raise UserError(
                        self.env._(
                            "%s: its transfers are made. Change where they go to there.",
                            remedy.display_name,
                        )
                    )
        return super().write(vals)

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
        """One return for each delivery that these remedies take from, and each place."""
        wanted, orders = defaultdict(lambda: defaultdict(list)), {}
        for remedy, move, quantity, lot in plan.back:
            returned = wanted[move.picking_id, remedy.back_to == "bad"]
            returned[move, remedy.kind == "return"].append((quantity, lot))
            orders[move] = remedy.line_id._get_order_line()
        pickings = self.env["stock.picking"].union(*(picking for picking, __ in wanted))
        references = pickings.reference_ids.ids
        earlier = self.search([("reference_id", "in", references)]).reference_id - reference
        Wizard = self.env["stock.return.picking"].with_context(
            keqing_remedies=reference.id, keqing_earlier=earlier.ids
        )
        for (picking, is_bad), lines in wanted.items():
            wizard = Wizard.with_context(keqing_is_bad=is_bad).create(
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
            if is_bad:
                back._keqing_note_bad_goods()
            for move in back.move_ids:
                if move.to_refund and not move.sale_line_id:  # of what was sent for it free
                    move.sale_line_id = orders[move.origin_returned_move_id]
                move._keqing_name_lots(lines[move.origin_returned_move_id, move.to_refund])

    def _get_bad_goods(self):
        """The bad goods, if any, to which one remedy takes back what it is for."""
        moves = self._get_own(self.reference_id.move_ids).filtered("origin_returned_move_id")
        places = [("keqing_bad_goods_id", "in", moves.location_dest_id.ids)]
        return self.env["stock.warehouse"].search(places, limit=1).keqing_bad_goods_id
