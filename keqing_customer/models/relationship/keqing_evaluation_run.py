# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...measure import ENOUGH_DATA


class KeqingEvaluationRun(models.Model):
    """A confirmed look at relationships writes one figure and its arrow on the customers."""

    _inherit = "keqing.evaluation.run"

    def _apply_verdicts(self, evaluations=None):
        applied = super()._apply_verdicts(evaluations)
        is_scored = evaluations is None or any(evaluations.mapped("is_anew"))
        if self.purpose == "relationship" and is_scored:
            self._apply_relationship_scores()
        return applied  # a grade set by hand changes the grade, never the score

    def _apply_relationship_scores(self):
        """Write the score and its arrow on the customers of the run for whom they change.

        It is the plain average of what each scorecard of the relationship found last, those left
        out that knew less than half of what they ask for. The worst is 1, as zero says that
        nothing is known. The arrow is against the same average of earlier periods; that of a later
        verdict stays. The company is that of the run.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner
                      SET keqing_relationship_score =
                          CASE WHEN found.score IS NULL
                               THEN partner.keqing_relationship_score - %(company)s
                               ELSE COALESCE(partner.keqing_relationship_score, '{}')
                                    || jsonb_build_object(%(company)s, found.score) END,
                          keqing_relationship_trend =
                          COALESCE(partner.keqing_relationship_trend, '{}')
                          || jsonb_build_object(%(company)s, found.trend)
                     FROM (SELECT judged.id, score,
                                  CASE WHEN judged.id IN (%(later)s)
                                       THEN judged.keqing_relationship_trend->>%(company)s
                                       WHEN score > before THEN 'up'
                                       WHEN score < before THEN 'down' END AS trend
                             FROM (%(averages)s) average
                             JOIN res_partner judged ON judged.id = average.partner_id) found
                    WHERE partner.id = found.id
                      AND ((partner.keqing_relationship_score->>%(company)s)::int
                           IS DISTINCT FROM found.score
                           OR partner.keqing_relationship_trend->>%(company)s
                           IS DISTINCT FROM found.trend)""",
                company=SQL("%s::text", str(self.company_id.id)),
                later=self._later_verdicts_sql(),
                averages=self._relationship_averages_sql(),
            )
        )
        self.env["res.partner"].invalidate_model(
            ["keqing_relationship_score", "keqing_relationship_trend"]
        )

    def _relationship_averages_sql(self):
        """``partner_id, score, before`` of each customer of the run, in whole numbers.

        Null where too little is known; ``before`` is of the periods before that of the run. A
        customer's verdicts are looked for run by run from the latest back, each by the index
        over both: ten times as fast as through the customer's whole history.
        """
        return SQL(
            """SELECT judged.partner_id,
                      CASE WHEN count(latest.score) > 0
                           THEN GREATEST(1, round(avg(latest.score)))::int END AS score,
                      CASE WHEN count(earlier.score) > 0
                           THEN GREATEST(1, round(avg(earlier.score)))::int END AS before
                 FROM keqing_evaluation judged
           CROSS JOIN (SELECT array_agg(run.id ORDER BY run.date_to DESC) AS run_ids,
                              array_agg(run.id ORDER BY run.date_to DESC)
                                  FILTER (WHERE run.date_to < %(date_to)s) AS earlier_ids
                         FROM keqing_evaluation_run run
                         JOIN keqing_scorecard scorecard ON scorecard.id = run.scorecard_id
                        WHERE run.state = 'confirmed' AND run.company_id = %(company)s
                          AND scorecard.purpose = 'relationship' AND scorecard.active
                     GROUP BY scorecard.id) known
    LEFT JOIN LATERAL (%(latest)s) latest ON latest.coverage >= %(enough)s
    LEFT JOIN LATERAL (%(earlier)s) earlier ON earlier.coverage >= %(enough)s
                WHERE judged.run_id = %(run)s AND judged.is_superseded IS NOT TRUE
             GROUP BY judged.partner_id""",
            run=self.id,
            company=self.company_id.id,
            date_to=self.date_to,
            latest=self._latest_verdict_sql(SQL("known.run_ids")),
            earlier=self._latest_verdict_sql(SQL("known.earlier_ids")),
            enough=ENOUGH_DATA,
        )

    def _latest_verdict_sql(self, run_ids):
        """``score, coverage`` of the customer ``judged`` in the first of some runs that has it."""
        return SQL(
            """SELECT verdict.score, verdict.coverage
                 FROM unnest(%s) WITH ORDINALITY AS run (id, age)
                 JOIN keqing_evaluation verdict
                   ON verdict.run_id = run.id AND verdict.partner_id = judged.partner_id
                  AND verdict.is_superseded IS NOT TRUE
             ORDER BY run.age
                LIMIT 1""",
            run_ids,
        )
