# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import models
from odoo.tools import SQL

# Curves whose points are found with all the others, when everybody is measured
AMONG_ALL = ("percentile", "best", "quintile")


class KeqingEvaluationRun(models.Model):
    """From facts to points and a score, in SQL."""

    _inherit = "keqing.evaluation.run"

    def _points_sql(self, position, line):
        """Points (0 to 100) of one line from ``value_<position>``; NULL for an unknown value."""
        value = SQL.identifier(f"value_{position}")
        if line["curve"] in AMONG_ALL:
            return SQL("ranks[%s]", position + 1)
        if line["curve"] == "points":
            return self._along_points_sql(value, line["points"])
        if line["curve"] == "steps":
            steps = [
                SQL(
                    "WHEN %s > %s::numeric THEN %s::numeric"
                    if line.get("above")
                    else "WHEN %s >= %s::numeric THEN %s::numeric",
                    value,
                    str(start),
                    str(points),
                )
                for start, points in line["steps"]
            ]
            return SQL(
                "CASE WHEN %s IS NULL THEN NULL %s ELSE %s::numeric END",
                value,
                SQL(" ").join(steps),
                str(line["lowest_points"]),
            )
        return SQL(  # LEAST and GREATEST skip NULL, so the unknown needs a word of its own
            """CASE WHEN %(value)s IS NOT NULL THEN LEAST(GREATEST(
                   (%(value)s - %(floor)s::numeric) * 100 / %(span)s::numeric, 0), 100) END""",
            value=value,
            floor=str(line["floor"]),
            span=str(line["target"] - line["floor"]),
        )

    def _along_points_sql(self, value, points):
        """Points in proportion between each two of a line, and those of its ends beyond them."""
        parts = [SQL("WHEN %s IS NULL THEN NULL", value)]
        first, last = points[0], points[-1]
        parts.append(SQL("WHEN %s <= %s::numeric THEN %s::numeric", value, *map(str, first)))
        parts += [
            SQL(
                """WHEN %(value)s <= %(end)s::numeric THEN %(low)s::numeric
                        + (%(value)s - %(start)s::numeric)
                          * (%(high)s::numeric - %(low)s::numeric)
                          / (%(end)s::numeric - %(start)s::numeric)""",
                value=value,
                start=str(start),
                end=str(end),
                low=str(low),
                high=str(high),
            )
            for (start, low), (end, high) in pairwise(points)
        ]
        return SQL("CASE %s ELSE %s::numeric END", SQL(" ").join(parts), str(last[1]))

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
        """SELECT of scored facts: ``partner_id, lines, score, coverage, cut_value, bought``.

        The score is rounded, once, before it is cut, so that what people read is what was judged.
        Points are as exact as PostgreSQL divides; the ninth decimal hides that thirds do not come
        out even. They are MATERIALIZED, else they would be reckoned anew wherever they are used.

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

        def value_at(position):
            if position is False:
                return SQL("NULL::numeric")
            return SQL.identifier(f"value_{position}")

        return SQL(
            """WITH measured AS (
                   SELECT %(key)s, ranks, %(values)s FROM (%(facts)s) facts),
               pointed AS MATERIALIZED (SELECT *, %(points)s FROM measured)
               SELECT %(key)s,
                      to_jsonb(ARRAY[%(pairs)s]) AS lines,
                      round(round((%(total)s) / NULLIF(%(known)s, 0), 9), 2) AS score,
                      round((%(known)s) * 100 / (%(weights)s), 2) AS coverage,
                      %(cut_value)s AS cut_value,
                      %(bought)s AS bought
                 FROM pointed""",
            pairs=SQL(", ").join(pairs),
            total=total,
            known=known,
            weights=SQL(" + ").join(weights.values()),
            cut_value=value_at(self.definition["cut_position"]),
            bought=value_at(self.definition.get("least_position", False)),
            points=SQL(", ").join(points),
            values=SQL(", ").join(values),
            facts=facts,
            key=SQL(key),
        )
