# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger

STAGES = [("prepare", "Before the visit"), ("action", "At the customer")]


class KeqingVisitTemplateStep(models.Model):
    """A standard action, or what is taken along."""

    _name = "keqing.visit.template.step"
    _description = "Standard Action"
    _order = "template_id, stage desc, sequence, id"

    template_id = fields.Many2one(
        comodel_name="keqing.visit.template", required=True, index=True, ondelete="cascade"
    )
    stage = fields.Selection(selection=STAGES, required=True, default="action")
    sequence = BoundedInteger(default=10)
    name = fields.Char(required=True, translate=True)
    is_mandatory = fields.Boolean(
        string="Mandatory",
        help="The visit is not done before it is ticked, or skipped for a reason.",
    )
