# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from .keqing_complaint_remedy import DELIVERING, PAYING, RETURNING


def _leaves(move):
    return move.location_dest_id._is_outgoing()


def _comes(move):
    return move.location_id._is_outgoing()


def _get_first(move, moves):
    """The one of some moves that another one is a return of, by however many returns."""
    while move.origin_returned_move_id in moves:
        move = move.origin_returned_move_id
    return move


class KeqingComplaintRemedy(models.Model):
    """Documents may be for less than was promised, and never for more, nor for somebody else."""

    _inherit = "keqing.complaint.remedy"

    def _check_credits(self):
        """:raise UserError: if lines of credit notes are for more than one of these"""
        for remedy in self:
            credits = remedy.credit_ids.filtered(
                lambda credit: credit.line_id.parent_state != "cancel"
            )
            lines, currency = credits.line_id, remedy.currency_id
            unit = remedy.line_id.product_id.uom_id
            if remedy.kind in PAYING:
                is_more = currency.compare_amounts(lines._keqing_worth(), remedy.amount) > 0
            else:
                credited = lines._keqing_quantity(unit)
                is_more = unit.compare(credited, remedy._in_product_unit()) > 0 or any(
                    currency.compare_amounts(
                        some.line_id._keqing_worth(),
                        some.line_id._keqing_worth_as(origin) + currency.rounding,
                    )
                    > 0
                    for origin, some in credits.grouped("origin_id").items()
                )
            if is_more:
                raise remedy._refusal(
                    self.env._(
                        "%s is for more than that. Credit the rest by another one, if need be.",
                        ", ".join(lines.move_id.mapped("display_name")),
                    )
                )

    def _check_moved(self):
        """
        Of all remedies of one reference: what was sent is counted less what of it came back, and
        the other way round.

        :raise UserError: if more of some goods was moved, or something else, or to somebody else
        """
        goods = self.filtered(lambda remedy: remedy.kind in (*RETURNING, *DELIVERING))
        moves = goods.reference_id.move_ids
        moves |= moves.picking_id.move_ids.filtered(lambda move: not move.reference_ids)
        done = moves.filtered(lambda move: move.state == "done")
        goods._check_recipients(done.filtered(_leaves), moves)
        is_kit = not goods.line_id.product_id <= moves.product_id
        for goes, comes, kinds in ((_leaves, _comes, DELIVERING), (_comes, _leaves, RETURNING)):
            promised, moved = defaultdict(float), defaultdict(float)
            for remedy in goods.filtered(lambda each, kinds=kinds: each.kind in kinds):
                parts = remedy.line_id._get_parts(remedy._in_product_unit())
                for product, quantity in parts.items():
                    promised[product] += quantity
            there = done.filtered(lambda move, goes=goes: goes(_get_first(move, moves)))
            for move in there:
                moved[move.product_id] += (goes(move) - comes(move)) * move._keqing_done()
            for product, quantity in moved.items():
                if is_kit and product not in promised:
                    continue  # its parts are other ones by now
                if product.uom_id.compare(quantity, promised[product]) > 0:
                    raise UserError(
                        self.env._(
                            "%(documents)s: %(moved)s %(unit)s of %(product)s would be moved for "
                            "%(complaint)s, and its remedies are for %(promised)s. Move the rest "
                            "by a transfer of its own.",
                            documents=", ".join(there.picking_id.mapped("name")),
                            moved=product.uom_id.round(quantity),
                            unit=product.uom_id.name,
                            product=product.display_name,
                            complaint=", ".join(self.complaint_id.mapped("name")),
                            promised=product.uom_id.round(promised[product]),
                        )
                    )

    def _check_recipients(self, out, moves):
        """:raise UserError: for a delivery to who is neither the customer nor got the goods"""
        lines = self.line_id
        known = self.complaint_id.partner_id
        known |= (lines._get_deliveries() - moves).picking_id.partner_id
        known |= lines._get_order_lines().order_id.partner_shipping_id
        own = out.filtered(lambda move: move.location_id.usage != "supplier")  # whose partner it is
        for picking in own.picking_id:
            if picking.partner_id.commercial_partner_id not in known.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(document)s is for %(complaint)s: it goes to %(customer)s, and to nobody "
                        "else.",
                        document=picking.name,
                        complaint=", ".join(self.complaint_id.mapped("name")),
                        customer=", ".join(self.complaint_id.partner_id.mapped("name")),
                    )
                )
