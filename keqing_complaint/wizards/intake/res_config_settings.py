# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When many customers are too many."""

    _inherit = "res.config.settings"

    keqing_incident_customers = fields.Integer(
        related="company_id.keqing_incident_customers", readonly=False
    )
    keqing_incident_days = fields.Integer(related="company_id.keqing_incident_days", readonly=False)
