# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedFloat


class KeqingScorecardStep(models.Model):
    """From such a value on, so many points; up to where the next step begins."""

    _name = "keqing.scorecard.step"
    _inherit = ["keqing.guard.mixin"]
    _description = "Scorecard Step"
    _order = "line_id, is_lowest desc, value_from, id"
    _rec_name = "value_from"

    line_id = fields.Many2one(
        comodel_name="keqing.scorecard.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    is_lowest = fields.Boolean(string="Lowest", help="Holds for every value below the other steps.")
    value_from = BoundedFloat(string="From")
    points = BoundedFloat(low=0, high=100, digits=(16, 2))
