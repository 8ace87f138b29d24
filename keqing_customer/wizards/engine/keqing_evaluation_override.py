# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_one


class KeqingEvaluationOverride(models.TransientModel):
    """Ask which grade to give instead of the computed one, and why."""

    _name = "keqing.evaluation.override"
    _description = "Set Another Grade"
    _inherit = ["keqing.wizard.mixin"]

    evaluation_ids = fields.Many2many(comodel_name="keqing.evaluation", required=True)
    scale_id = fields.Many2one(related="evaluation_ids.scorecard_id.scale_id")
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="New Grade",
        required=True,
        domain="[('scale_id', '=', scale_id)]",
    )
    reason = fields.Text(required=True)

    @for_one("write")
    def action_apply(self):
        """Give the grade and close."""
        self.evaluation_ids._override(self.grade_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
