# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingStrategy(models.Model):
    """Invite customers to a tasting."""

    _inherit = "keqing.strategy"

    action = fields.Selection(
        selection_add=[("tasting", "Plan a tasting")],
        ondelete={"tasting": lambda strategies: strategies._retire()},
    )
