# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger
from odoo.addons.keqing_customer.tools.spelling import number

from .keqing_complaint import OPEN


class KeqingComplaintLine(models.Model):
    """Goods that a complaint is about: what, how many, from which order, delivery or invoice."""

    _name = "keqing.complaint.line"
    _description = "Complaint Line"
    _inherit = ["keqing.anchored.mixin"]
    _order = "complaint_id, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="complaint_id.partner_id", string="Customer")
    sequence = BoundedInteger(default=10)
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot or Serial Number",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char(
        string="Number on the Goods", help="As the customer reads it, where no lot of ours is it."
    )
    quantity = BoundedFloat(
        low=0, high=10**9, default=1.0, required=True, digits="Product Unit of Measure"
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
    )

    # Where they come from
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('order_id.partner_id.commercial_partner_id', '=', partner_id),"
        " ('product_id', '=', product_id), ('state', '=', 'sale')]",
    )
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Delivery",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('picking_id.partner_id.commercial_partner_id', '=', partner_id),"
        " ('product_id', '=', product_id), ('state', '=', 'done')]",
    )
    invoice_line_id = fields.Many2one(
        comodel_name="account.move.line",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('move_id.commercial_partner_id', '=', partner_id),"
        " ('product_id', '=', product_id), ('parent_state', '=', 'posted'),"
        " ('move_id.move_type', '=', 'out_invoice')]",
    )

    # What is wrong, and what the customer wants
    defect = fields.Char(string="What Is Wrong")
    condition = fields.Selection(
        selection=[
            ("unopened", "Unopened"),
            ("opened", "Opened"),
            ("damaged", "Damaged"),
            ("used", "Used"),
        ],
        help="Of the goods, as far as the return policy asks for it.",
    )
    wanted = fields.Selection(
        selection=[
            ("exchange", "Exchange"),
            ("return", "Return"),
            ("replenishment", "Replenishment"),
            ("repair", "Repair"),
            ("refund", "Refund"),
            ("compensation", "Compensation"),
            ("answer", "An answer"),
        ],
        string="Customer Wants",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            units = line.product_id.uom_id | line.product_id.uom_ids
            if line.uom_id not in units:
                line.uom_id = line.sale_line_id.product_uom_id or line.product_id.uom_id

    @api.constrains("quantity")
    def _check_quantity(self):
        for line in self:
            if line.uom_id.compare(line.quantity, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s, %(product)s: say how many it is about.",
                        complaint=line.complaint_id.display_name,
                        product=line.product_id.display_name,
                    )
                )

    @api.constrains("sale_line_id", "move_id", "invoice_line_id", "product_id", "complaint_id")
    def _check_origin(self):
        """Documents of the customer, about the product.

        :raise ValidationError: naming the first one that is not
        """
        for line in self.sudo():  # whose documents they are, whoever may read them
            customer = line.complaint_id.partner_id
            origins = (
                (line.sale_line_id, line.sale_line_id.order_id.partner_id),
                (line.move_id, line.move_id.picking_id.partner_id or line.move_id.partner_id),
                (line.invoice_line_id, line.invoice_line_id.move_id.partner_id),
            )
            for origin, partner in origins:
                if origin and (
                    partner.commercial_partner_id != customer
                    or origin.product_id != line.product_id
                ):
                    raise ValidationError(
                        self.env._(
                            "%(complaint)s, %(product)s: choose a document of the same customer "
                            "and product.",
                            complaint=line.complaint_id.display_name,
                            product=line.product_id.display_name,
                        )
                    )

    @api.constrains("lot_id", "product_id")
    def _check_lot_id(self):
        for line in self:
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: lot %(lot)s is of another product than %(product)s.",
                        complaint=line.complaint_id.display_name,
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        numbered = lines.filtered(lambda line: line.complaint_id.name != "/")  # else see there
        self.env["keqing.incident"].sudo()._notice(numbered)  # nobody opens it
        return lines

    def write(self, vals):
        self._check_open()
        written = super().write(vals)
        if "product_id" in vals:
            self.env["keqing.incident"].sudo()._notice(self)  # nobody opens it
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_open()

    def _check_open(self):
        """:raise UserError: what a complaint was about is history once it is over"""
        for line in self:
            if not self.env.su and line.complaint_id.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%(complaint)s is “%(state)s”: its lines stay as they are.",
                        complaint=line.complaint_id.display_name,
                        state=line.complaint_id._name_state(),
                    )
                )

    def _may_be_same(self, other):
        """Whether this line and another of the same product may be of the same lot."""
        lots = {number(line.lot_id.name or line.lot_name) for line in (self, other)}
        return len(lots - {""}) <= 1
