# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one
from ...fields import BoundedFloat, BoundedInteger


class KeqingEvaluationSimulation(models.TransientModel):
    """Try other weights and limits on the customers and period of a run."""

    _name = "keqing.evaluation.simulation"
    _description = "Simulate Other Weights"
    _inherit = ["keqing.wizard.mixin"]

    run_id = fields.Many2one(comodel_name="keqing.evaluation.run", required=True)
    line_ids = fields.One2many(
        comodel_name="keqing.evaluation.simulation.line",
        inverse_name="simulation_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    band_ids = fields.One2many(
        comodel_name="keqing.evaluation.simulation.band",
        inverse_name="simulation_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    weight_total = fields.Float(compute="_compute_weight_total", digits=(16, 2))

    @api.depends("run_id")
    def _compute_line_ids(self):
        """Start from the weights and limits that the run was computed with."""
        for simulation in self:
            run = simulation.run_id
            definition = run.definition or run.scorecard_id._get_definition()
            simulation.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "position": position,
                        "indicator_id": line["indicator_id"],
                        "present_weight": line["weight"],
                        "weight": line["weight"],
                    }
                )
                for position, line in enumerate(definition["lines"])
                if line["curve"]
            ]
            simulation.band_ids = [Command.clear()] + [
                Command.create(
                    {
                        "grade_id": band["grade_id"],
                        "present_threshold": band["threshold"],
                        "threshold": band["threshold"],
                    }
                )
                for band in definition["bands"]
            ]

    @api.depends("line_ids.weight")
    def _compute_weight_total(self):
        for simulation in self:
            simulation.weight_total = sum(simulation.line_ids.mapped("weight"))

    @for_one("write")
    def action_simulate(self):
        """Compute a run that changes nothing, and show it."""
        run = self.run_id
        run.check_access("write")
        definition = run.definition or run.scorecard_id._get_definition()
        self._check_trial(definition["cut_method"])
        self._check_about(definition)
        for line in self.line_ids:
            definition["lines"][line.position]["weight"] = line.weight
        for band, limit in zip(definition["bands"], self.band_ids, strict=True):
            band["threshold"] = limit.threshold
        simulated = (
            self.env["keqing.evaluation.run"]
            .sudo()  # the engine's fields; the user may write runs, as checked above
            .create(
                {
                    "scorecard_id": run.scorecard_id.id,
                    "date_from": run.date_from,
                    "date_to": run.date_to,
                    "is_simulation": True,
                    "simulated_run_id": (run.simulated_run_id or run).id,
                    "definition": definition,
                }
            )
            .sudo(False)
        )
        simulated.action_compute()
        return simulated.get_formview_action()

    def _check_about(self, definition):
        """:raise UserError: if lines were added, taken away or moved: they are those of the run"""
        measured = [at for at, line in enumerate(definition["lines"]) if line["curve"]]
        if (
            sorted(self.line_ids.mapped("position")) != measured
            or self.band_ids.grade_id.ids != [band["grade_id"] for band in definition["bands"]]
            or len(self.band_ids) != len(definition["bands"])
        ):
            raise UserError(
                self.env._(
                    "%s is measured otherwise than this form. Close the form and simulate anew, "
                    "changing weights and limits alone.",
                    self.run_id.name,
                )
            )

    def _check_trial(self, cut_method):
        """:raise UserError: with all that contradicts itself, one sentence a line"""
        limits = [(band.grade_id.name, band.threshold) for band in self.band_ids]
        problems = self.env["keqing.scorecard.band"]._limit_problems(cut_method, limits)
        if round(self.weight_total, 2) != 100:
            problems.append(
                self.env._(
                    "The weights add up to %(total)g; change them until they add up to 100.",
                    total=self.weight_total,
                )
            )
        if problems:
            raise UserError("\n".join(problems))


class KeqingEvaluationSimulationLine(models.TransientModel):
    """An indicator with the weight to try."""

    _name = "keqing.evaluation.simulation.line"
    _description = "Weight to Try"
    _inherit = ["keqing.wizard.mixin"]

    simulation_id = fields.Many2one(
        comodel_name="keqing.evaluation.simulation", required=True, index=True, ondelete="cascade"
    )
    position = BoundedInteger()
    indicator_id = fields.Many2one(comodel_name="keqing.indicator", readonly=True)
    present_weight = fields.Float(string="Present", digits=(16, 2), readonly=True)
    weight = BoundedFloat(low=0, high=100000, digits=(16, 2))


class KeqingEvaluationSimulationBand(models.TransientModel):
    """A grade with the limit to try."""

    _name = "keqing.evaluation.simulation.band"
    _description = "Limit to Try"
    _inherit = ["keqing.wizard.mixin"]

    simulation_id = fields.Many2one(
        comodel_name="keqing.evaluation.simulation", required=True, index=True, ondelete="cascade"
    )
    grade_id = fields.Many2one(comodel_name="keqing.grade", readonly=True)
    present_threshold = fields.Float(string="Present", digits=(16, 2), readonly=True)
    threshold = BoundedFloat(low=0, high=100, digits=(16, 2))
