# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...measure import ENOUGH_DATA


class KeqingEvaluationRun(models.Model):
    """What came out of a run, in numbers: who went from which grade to which."""

    _inherit = "keqing.evaluation.run"

    matrix = fields.Json(
        compute="_compute_matrix", help="How many customers went from which grade to which."
    )
    up_count = fields.Integer(compute="_compute_counts")
    down_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    new_count = fields.Integer(compute="_compute_counts")
    overridden_count = fields.Integer(compute="_compute_counts")
    provisional_count = fields.Integer(compute="_compute_counts")
    little_data_count = fields.Integer(
        compute="_compute_counts", help="Judged on less than half of the scorecard's weight."
    )

    def _counted_domain(self):
        """The verdicts that count: one for each who was judged, though some are merged since."""
        Evaluation = self.env["keqing.evaluation"]
        corrections = Evaluation.sudo()._search(  # of which only the numbers are read
            [("run_id", "in", self.ids), ("corrects_id", "!=", False)]
        )
        merged = Domain("is_merged", "=", True) & Domain(
            "id", "not in", corrections.subselect("corrects_id")
        )
        return Domain("run_id", "in", self.ids) & (Domain("is_superseded", "=", False) | merged)

    @api.depends_context("uid")
    def _compute_matrix(self):
        """From grade to grade; rows and columns in the order of the scale, "no grade" last."""
        groups = self.env["keqing.evaluation"]._read_group(
            self._counted_domain(),
            ["run_id", "previous_grade_id", "grade_id"],
            ["__count"],
        )
        for run in self:
            grades = run.scorecard_id.scale_id.grade_ids
            rows = {}
            for group_run, previous, grade, count in groups:
                if group_run == run:
                    previous_id = previous.id if previous in grades else False
                    cells = rows.setdefault(previous_id, {})
                    cells[grade.id] = cells.get(grade.id, 0) + count
            run.matrix = {
                "grades": [grade._badge() for grade in grades],
                "rows": [
                    {
                        "previous": previous_id,
                        "cells": [rows[previous_id].get(key, 0) for key in [*grades.ids, False]],
                    }
                    for previous_id in [*grades.ids, False]
                    if previous_id in rows
                ],
            }

    @api.depends_context("uid")
    def _compute_counts(self):
        Evaluation = self.env["keqing.evaluation"]
        domain = self._counted_domain()
        moves = {
            (run, movement): count
            for run, movement, count in Evaluation._read_group(
                domain, ["run_id", "movement"], ["__count"]
            )
        }
        conditions = {
            "overridden_count": ("is_overridden", "=", True),
            "provisional_count": ("is_provisional", "=", True),
            "little_data_count": ("coverage", "<", ENOUGH_DATA),
        }
        others = {
            name: dict(Evaluation._read_group(domain & Domain(*condition), ["run_id"], ["__count"]))
            for name, condition in conditions.items()
        }
        for run in self:
            for movement in ("up", "down", "same", "new"):
                run[f"{movement}_count"] = moves.get((run, movement), 0)
            for name, counts in others.items():
                run[name] = counts.get(run, 0)
