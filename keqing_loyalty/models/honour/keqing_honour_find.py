# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one

MOST_CANDIDATES = 2000  # among whom a jury may choose


class KeqingHonour(models.Model):
    """Candidates that a scorecard finds: of its last confirmed verdicts in the period."""

    _inherit = "keqing.honour"

    @for_one("write")
    def action_find(self):
        """Make candidates of whom the scorecard finds; who is one already stays as it is.

        Found among all customers, whoever looks for them.
        """
        self._check_state("open")
        if not self.scorecard_id:
            raise UserError(self.env._("%s: no scorecard finds its candidates.", self.display_name))
        self._lock_alone(self)
        found = self._find_by_scorecard()
        if not found:
            raise UserError(
                self.env._(
                    "%(scorecard)s has no confirmed verdicts in the period that would make anybody "
                    "a candidate. Confirm its run first, or look at the terms.",
                    scorecard=self.scorecard_id.display_name,
                )
            )
        if len(found) > MOST_CANDIDATES:
            raise UserError(
                self.env._(
                    "%(honour)s: that would be %(count)s candidates, more than a jury can look at. "
                    "Ask for a higher score, or for the first ones.",
                    honour=self.display_name,
                    count=len(found),
                )
            )
        # For everybody alike
        Candidate = self.env["keqing.honour.candidate"].sudo()
        known = Candidate.search([("honour_id", "=", self.id)]).partner_id.ids
        Candidate.create([vals for vals in found if vals["partner_id"] not in known])
        return self.action_view_candidates()

    @for_one("read")
    def action_view_candidates(self):
        """Open the candidates, the first ones first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_honour_candidate_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("honour_id", "=", self.id)],
            "context": {"default_honour_id": self.id},
        }

    def _find_by_scorecard(self):
        """Values of the candidates: list of dicts, by place."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH verdict AS (
                    SELECT verdict.*
                      FROM keqing_evaluation verdict
                      JOIN keqing_evaluation_run run ON run.id = verdict.run_id
                     WHERE verdict.scorecard_id = %(scorecard)s
                       AND verdict.company_id = %(company)s
                       AND verdict.date_to BETWEEN %(date_from)s AND %(date_to)s
                       AND verdict.is_superseded IS NOT TRUE
                       AND verdict.is_provisional IS NOT TRUE
                       AND run.state = 'confirmed'
                       AND run.is_simulation IS NOT TRUE
                ), placed AS (
                    SELECT verdict.id, verdict.partner_id, verdict.score, verdict.grade_id,
                           verdict.territory_id,
                           rank() OVER (
                               PARTITION BY %(per)s ORDER BY verdict.score DESC NULLS LAST
                           ) AS place
                      FROM verdict
                      JOIN res_partner customer ON customer.id = verdict.partner_id
                     WHERE customer.active
                       AND verdict.date_to = (SELECT max(date_to) FROM verdict)
                )
                SELECT id, partner_id, score, grade_id, territory_id, place
                  FROM placed
                 WHERE score IS NOT NULL AND %(chosen)s
                 ORDER BY place, id
                """,
                scorecard=self.scorecard_id.id,
                company=self.company_id.id,
                date_from=self.date_from,
                date_to=self.date_to,
                per=self._per_sql(),
                chosen=self._chosen_sql(),
            )
        )
        names = ("evaluation_id", "partner_id", "score", "grade_id", "territory_id", "place")
        fixed = {
            "honour_id": self.id,
            "company_id": self.company_id.id,
            "nominated_by_id": False,
        }
        return [{**dict(zip(names, row, strict=True)), **fixed} for row in rows]

    def _per_sql(self):
        match self.per:
            case "territory":
                return SQL("verdict.territory_id")
            case "type":
                return SQL("customer.keqing_customer_type_id")
        return SQL("NULL::int")

    def _chosen_sql(self):
        match self.chosen_by:
            case "score":
                return SQL("score >= %s", self.min_score)
            case "grade":
                return SQL("grade_id = ANY(%s)", self.grade_ids.ids)
        return SQL("place <= %s", self.top_count)
