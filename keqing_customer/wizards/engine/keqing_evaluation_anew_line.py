# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingEvaluationAnewLine(models.TransientModel):
    """What one scorecard says now."""

    _name = "keqing.evaluation.anew.line"
    _description = "Customer Judged Anew by a Scorecard"
    _inherit = ["keqing.wizard.mixin"]

    anew_id = fields.Many2one(
        comodel_name="keqing.evaluation.anew", required=True, index=True, ondelete="cascade"
    )
    scorecard_id = fields.Many2one(comodel_name="keqing.scorecard", readonly=True)
    period_name = fields.Char(string="Period", readonly=True)
    present_grade_id = fields.Many2one(
        comodel_name="keqing.grade", string="Judged As", readonly=True
    )
    present_score = fields.Float(string="Score Then", digits=(16, 2), readonly=True)
    grade_id = fields.Many2one(comodel_name="keqing.grade", string="Now", readonly=True)
    score = fields.Float(string="Score Now", digits=(16, 2), readonly=True)
    notes = fields.Text(string="Why", readonly=True)
    can_apply = fields.Boolean(readonly=True)
    is_chosen = fields.Boolean(string="Let It Count")

    def _is_said_by(self, vals):
        """Whether what the judge says is what the line showed."""
        return self.grade_id.id == (vals["grade_id"] or False) and self.score == float(
            vals["score"]
        )
