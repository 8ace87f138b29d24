# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.fields import BoundedFloat


class KeqingDiversionGoods(models.Model):
    """Goods that were found, and to whom we delivered them."""

    _name = "keqing.diversion.goods"
    _description = "Found Goods"
    _inherit = ["keqing.anchored.mixin"]
    _order = "case_id desc, id"
    _rec_name = "product_id"

    case_id = fields.Many2one(
        comodel_name="keqing.diversion.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        comodel_name="product.product", required=True, index=True, ondelete="restrict"
    )
    quantity = BoundedFloat(low=0, high=10_000_000, digits="Product Unit", default=1)
    uom_id = fields.Many2one(related="product_id.uom_id")
    code = fields.Char(
        string="Lot, Serial or Case Code",
        index="trigram",
        help="As it stands on the goods; on the bottle and on the case.",
    )
    document = fields.Char(
        help="Where Inventory does not know the code: the paper that shipped it."
    )

    # Found by the trail; who found the goods need not know whom they lead to
    delivered_to_id = fields.Many2one(
        comodel_name="res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=MANAGERS,
    )
    delivery = fields.Char(readonly=True, copy=False, groups=MANAGERS)
    delivered_on = fields.Date(readonly=True, copy=False, groups=MANAGERS)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.case_id._check_may_correct()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.case_id._check_may_correct()
        written = super().write(vals)
        if {"product_id", "code"} & vals.keys():
            self.sudo()._forget_trail()  # it was that of another code
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self.case_id._check_may_correct()

    def _is_traced(self):
        """Whether something shows who got it: a delivery, or a paper where Inventory knows none."""
        return bool(self.delivered_to_id or (self.document or "").strip())

    def _forget_trail(self):
        self.write({"delivered_to_id": False, "delivery": False, "delivered_on": False})

    def _trace(self):
        """The last delivery of each code to a customer, where Inventory is installed."""
        if "stock.move.line" not in self.env:
            return
        self._forget_trail()
        coded = self.filtered(lambda line: (line.code or "").strip())
        moves = self.env["stock.move.line"].search(
            [
                ("lot_id.name", "in", [line.code.strip() for line in coded]),
                ("product_id", "in", coded.product_id.ids),
                ("company_id", "in", coded.company_id.ids),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("picking_id.partner_id", "!=", False),
            ],
            order="date",
        )
        last = {(move.product_id, move.lot_id.name, move.company_id): move for move in moves}
        for line in coded:
            move = last.get((line.product_id, line.code.strip(), line.company_id))
            if move:
                line.write(
                    {
                        "delivered_to_id": move.picking_id.partner_id.commercial_partner_id.id,
                        "delivery": move.picking_id.name,
                        "delivered_on": line.company_id._get_keqing_day(move.date),
                    }
                )
