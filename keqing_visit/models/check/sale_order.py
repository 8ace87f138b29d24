# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class SaleOrder(models.Model):
    """An order that was taken on a visit."""

    _name = "sale.order"
    _inherit = ["sale.order", "keqing.guard.mixin"]

    keqing_visit_id = fields.Many2one(
        comodel_name="keqing.visit",
        string="Taken on",
        index="btree_not_null",
        ondelete="set null",
        groups=OWN_PEOPLE,
        copy=False,
        readonly=True,
    )
