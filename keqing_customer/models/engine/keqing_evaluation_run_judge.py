# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class KeqingEvaluationRun(models.Model):
    """The verdict: score, grade and movement of each customer, in SQL."""

    _inherit = "keqing.evaluation.run"

    def _judge_batch(self):
        """Turn the next facts into verdicts.

        :return: number of customers judged; 0 when all are
        """
        batch = SQL(
            """partner_id > COALESCE(
                   (SELECT max(partner_id) FROM keqing_evaluation WHERE run_id = %s), 0)
               ORDER BY partner_id LIMIT %s""",
            self.id,
            self._get_batch_size(),
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_evaluation (
                        run_id, scorecard_id, company_id, date_from, date_to,
                        partner_id, territory_id, user_id, score, coverage, cut_value, lines,
                        computed_grade_id, previous_grade_id, grade_id, movement,
                        below_count, is_held, is_provisional, segment_id)
                   SELECT %(run)s, %(scorecard)s, %(company)s, %(date_from)s, %(date_to)s,
                          partner_id, territory_id, user_id, score, coverage, cut_value, lines,
                          computed_grade_id, previous_grade_id, grade_id, movement,
                          below_count, is_held, is_provisional, %(segment)s
                     FROM (%(verdicts)s) verdict""",
                verdicts=self._verdicts_sql(
                    self._scored_sql(self._facts_of(batch)), self.boundaries
                ),
                segment=self._segment_sql(),
                run=self.id,
                scorecard=self.scorecard_id.id,
                company=self.company_id.id,
                date_from=self.date_from,
                date_to=self.date_to,
            )
        )
        judged = self.env.cr.rowcount
        self.env["keqing.evaluation"].invalidate_model()
        return judged

    def _verdicts_sql(self, scored, boundaries):
        """SELECT of the verdicts on scored customers: the columns of ``keqing_evaluation``.

        :param SQL scored: SELECT as :meth:`_scored_sql`
        :param boundaries: see :meth:`_find_boundaries`
        """
        return SQL(
            """WITH grade (position, id) AS (VALUES %(grades)s),
                    scored AS MATERIALIZED (%(scored)s),
                    judged AS MATERIALIZED (
                        SELECT scored.*,
                               partner.user_id,
                               partner.keqing_territory_id AS territory_id,
                               %(previous_grade)s AS previous_grade_id,
                               %(previous_below)s AS previous_below,
                               computed_position,
                               %(is_provisional)s AS is_provisional
                          FROM scored
                    CROSS JOIN LATERAL (SELECT %(cut)s AS computed_position) cut
                          JOIN res_partner partner
                            ON partner.id = scored.partner_id
                           AND partner.commercial_partner_id = partner.id  -- still a customer
                          %(last_verdict)s),
                    placed AS (
                        SELECT judged.*,
                               previous.position AS previous_position,
                               CASE WHEN computed_position > previous.position
                                    THEN previous_below + 1 ELSE 0 END AS below_count
                          FROM judged
                     LEFT JOIN grade previous ON previous.id = judged.previous_grade_id),
                    decided AS (
                        SELECT placed.*,
                               NOT is_provisional AND below_count > 0
                                   AND below_count < %(downgrade_after)s AS is_held
                          FROM placed),
                    settled AS (
                        SELECT decided.*,
                               CASE WHEN is_provisional THEN %(provisional_position)s
                                    WHEN is_held OR computed_position IS NULL
                                    THEN previous_position
                                    ELSE computed_position END AS final_position
                          FROM decided)
               SELECT settled.*,
                      computed.id AS computed_grade_id,
                      final.id AS grade_id,
                      CASE WHEN final_position IS NULL THEN NULL
                           WHEN previous_position IS NULL THEN 'new'
                           WHEN final_position < previous_position THEN 'up'
                           WHEN final_position > previous_position THEN 'down'
                           ELSE 'same' END AS movement
                 FROM settled
            LEFT JOIN grade computed ON computed.position = computed_position
            LEFT JOIN grade final ON final.position = final_position""",
            grades=SQL(", ").join(
                SQL("(%s, %s)", position, band["grade_id"])
                for position, band in enumerate(self.definition["bands"])
            ),
            scored=scored,
            previous_grade=self._previous_grade_sql(),
            previous_below=SQL("COALESCE(last_verdict.below_count, 0)")
            if self._needs_last_verdict()
            else SQL("0"),
            is_provisional=self._is_provisional_sql(),
            cut=self._cut_sql(boundaries),
            last_verdict=self._last_verdict_sql(),
            downgrade_after=self.definition["downgrade_after"],
            provisional_position=self._provisional_position(),
        )

    def _previous_grade_sql(self):
        """Today's grade of ``partner``: what the customer's badge shows, else the last verdict."""
        if field := self.scorecard_id._get_verdict_field():
            return SQL("(%s->>%s)::int", SQL.identifier("partner", field), str(self.company_id.id))
        return SQL("last_verdict.grade_id")

    def _needs_last_verdict(self):
        return not self.scorecard_id._get_verdict_field() or self.definition["downgrade_after"] > 1

    def _last_verdict_sql(self):
        """Join to the customer's last confirmed verdict by this scorecard before this period.

        Who went down has a new present grade, and the periods below it count from the start.
        """
        if not self._needs_last_verdict():
            return SQL()
        return SQL(
            """LEFT JOIN LATERAL (
                   SELECT verdict.grade_id,
                          CASE WHEN verdict.movement = 'same' THEN verdict.below_count END
                              AS below_count
                     FROM keqing_evaluation verdict
                     JOIN keqing_evaluation_run run ON run.id = verdict.run_id
                    WHERE verdict.partner_id = scored.partner_id
                      AND verdict.scorecard_id = %s
                      AND verdict.date_to < %s
                      AND verdict.is_superseded IS NOT TRUE
                      AND run.state = 'confirmed'
                 ORDER BY verdict.date_to DESC
                    LIMIT 1) last_verdict ON TRUE""",
            self.scorecard_id.id,
            self.date_to,
        )

    def _is_provisional_sql(self):
        """Whether the first purchase is less than the provisional days before the period's end.

        For a credit rating the provisional grade is the best that the new can have: who comes out
        below it is judged like everybody else.
        """
        days = self.definition["provisional_days"]
        if not days:
            return SQL("FALSE")
        better = (
            SQL("COALESCE(computed_position, -1) < %s", self._provisional_position())
            if self.purpose == "credit"
            else SQL("TRUE")
        )
        return SQL(
            """%s AND NOT EXISTS (
                   SELECT FROM account_move move
                    WHERE move.commercial_partner_id = scored.partner_id
                      AND move.company_id IN %s
                      AND %s
                      AND move.invoice_date <= %s::date - %s)""",
            better,
            self.company_id._get_keqing_branch_ids(),
            self.env["keqing.indicator"]._is_purchase(),
            self.date_to,
            days,
        )

    def _provisional_position(self):
        ids = [band["grade_id"] for band in self.definition["bands"]]
        grade_id = self.definition["provisional_grade_id"]
        return ids.index(grade_id) if grade_id in ids else SQL("previous_position")
