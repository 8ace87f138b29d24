# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.fields import BoundedFloat


class KeqingCheckPillar(models.Model):
    """One of the things that make a perfect store, and how much it counts beside the others."""

    _name = "keqing.check.pillar"
    _description = "Pillar of the Perfect Store"
    _inherit = ["keqing.coded.catalogue.mixin"]

    weight = BoundedFloat(low=0, high=1000, default=1.0)
