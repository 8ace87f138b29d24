# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...chosen import for_chosen, for_one

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

    @api.model
    def _card_pages(self):
        return {
            **super()._card_pages(),
            "keqing_relationship": ("get_keqing_relationship", 8),
        }

    @api.readonly
    @for_one("read")
    def get_keqing_relationship(self):
        """What is shown on the page "Relationship" of the card.

        :return: dict: ``scorecards`` (see :meth:`_get_relationship_trend`) in their order;
            ``can_assess``: whether a scorecard asks for marks; ``proposals``: list of dicts
            ``id, name, reason`` of what waits for a decision
        """
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

    @for_chosen("read")
    def action_keqing_assess(self):
        """Open the quick assessment of these customers, one after the other."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_quick_assessment_action"
        )
        context = {"default_partner_id": self[:1].id, "keqing_next_ids": self[1:].ids}
        return {**action, "name": self[:1].display_name, "context": context}
