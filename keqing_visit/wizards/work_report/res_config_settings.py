# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Which work reports are asked for."""

    _inherit = "res.config.settings"

    keqing_report_daily = fields.Boolean(related="company_id.keqing_report_daily", readonly=False)
    keqing_report_weekly = fields.Boolean(related="company_id.keqing_report_weekly", readonly=False)
    keqing_report_monthly = fields.Boolean(
        related="company_id.keqing_report_monthly", readonly=False
    )
    keqing_report_days = fields.Integer(related="company_id.keqing_report_days", readonly=False)
