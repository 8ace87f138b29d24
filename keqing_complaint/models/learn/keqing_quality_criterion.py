# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingQualityCriterion(models.Model):
    """What is looked at in how a complaint was handled."""

    _name = "keqing.quality.criterion"
    _description = "Criterion of Service Quality"
    _inherit = ["keqing.coded.catalogue.mixin"]

    weight = BoundedInteger(low=1, high=100, default=1, required=True)
    description = fields.Char(string="What One Looks At", translate=True)
