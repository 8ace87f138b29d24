# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What happens to orders beyond credit, for customers whose grade does not say it."""

    _inherit = "res.config.settings"

    keqing_credit_constraint = fields.Selection(
        related="company_id.keqing_credit_constraint", readonly=False
    )
    keqing_credit_overdue_days = fields.Integer(
        related="company_id.keqing_credit_overdue_days", readonly=False
    )
