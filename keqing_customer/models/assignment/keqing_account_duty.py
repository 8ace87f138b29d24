# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingAccountDuty(models.Model):
    """What somebody does for a customer in its account team."""

    _name = "keqing.account.duty"
    _description = "Account Team Duty"
    _inherit = ["keqing.coded.catalogue.mixin"]

    description = fields.Text(translate=True, help="What is expected of who has this duty.")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another duty has this code already."
    )
