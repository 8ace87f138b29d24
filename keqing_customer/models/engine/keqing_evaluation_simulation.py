# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingEvaluation(models.Model):
    """A verdict of a simulation, beside that of the run that is simulated."""

    _inherit = "keqing.evaluation"

    simulated_grade_id = fields.Many2one(
        comodel_name="keqing.grade", string="In the Run", compute="_compute_simulated"
    )
    simulated_score = fields.Float(
        string="Score in the Run", digits=(16, 2), compute="_compute_simulated"
    )

    @api.depends("run_id", "partner_id")
    def _compute_simulated(self):
        verdicts = self.search(
            [
                ("run_id", "in", self.run_id.simulated_run_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("is_superseded", "=", False),
            ]
        ).grouped(lambda verdict: (verdict.run_id, verdict.partner_id))
        for evaluation in self:
            verdict = verdicts.get(
                (evaluation.run_id.simulated_run_id, evaluation.partner_id), self.browse()
            )
            evaluation.simulated_grade_id = verdict.grade_id
            evaluation.simulated_score = verdict.score
