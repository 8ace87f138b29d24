# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class ResCompany(models.Model):
    """What compensations are booked by."""

    _inherit = "res.company"

    keqing_compensation_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Compensation",
        domain=[("type", "=", "service")],
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
        help="The service whose account and taxes credit notes for compensation have.",
    )
