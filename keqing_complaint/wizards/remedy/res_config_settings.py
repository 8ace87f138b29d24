# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What compensations are booked by."""

    _inherit = "res.config.settings"

    keqing_compensation_product_id = fields.Many2one(
        related="company_id.keqing_compensation_product_id",
        readonly=False,
    )
