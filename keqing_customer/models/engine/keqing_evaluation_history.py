# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

HISTORY = 8  # periods drawn in a chart


class KeqingEvaluation(models.Model):
    """What the same scorecard found of the same customer before."""

    _inherit = "keqing.evaluation"

    def _get_histories(self):
        """The confirmed verdicts of earlier periods, as far as the user may read them.

        One query for all these verdicts.

        :return: ``{verdict: verdicts, the latest first}``
        """
        history = self.search_fetch(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("scorecard_id", "in", self.scorecard_id.ids),
                ("run_id.state", "=", "confirmed"),
                ("is_superseded", "=", False),
            ],
            ["partner_id", "scorecard_id", "run_id", "date_to", "score", "coverage", "lines"],
            order="date_to desc, id desc",
        )
        by_customer = history.grouped("partner_id")
        return {
            verdict: by_customer.get(verdict.partner_id, self.browse()).filtered(
                verdict._comes_after
            )
            for verdict in self
        }

    def _comes_after(self, other):
        """Whether another verdict on the same customer is of an earlier period by one scorecard."""
        return other.scorecard_id == self.scorecard_id and other.date_to < self.date_to

    def _explain_history(self, history):
        """The scores and grades up to this verdict, the oldest first.

        :return: list of dicts ``id``, ``period``, ``score`` and ``grade`` (badge or False)
        """
        known = (self + history[: HISTORY - 1]).filtered(lambda each: each.coverage > 0)
        return [
            {
                "id": verdict.id,
                "period": verdict.run_id.sudo().period_name,  # as its title says anyway
                "score": round(verdict.score, 1),
                "grade": verdict.grade_id._badge(),
            }
            for verdict in reversed(known)
        ]

    def _earned_by_indicator(self):
        """The points that each indicator earned in this verdict: ``{indicator's id: points}``"""
        if not self:
            return {}
        definition = self.run_id.sudo().definition  # it explains every verdict that may be read
        return {
            line["indicator_id"]: round(points * line["weight"] / 100, 1)
            for line, (__, points) in zip(definition["lines"], self.lines or [], strict=True)
            if points is not None
        }
