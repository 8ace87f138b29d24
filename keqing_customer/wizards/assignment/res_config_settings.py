# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How much one may take from the public pool."""

    _inherit = "res.config.settings"

    keqing_pool_cap = fields.Integer(related="company_id.keqing_pool_cap", readonly=False)
    keqing_pool_rest_days = fields.Integer(
        related="company_id.keqing_pool_rest_days", readonly=False
    )
