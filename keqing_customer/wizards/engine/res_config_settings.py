# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """By how much a year money that comes later is worth less."""

    _inherit = "res.config.settings"

    keqing_discount_rate = fields.Float(related="company_id.keqing_discount_rate", readonly=False)
