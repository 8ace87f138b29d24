# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

TREND_LENGTH = 8  # verdicts drawn in a trend


class ResPartner(models.Model):
    """How close we are to a customer: what the scorecards of that purpose found, and the trend."""

    _inherit = "res.partner"

    def _keqing_assessed_scorecards(self, purposes=("relationship", "selection")):
        """The scorecards of the present company that judge a customer by marks, by purpose."""
        self.ensure_one()
        scorecards = self.env["keqing.scorecard"].search(
            [("purpose", "in", purposes), ("company_id", "=", self.env.company.id)]
        )
        return scorecards.filtered(
            lambda scorecard: (
                scorecard._assessed_indicators()
                and self.filtered_domain(scorecard._population_domain())
            )
        ).sorted(lambda scorecard: purposes.index(scorecard.purpose))

    @api.readonly
    def get_keqing_relationship(self):
        """What is shown on the page "Relationship" of the card.

        :return: dict: ``scorecards`` (see :meth:`_get_relationship_trend`) in their order;
            ``can_assess``: whether a scorecard asks for marks; ``proposals``: list of dicts
            ``id, name, reason`` of what waits for a decision
        """
        self.ensure_one()
        verdicts = self.env["keqing.evaluation"].search_fetch(
            [*self._evaluation_domain(), ("scorecard_id.purpose", "=", "relationship")],
            ["scorecard_id", "run_id", "score", "coverage", "grade_id", "movement"],
        )
        proposals = self.env["keqing.strategy.proposal"].search(
            [("partner_id", "=", self.id), ("state", "=", "proposed")]
        )
        return {
            "scorecards": [
                scorecard._get_relationship_trend(of_scorecard[:TREND_LENGTH])
                for scorecard, of_scorecard in sorted(
                    verdicts.grouped("scorecard_id").items(),
                    key=lambda item: (item[0].sequence, item[0].id),
                )
            ],
            "can_assess": bool(self._keqing_assessed_scorecards()),
            "proposals": [
                {"id": proposal.id, "name": proposal.summary, "reason": proposal.reason}
                for proposal in proposals
            ],
        }

    def action_keqing_assess(self):
        """Open the quick assessment of these customers, one after the other."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_quick_assessment_action"
        )
        context = {"default_partner_id": self[:1].id, "keqing_next_ids": self[1:].ids}
        return {**action, "name": self[:1].display_name, "context": context}


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
