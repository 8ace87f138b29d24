# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How long positions are kept."""

    _inherit = "res.config.settings"

    keqing_position_days = fields.Integer(related="company_id.keqing_position_days", readonly=False)
