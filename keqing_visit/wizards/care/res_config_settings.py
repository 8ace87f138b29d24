# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How much one person may be given."""

    _inherit = "res.config.settings"

    keqing_gift_cap = fields.Monetary(
        related="company_id.keqing_gift_cap",
        readonly=False,
    )
