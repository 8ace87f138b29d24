# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

NAMED_LIMIT = 1000  # customers on paper; whoever wants more reads the list on screen


class KeqingEvaluationRunReport(models.AbstractModel):
    """A run on paper: how customers were judged, and who moved or was set by hand."""

    _name = "report.keqing_customer.keqing_evaluation_run_report"
    _description = "Evaluation Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        runs = self.env["keqing.evaluation.run"].browse(docids)
        return {
            "docs": runs,
            "criteria": {run.id: self._get_criteria(run) for run in runs},
            "moved": {run.id: self._get_moved(run) for run in runs},
        }

    def _get_criteria(self, run):
        """How customers were judged, from the copy of the scorecard that the run keeps.

        :return: dict: ``cut_method``; ``lines``, a list of (indicator, curve in words, weight);
            ``bands``, a list of (grade, threshold); empty for a run that is not computed
        """
        definition = run.definition or {"lines": [], "bands": [], "cut_method": False}
        describe = self.env["keqing.scorecard.line"]._describe_curve
        Indicator = self.env["keqing.indicator"]
        Grade = self.env["keqing.grade"]
        lines = []
        for line in definition["lines"]:
            indicator = Indicator.browse(line["indicator_id"])
            lines.append((indicator, describe(line, indicator, run.currency_id), line["weight"]))
        return {
            "cut_method": definition["cut_method"],
            "lines": lines,
            "bands": [
                (Grade.browse(band["grade_id"]), band["threshold"]) for band in definition["bands"]
            ],
        }

    def _get_moved(self, run):
        """Who went down, up or was set by hand, as far as the user may see them.

        :return: ``(evaluations, number of those left out)``, falls first, then by score
        """
        Evaluation = self.env["keqing.evaluation"]
        domain = (
            Domain("run_id", "=", run.id)
            & Domain("is_superseded", "=", False)
            & (Domain("movement", "in", ("up", "down")) | Domain("is_overridden", "=", True))
        )
        evaluations = Evaluation.search(domain, limit=NAMED_LIMIT, order="movement, score desc, id")
        return evaluations, Evaluation.search_count(domain) - len(evaluations)
