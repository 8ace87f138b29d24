# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingScorecard(models.Model):
    """What a scorecard of the relationship asks people, and what it answered of late."""

    _inherit = "keqing.scorecard"

    def _assessed_indicators(self):
        """The indicators of these scorecards that a person gives marks for."""
        return self.line_ids.indicator_id.filtered(lambda indicator: indicator.kind == "assessed")

    def _get_relationship_trend(self, verdicts):
        """What a scorecard found of one customer.

        :param verdicts: the latest ones, newest first
        :return: dict: ``id, name, score, coverage, grade`` (badge or False)``, movement`` of the
            newest; ``ladder``: names of the grades from the lowest up, empty where the badge says
            as much; ``trend``: list of dicts ``id, period, score``, oldest first, those without
            data left out
        """
        self.ensure_one()
        newest = verdicts[0]
        grades = self.scale_id.grade_ids
        named = any(grade.name != grade.code for grade in grades)
        return {
            "id": self.id,
            "name": self.name,
            "evaluation_id": newest.id,
            "period": newest.run_id.period_name,
            "score": newest.coverage > 0 and round(newest.score, 1),
            "coverage": round(newest.coverage),
            "grade": newest.grade_id._badge(),
            "movement": newest.movement,
            "ladder": [grade._badge() for grade in reversed(grades)] if named else [],
            "trend": [
                {
                    "id": verdict.id,
                    "period": verdict.run_id.period_name,
                    "score": round(verdict.score, 1),
                }
                for verdict in reversed(verdicts)
                if verdict.coverage > 0
            ],
        }
