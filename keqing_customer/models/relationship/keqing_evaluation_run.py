# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...measure import ENOUGH_DATA


class KeqingEvaluationRun(models.Model):
    """A confirmed look at relationships writes one figure on the customers."""

    _inherit = "keqing.evaluation.run"

    def _apply_verdicts(self, evaluations=None):
        applied = super()._apply_verdicts(evaluations)
        if self.purpose == "relationship" and evaluations is None:
            self._apply_relationship_scores()
        return applied  # a correction changes the grade, never the score

    def _apply_relationship_scores(self):
        """Write the score on the customers of the run whose whole number changes.

        It is the plain average of what each scorecard of the relationship found last, those left
        out that knew less than half of what they ask for. The worst is 1, as zero says that
        nothing is known. The company is that of the run.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner
                      SET keqing_relationship_score =
                          CASE WHEN found.score IS NULL
                               THEN partner.keqing_relationship_score - %(company)s
                               ELSE COALESCE(partner.keqing_relationship_score, '{}')
                                    || jsonb_build_object(%(company)s, found.score) END
                     FROM (SELECT partner_id,
                                  CASE WHEN score IS NOT NULL
                                       THEN GREATEST(1, round(score))::int END AS score
                             FROM (%(averages)s) average) found
                    WHERE partner.id = found.partner_id
                      AND (partner.keqing_relationship_score->>%(company)s)::int
                          IS DISTINCT FROM found.score""",
                company=SQL("%s::text", str(self.company_id.id)),
                averages=self._relationship_averages_sql(),
            )
        )
        self.env["res.partner"].invalidate_model(["keqing_relationship_score"])

    def _relationship_averages_sql(self):
        """``partner_id, score`` of each customer of the run; null where too little is known.

        A customer's verdicts are looked for run by run from the latest back, each by the index
        over both: ten times as fast as through the customer's whole history.
        """
        return SQL(
            """SELECT judged.partner_id, avg(latest.score) AS score
                 FROM keqing_evaluation judged
           CROSS JOIN (SELECT array_agg(run.id ORDER BY run.date_to DESC) AS run_ids
                         FROM keqing_evaluation_run run
                         JOIN keqing_scorecard scorecard ON scorecard.id = run.scorecard_id
                        WHERE run.state = 'confirmed' AND run.company_id = %(company)s
                          AND scorecard.purpose = 'relationship' AND scorecard.active
                     GROUP BY scorecard.id) known
    LEFT JOIN LATERAL (
                   SELECT verdict.score, verdict.coverage
                     FROM unnest(known.run_ids) WITH ORDINALITY AS run (id, age)
                     JOIN keqing_evaluation verdict
                       ON verdict.run_id = run.id AND verdict.partner_id = judged.partner_id
                      AND verdict.is_superseded IS NOT TRUE
                 ORDER BY run.age
                    LIMIT 1) latest ON latest.coverage >= %(enough)s
                WHERE judged.run_id = %(run)s AND judged.is_superseded IS NOT TRUE
             GROUP BY judged.partner_id""",
            run=self.id,
            company=self.company_id.id,
            enough=ENOUGH_DATA,
        )
