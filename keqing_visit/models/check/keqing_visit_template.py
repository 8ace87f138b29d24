# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingVisitTemplate(models.Model):
    """What is looked at in the shop."""

    _inherit = "keqing.visit.template"

    check_ids = fields.One2many(
        comodel_name="keqing.visit.template.check",
        inverse_name="template_id",
        string="Store Check",
        copy=True,
    )
