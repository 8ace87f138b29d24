# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingTastingTheme(models.Model):
    """What a tasting is about."""

    _name = "keqing.tasting.theme"
    _description = "Theme of Tastings"
    _inherit = ["keqing.coded.catalogue.mixin"]
