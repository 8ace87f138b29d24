# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingEvaluationRun(models.Model):
    """A simulation: the customers of another run, from the same grades, by other weights."""

    _inherit = "keqing.evaluation.run"

    simulated_run_id = fields.Many2one(
        comodel_name="keqing.evaluation.run",
        string="Simulation Of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="cascade",
    )
    simulation_ids = fields.One2many(
        comodel_name="keqing.evaluation.run", inverse_name="simulated_run_id", string="Simulations"
    )
    # As whoever looks sees the run
    simulated_matrix = fields.Json(
        string="Matrix of the Run", related="simulated_run_id.matrix", related_sudo=False
    )
    simulated_overridden_count = fields.Integer(
        string="Set by Hand in the Run",
        related="simulated_run_id.overridden_count",
        related_sudo=False,
    )
    is_comparable = fields.Boolean(compute="_compute_difference_ids")
    difference_ids = fields.Many2many(
        comodel_name="keqing.evaluation",
        string="Differences",
        compute="_compute_difference_ids",
        help="Customers that get another grade than in the run that is simulated.",
    )
    difference_count = fields.Integer(string="Other Grades", compute="_compute_difference_ids")

    @api.depends("simulated_run_id", "definition")
    def _compute_name(self):
        computed = super()._compute_name()
        for run in self.filtered("simulated_run_id"):
            run.name = " · ".join([run.name, *run._tried()])
        return computed

    def _tried(self):
        """What a simulation weighs and cuts otherwise, as short texts."""
        now = self.definition
        before = self.simulated_run_id.definition or self.scorecard_id._get_definition()
        if not now:
            return []
        weights = {line["indicator_id"]: line["weight"] for line in before["lines"]}
        limits = {band["grade_id"]: band["threshold"] for band in before["bands"]}
        pairs = [
            (indicator.name, weights.get(indicator.id, 0), line["weight"])
            for indicator, line in zip(self._indicators(), now["lines"], strict=True)
        ]
        grades = self.env["keqing.grade"].browse(band["grade_id"] for band in now["bands"])
        pairs += [
            (grade.name, limits.get(grade.id, 0), band["threshold"])
            for grade, band in zip(grades, now["bands"], strict=True)
        ]
        return [f"{name} {was:g} → {tried:g}" for name, was, tried in pairs if was != tried]

    @api.depends_context("uid")
    @api.depends("state", "simulated_run_id")
    def _compute_difference_ids(self):
        Evaluation = self.env["keqing.evaluation"]
        compared = Evaluation._compared_sql(SQL("tried.run_id IN %s", tuple(self.ids) or (0,)))
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) compared WHERE grade_id IS DISTINCT FROM run_grade_id",
                compared,
            )
        )
        found = Evaluation.search([("id", "in", [row[0] for row in rows])]).grouped("run_id")
        for run in self:
            run.difference_ids = found.get(run, Evaluation)
            run.difference_count = len(run.difference_ids)
            run.is_comparable = bool(run._judged_run())

    @api.ondelete(at_uninstall=False)
    def _unlink_simulations(self):
        self.sudo().simulation_ids.unlink()  # they say nothing without it

    # The same customers, from the same grades

    def _judged_run(self):
        """The run that is simulated, if it has judged anybody."""
        return self.simulated_run_id.filtered(lambda run: run.state in ("computed", "confirmed"))

    def _population(self):
        population = super()._population()
        return population.with_context(active_test=False) if self._judged_run() else population

    def _population_domain(self):
        if not self._judged_run():
            return super()._population_domain()
        Evaluation = self.env["keqing.evaluation"].sudo()  # a run judges everybody
        judged = Evaluation._search([("run_id", "=", self.simulated_run_id.id)])
        return Domain("id", "in", judged.subselect("partner_id"))

    def _previous_grade_sql(self):
        if not self._judged_run():
            return super()._previous_grade_sql()
        return SQL(
            """(SELECT judged.previous_grade_id FROM keqing_evaluation judged
                 WHERE judged.run_id = %s AND judged.partner_id = scored.partner_id
                   AND judged.corrects_id IS NULL)""",
            self.simulated_run_id.id,
        )
