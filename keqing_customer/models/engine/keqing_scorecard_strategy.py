# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ...measure import ENOUGH_DATA


class KeqingScorecard(models.Model):
    """Matching strategies, for all customers at once."""

    _inherit = "keqing.scorecard"

    def _propose_actions(self):
        """Have the strategies of these scorecards propose what their latest runs call for.

        What was proposed once, whatever became of it, is not proposed again for the same verdict.
        What waits since an earlier verdict makes way.

        :return: how many are new
        """
        self._offer_pricelists()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH run AS (%(runs)s),
                   gone AS (
                       DELETE FROM keqing_strategy_proposal proposal
                             USING keqing_evaluation verdict, run
                             WHERE verdict.id = proposal.evaluation_id
                               AND run.scorecard_id = verdict.scorecard_id AND run.age = 1
                               AND (verdict.run_id != run.id OR verdict.is_superseded)
                               AND proposal.state = 'proposed')
                   INSERT INTO keqing_strategy_proposal
                               (strategy_id, evaluation_id, partner_id, company_id, state,
                                condition, points, previous_score, create_uid, create_date,
                                write_uid, write_date)
                        SELECT strategy.id, verdict.id, verdict.partner_id, strategy.company_id,
                               'proposed', strategy.condition, strategy.points, earlier.score,
                               %(user)s, %(now)s, %(user)s, %(now)s
                          FROM run
                          JOIN keqing_strategy strategy
                            ON strategy.scorecard_id = run.scorecard_id AND strategy.active
                          JOIN keqing_evaluation verdict
                            ON verdict.run_id = run.id AND verdict.is_superseded IS NOT TRUE
                          JOIN res_partner customer ON customer.id = verdict.partner_id
                     LEFT JOIN keqing_grade grade ON grade.id = verdict.grade_id
                     LEFT JOIN run before ON before.scorecard_id = run.scorecard_id
                                         AND before.age = 2
                     LEFT JOIN keqing_evaluation earlier
                            ON earlier.run_id = before.id
                           AND earlier.partner_id = verdict.partner_id
                           AND earlier.is_superseded IS NOT TRUE
                           AND earlier.coverage >= %(enough)s
                         WHERE run.age = 1 AND customer.active
                           AND %(matches)s AND %(is_of_type)s AND %(can_accept)s
                   ON CONFLICT (strategy_id, evaluation_id) DO NOTHING""",
                runs=self._latest_runs_sql(),
                matches=self._matches_sql(),
                is_of_type=self._is_of_type_sql(),
                can_accept=self._can_accept_sql(),
                enough=ENOUGH_DATA,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        count = self.env.cr.rowcount
        self.env["keqing.strategy.proposal"].invalidate_model()
        return count

    def _latest_runs_sql(self):
        """The last two confirmed runs of each: ``id, scorecard_id, age``, the latest of age 1.

        Those of single candidates do not make what is proposed to customers out of date.
        """
        return SQL(
            """SELECT id, scorecard_id, age
                 FROM (SELECT id, scorecard_id,
                              row_number() OVER (PARTITION BY scorecard_id
                                                 ORDER BY date_to DESC, id DESC) AS age
                         FROM keqing_evaluation_run
                        WHERE state = 'confirmed' AND partner_id IS NULL
                          AND scorecard_id = ANY(%s)) numbered
                WHERE age <= 2""",
            self.ids,
        )

    def _matches_sql(self):
        """Whether a strategy's condition holds for a verdict."""
        has_grade = SQL(
            """(EXISTS (SELECT FROM keqing_grade_keqing_strategy_rel chosen
                         WHERE chosen.keqing_strategy_id = strategy.id
                           AND chosen.keqing_grade_id = verdict.grade_id)
                OR strategy.action = 'pricelist'
                AND NOT EXISTS (SELECT FROM keqing_grade_keqing_strategy_rel chosen
                                 WHERE chosen.keqing_strategy_id = strategy.id))"""
        )
        return SQL(
            """CASE strategy.condition
                    WHEN 'below' THEN verdict.coverage >= %(enough)s
                                      AND verdict.score < strategy.points
                    WHEN 'drops' THEN verdict.coverage >= %(enough)s
                                      AND earlier.score - verdict.score >= strategy.points
                    WHEN 'fell' THEN verdict.movement = 'down'
                    WHEN 'reached' THEN verdict.movement != 'same' AND %(has_grade)s
                    WHEN 'grade' THEN %(has_grade)s END""",
            has_grade=has_grade,
            enough=ENOUGH_DATA,
        )

    def _can_accept_sql(self):
        """Whether there is anything to do, on ``strategy``, ``grade`` and ``customer``.

        A module that adds an action adds what its proposals presuppose.
        """
        return SQL(
            """(strategy.action != 'pricelist'
                OR (grade.pricelist_id->>strategy.company_id::text)::int
                   != COALESCE((customer.specific_property_product_pricelist
                                ->>strategy.company_id::text)::int, 0))"""
        )

    def _offer_pricelists(self):
        """Where a grade brings a pricelist, have a strategy propose it to who comes to the grade.

        It is made once for a scorecard; archived, it proposes nothing.
        """
        graded = self.filtered(lambda scorecard: scorecard.purpose == "grade")
        # sudo: whoever confirms a run need not be one who makes strategies
        Strategy = self.env["keqing.strategy"].sudo().with_context(active_test=False)
        known = Strategy.search(
            [("action", "=", "pricelist"), ("scorecard_id", "in", graded.ids)]
        ).scorecard_id
        for scorecard in graded - known:
            grades = scorecard.band_ids.grade_id.with_company(scorecard.company_id)
            if grades.sudo().pricelist_id:  # sudo: as above
                strategy = Strategy.with_context(lang="en_US").create(
                    {
                        **self.with_context(lang="en_US")._pricelist_offer_texts(),
                        "company_id": scorecard.company_id.id,
                        "scorecard_id": scorecard.id,
                        "condition": "reached",
                        "action": "pricelist",
                    }
                )
                for lang, __ in self.env["res.lang"].get_installed():
                    texts = self.with_context(lang=lang)._pricelist_offer_texts()
                    strategy.with_context(lang=lang).write(texts)

    def _pricelist_offer_texts(self):
        return {
            "name": self.env._("Pricelist of the grade"),
            "summary": self.env._("Sell by the pricelist of the grade"),
        }

    def _is_of_type_sql(self):
        """Whether a customer is of the types that a strategy is for, or of one below them."""
        return SQL(
            """(NOT EXISTS (SELECT FROM keqing_customer_type_keqing_strategy_rel chosen
                             WHERE chosen.keqing_strategy_id = strategy.id)
                OR EXISTS (SELECT FROM keqing_customer_type_keqing_strategy_rel chosen
                             JOIN keqing_customer_type above
                               ON above.id = chosen.keqing_customer_type_id
                             JOIN keqing_customer_type own
                               ON own.parent_path LIKE above.parent_path || '%%'
                            WHERE chosen.keqing_strategy_id = strategy.id
                              AND own.id = customer.keqing_customer_type_id))"""
        )
