# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How contacts are planned."""

    _inherit = "res.config.settings"

    keqing_plan_days = fields.Integer(related="company_id.keqing_plan_days", readonly=False)
    keqing_grace_days = fields.Integer(related="company_id.keqing_grace_days", readonly=False)
    keqing_contacts_per_day = fields.Integer(
        related="company_id.keqing_contacts_per_day", readonly=False
    )
    keqing_visits_in_calendar = fields.Boolean(
        related="company_id.keqing_visits_in_calendar", readonly=False
    )
    keqing_order_factor = fields.Float(related="company_id.keqing_order_factor", readonly=False)
