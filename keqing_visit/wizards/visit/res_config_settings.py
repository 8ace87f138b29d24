# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How long positions are kept, and what contacts cost."""

    _inherit = "res.config.settings"

    keqing_position_days = fields.Integer(related="company_id.keqing_position_days", readonly=False)
    keqing_visit_cost = fields.Monetary(related="company_id.keqing_visit_cost", readonly=False)
    keqing_call_cost = fields.Monetary(related="company_id.keqing_call_cost", readonly=False)
