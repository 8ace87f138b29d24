# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import accumulate

from odoo import models
from odoo.tools import SQL

from ...tools.apportion import largest_remainder


class KeqingEvaluationRun(models.Model):
    """The judgement: from facts to points, score, grade and movement, in SQL."""

    _inherit = "keqing.evaluation.run"

    # Score

    def _points_sql(self, position, line):
        """Points (0 to 100) of one line from ``value_<position>``; NULL for an unknown value."""
        value = SQL.identifier(f"value_{position}")
        if line["curve"] == "percentile":
            return SQL("ranks[%s]", position + 1)
        if line["curve"] == "steps":
            steps = [
                SQL("WHEN %s >= %s::numeric THEN %s::numeric", value, str(start), str(points))
                for start, points in line["steps"]
            ]
            return SQL(
                "CASE WHEN %s IS NULL THEN NULL %s ELSE %s::numeric END",
                value,
                SQL(" ").join(steps),
                str(line["lowest_points"]),
            )
        return SQL(  # LEAST and GREATEST skip NULL, so the unknown needs a word of its own
            """CASE WHEN %(value)s IS NOT NULL THEN round(LEAST(GREATEST(
                   (%(value)s - %(floor)s::numeric) * 100 / %(span)s::numeric, 0), 100), 4) END""",
            value=value,
            floor=str(line["floor"]),
            span=str(line["target"] - line["floor"]),
        )

    def _facts_of(self, condition):
        """SELECT of what was measured: ``partner_id, facts, ranks``.

        :param SQL condition: which rows of keqing_evaluation_fact, and how many
        """
        return SQL(
            "SELECT partner_id, facts, ranks FROM keqing_evaluation_fact WHERE run_id = %s AND %s",
            self.id,
            condition,
        )

    def _scored_sql(self, facts, key="partner_id"):
        """SELECT of scored facts: ``partner_id, lines, score, coverage, cut_value``.

        The score is rounded before it is cut, so that what people read is what was judged. The
        points are MATERIALIZED, else they would be reckoned anew wherever they are used.

        :param SQL facts: SELECT with the columns of :meth:`_facts_of`
        :param str key: the columns of it that come first, handed on as they are
        """
        lines = self.definition["lines"]
        positions = range(len(lines))
        weighed = [position for position in positions if lines[position]["curve"]]
        values = [
            SQL("facts[%s] AS %s", position + 1, SQL.identifier(f"value_{position}"))
            for position in positions
        ]
        points = [
            SQL(
                "%s AS %s",
                self._points_sql(position, lines[position]),
                SQL.identifier(f"points_{position}"),
            )
            for position in weighed
        ]
        weights = {
            position: SQL("%s::numeric", str(lines[position]["weight"])) for position in weighed
        }
        total = SQL(" + ").join(
            SQL("COALESCE(%s * %s, 0)", weights[position], SQL.identifier(f"points_{position}"))
            for position in weighed
        )
        known = SQL(" + ").join(
            SQL(
                "CASE WHEN %s IS NULL THEN 0 ELSE %s END",
                SQL.identifier(f"points_{position}"),
                weights[position],
            )
            for position in weighed
        )
        pairs = [
            SQL(
                "ARRAY[%s, %s]",
                SQL.identifier(f"value_{position}"),
                SQL.identifier(f"points_{position}") if position in weighed else SQL("NULL"),
            )
            for position in positions
        ]
        cut_position = self.definition["cut_position"]
        return SQL(
            """WITH measured AS (
                   SELECT %(key)s, ranks, %(values)s FROM (%(facts)s) facts),
               pointed AS MATERIALIZED (SELECT *, %(points)s FROM measured)
               SELECT %(key)s,
                      to_jsonb(ARRAY[%(pairs)s]) AS lines,
                      round((%(total)s) / NULLIF(%(known)s, 0), 2) AS score,
                      round((%(known)s) * 100 / (%(weights)s), 2) AS coverage,
                      %(cut_value)s AS cut_value
                 FROM pointed""",
            pairs=SQL(", ").join(pairs),
            total=total,
            known=known,
            weights=SQL(" + ").join(weights.values()),
            cut_value=SQL("NULL::numeric")
            if cut_position is False
            else SQL.identifier(f"value_{cut_position}"),
            points=SQL(", ").join(points),
            values=SQL(", ").join(values),
            facts=facts,
            key=SQL(key),
        )

    # Cut

    def _find_boundaries(self, scored):
        """What it takes for each grade but the last, where the population decides.

        :param SQL scored: SELECT of everybody who is judged, as :meth:`_scored_sql`
        :return: for a quota ``[least score, …]``, for a cumulative share ``[[least amount, highest
            customer id], …]``, None for a grade that nobody gets; False for the other methods
        """
        if self.definition["cut_method"] == "quota":
            return self._quota_boundaries(scored)
        if self.definition["cut_method"] == "cumulative":
            return self._cumulative_boundaries(scored)
        return False

    def _quota_boundaries(self, scored):
        """The score of the last customer inside each quota; those with the same share the grade."""
        [[count]] = self.env.execute_query(SQL("SELECT count(score) FROM (%s) scored", scored))
        return self._scores_at(scored, self._quota_places(count))

    def _quota_places(self, count):
        """The last place of each grade but the worst, when so many are judged."""
        sizes = largest_remainder(count, [band["threshold"] for band in self.definition["bands"]])
        return list(accumulate(sizes[:-1]))

    def _scores_at(self, scored, places):
        """The scores at these places, best first; None where there is none.

        :return: list of texts, as exact as they are in the database
        """
        if not places:
            return []
        at_place = dict(
            self.env.execute_query(
                SQL(
                    """SELECT place, score::text
                         FROM (SELECT score, row_number() OVER (ORDER BY score DESC) AS place
                                 FROM (%s) scored WHERE score IS NOT NULL) placed
                        WHERE place IN %s""",
                    scored,
                    tuple(places),
                )
            )
        )
        return [at_place.get(place) for place in places]

    def _cumulative_boundaries(self, scored):
        """The last customer of each class: by what came *before* it, so who crosses stays inside.

        Only positive amounts add up, and only who has one can be above the last class.
        """
        inside = [
            SQL(
                "count(*) FILTER (WHERE before * 100 < total * %s::numeric)",
                str(band["threshold"]),
            )
            for band in self.definition["bands"][:-1]
        ]
        if not inside:
            return []
        last_inside = self.env.execute_query(
            SQL(
                """WITH ranked AS MATERIALIZED (
                       SELECT partner_id, cut_value,
                              row_number() OVER biggest_first AS place,
                              sum(cut_value) OVER biggest_first - cut_value AS before,
                              sum(cut_value) OVER () AS total
                         FROM (%s) scored
                        WHERE cut_value > 0
                       WINDOW biggest_first AS (ORDER BY cut_value DESC, partner_id))
                   SELECT cut_value::text, partner_id
                     FROM unnest((SELECT ARRAY[%s] FROM ranked)) WITH ORDINALITY AS class (size, nr)
                LEFT JOIN ranked ON place = size
                 ORDER BY nr""",
                scored,
                SQL(", ").join(inside),
            )
        )
        return [[least, partner_id] if partner_id else None for least, partner_id in last_inside]

    def _cut_sql(self, boundaries):
        """Position of the computed grade on the scale, NULL where nothing is known.

        :param boundaries: see :meth:`_find_boundaries`
        """
        method = self.definition["cut_method"]
        bands = self.definition["bands"]
        judged = SQL.identifier("cut_value" if method in ("share", "cumulative") else "score")
        if method in ("score", "share"):
            bounds = [str(band["threshold"]) for band in bands[:-1]]
        else:
            bounds = boundaries
        conditions = []
        for position, bound in enumerate(bounds):
            if bound is None:
                continue
            reached = (
                SQL("(%s, -partner_id) >= (%s::numeric, %s)", judged, bound[0], -bound[1])
                if method == "cumulative"
                else SQL("%s >= %s::numeric", judged, bound)
            )
            conditions.append(SQL("WHEN %s THEN %s", reached, position))
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE %s END",
            judged,
            SQL(" ").join(conditions),
            len(bands) - 1,
        )

    # Verdict

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
                        below_count, is_held, is_provisional)
                   SELECT %(run)s, %(scorecard)s, %(company)s, %(date_from)s, %(date_to)s,
                          partner_id, territory_id, user_id, score, coverage, cut_value, lines,
                          computed_grade_id, previous_grade_id, grade_id, movement,
                          below_count, is_held, is_provisional
                     FROM (%(verdicts)s) verdict""",
                verdicts=self._verdicts_sql(
                    self._scored_sql(self._facts_of(batch)), self.boundaries
                ),
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
                      AND move.company_id = %s
                      AND %s
                      AND move.invoice_date <= %s::date - %s)""",
            better,
            self.company_id.id,
            self.env["keqing.indicator"]._is_purchase(),
            self.date_to,
            days,
        )

    def _provisional_position(self):
        ids = [band["grade_id"] for band in self.definition["bands"]]
        grade_id = self.definition["provisional_grade_id"]
        return ids.index(grade_id) if grade_id in ids else SQL("previous_position")
