# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


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
        compared = self._compared_sql(SQL("tried.id IN %s", tuple(self.ids) or (0,)))
        found = {row[0]: row[1:] for row in self.env.execute_query(compared)}
        for evaluation in self:
            grade_id, score, __ = found.get(evaluation.id, (False, 0, False))
            evaluation.simulated_grade_id = grade_id
            evaluation.simulated_score = score

    def _compared_sql(self, tried):
        """SELECT of verdicts of simulations beside what the scorecard said in the run.

        What somebody set by hand in the run is no effect of the weights: there it is what was
        judged before.

        :param tried: condition on verdicts of simulations
        :return: SQL with the columns ``id, run_grade_id, run_score, grade_id``
        """
        self.env.flush_all()
        return SQL(
            """SELECT tried.id,
                      CASE WHEN judged.is_overridden IS NOT TRUE THEN judged.grade_id
                           WHEN judged.is_provisional
                           THEN COALESCE(
                                NULLIF(of_run.definition->>'provisional_grade_id', 'false')::int,
                                judged.previous_grade_id)
                           WHEN judged.is_held OR judged.computed_grade_id IS NULL
                           THEN judged.previous_grade_id
                           ELSE judged.computed_grade_id END AS run_grade_id,
                      judged.score AS run_score,
                      tried.grade_id
                 FROM keqing_evaluation tried
                 JOIN keqing_evaluation_run simulation ON simulation.id = tried.run_id
                 JOIN keqing_evaluation_run of_run ON of_run.id = simulation.simulated_run_id
                 JOIN keqing_evaluation judged ON judged.run_id = of_run.id
                                              AND judged.partner_id = tried.partner_id
                                              AND judged.corrects_id IS NULL
                                              AND judged.is_merged IS NOT TRUE
                WHERE %s""",
            tried,
        )
