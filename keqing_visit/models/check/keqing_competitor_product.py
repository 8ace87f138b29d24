# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingCompetitorProduct(models.Model):
    """A product of somebody else that stands on the shelf beside ours."""

    _name = "keqing.competitor.product"
    _description = "Competitor's Product"
    _inherit = ["keqing.catalogue.mixin"]

    competitor_id = fields.Many2one(
        comodel_name="keqing.competitor", required=True, index=True, ondelete="restrict"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Compared With",
        index="btree_not_null",
        ondelete="set null",
    )
