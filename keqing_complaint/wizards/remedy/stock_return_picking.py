# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...models.remedy.keqing_complaint_remedy_plan import Plan


class StockReturnPicking(models.TransientModel):
    """Odoo lets any number come back; of what comes back for a remedy, too, only what is left."""

    _inherit = "stock.return.picking"

    def _prepare_picking_default_values(self):
        """What is not sold any more goes where nothing is taken from, if it comes into a stock."""
        vals = super()._prepare_picking_default_values()
        if self.env.context.get("keqing_is_bad"):
            kind = self.env["stock.picking.type"].browse(vals["picking_type_id"])
            target = self.env["stock.location"].browse(vals["location_dest_id"])
            if kind.warehouse_id and target.usage == "internal":
                vals["location_dest_id"] = kind.warehouse_id._get_keqing_bad_goods().id
        return vals

    def _create_return(self):
        """:raise UserError: for more than is with the customer, of what a remedy takes back"""
        if self.env["res.users"]._keqing_is_used() and not self.env.context.get("keqing_remedies"):
            self._keqing_check_left()
        return super()._create_return()

    def _keqing_check_left(self):
        Remedy = self.env["keqing.complaint.remedy"].sudo()  # of whoever's customer
        moves = self.product_return_moves.move_id
        Remedy._hold_rows(moves)
        self.env.invalidate_all()
        references = moves.sudo().returned_move_ids.reference_ids
        remedies = references and Remedy.search([("reference_id", "in", references.ids)])
        for line in self.product_return_moves if remedies else ():
            unit = line.product_id.uom_id
            left = line.move_id._keqing_left(self.env["stock.lot"], Plan())
            theirs = line.move_id.sudo().returned_move_ids.reference_ids
            taking = remedies.filtered(lambda each, theirs=theirs: each.reference_id in theirs)
            if taking and unit.compare(line.quantity, left) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(left)s %(unit)s are left to come back; %(complaints)s "
                        "takes back the rest.",
                        product=line.product_id.display_name,
                        left=unit.round(left),
                        unit=unit.name,
                        complaints=", ".join(taking.complaint_id.mapped("name")),
                    )
                )
