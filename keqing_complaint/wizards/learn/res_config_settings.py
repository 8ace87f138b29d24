# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What must be known before a complaint is closed."""

    _inherit = "res.config.settings"

    keqing_follow_up_days = fields.Integer(
        related="company_id.keqing_follow_up_days", readonly=False
    )
    keqing_reopen_days = fields.Integer(related="company_id.keqing_reopen_days", readonly=False)
    keqing_cause_severity = fields.Selection(
        related="company_id.keqing_cause_severity", readonly=False
    )
    keqing_sample_size = fields.Integer(related="company_id.keqing_sample_size", readonly=False)
