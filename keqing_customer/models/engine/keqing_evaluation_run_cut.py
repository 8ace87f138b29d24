# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import accumulate

from odoo import models
from odoo.tools import SQL

from ...tools.apportion import largest_remainder


class KeqingEvaluationRun(models.Model):
    """From scores to grades: what it takes for each, by any cut method."""

    _inherit = "keqing.evaluation.run"

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
            if least := method == "share" and bands[position].get("least"):
                reached = SQL("%s AND COALESCE(bought, 0) >= %s::numeric", reached, str(least))
            conditions.append(SQL("WHEN %s THEN %s", reached, position))
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE %s END",
            judged,
            SQL(" ").join(conditions),
            len(bands) - 1,
        )
