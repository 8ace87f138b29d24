# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...tools.exact import exact


class KeqingEvaluationRun(models.Model):
    """What the judge would say, had one customer other figures and all else stayed as it is.

    Nothing is written: the others stand as they were judged, and the one is judged anew by the
    statement that judged it.
    """

    _inherit = "keqing.evaluation.run"

    def _least_figures(self, verdict):
        """What one customer needs for each grade but the last, if the others stay.

        :return: list of Decimal, of the score or of the figure that decides; None for a grade that
            nobody can get, or that one keeps whatever happens
        """
        match self.definition["cut_method"]:
            case "quota":
                least = self._supposed_boundaries(verdict)
            case "cumulative":
                least = self._least_amounts(verdict)
            case _:
                least = [band["threshold"] for band in self.definition["bands"][:-1]]
        return [None if figure is None else exact(figure) for figure in least]

    def _least_amounts(self, verdict):
        """The least amount for each class of a cumulative share, the others' amounts unchanged.

        Whoever buys more also makes the total bigger. With the ``k`` biggest of the others before
        it a customer is inside a class while their sum is less than the class's share of the
        total; so each place between two of the others has a least amount, and the first of them
        that lies in its place will do.
        """
        wanted = [
            SQL(
                "min(GREATEST(smaller, before * 100 / %(share)s - total))"
                " FILTER (WHERE GREATEST(smaller, before * 100 / %(share)s - total)"
                " <= COALESCE(bigger, 'Infinity'))",
                share=SQL("NULLIF(%s::numeric, 0)", str(band["threshold"])),
            )
            for band in self.definition["bands"][:-1]
        ]
        if not wanted:
            return []
        [least] = self.env.execute_query(
            SQL(
                """WITH other AS MATERIALIZED (
                       SELECT cut_value AS bigger,
                              sum(cut_value) OVER biggest_first AS before,
                              lead(cut_value, 1, 0) OVER biggest_first AS smaller,
                              sum(cut_value) OVER () AS total
                         FROM (%s) others
                        WHERE cut_value > 0
                       WINDOW biggest_first AS (ORDER BY cut_value DESC, partner_id))
                   SELECT %s
                     FROM (SELECT * FROM other
                            UNION ALL
                           SELECT NULL, 0, COALESCE(max(bigger), 0), COALESCE(max(total), 0)
                             FROM other) place""",
                self._others_sql(verdict),
                SQL(", ").join(wanted),
            )
        )
        return least

    def _others_sql(self, verdict):
        """SELECT of everybody else as they were judged: ``partner_id, score, cut_value``."""
        return SQL(
            """SELECT partner_id, score, cut_value
                 FROM keqing_evaluation
                WHERE run_id = %s AND corrects_id IS NULL AND partner_id != %s""",
            self.id,
            verdict.partner_id.id,
        )

    def _supposed_boundaries(self, verdict, cut_value=None):
        """The boundaries of :meth:`_find_boundaries` that one customer meets among the others.

        :param Decimal cut_value: what it has, where the total counts it
        """
        if self.definition["cut_method"] == "quota":
            others = self._others_sql(verdict)
            [[count]] = self.env.execute_query(SQL("SELECT count(score) FROM (%s) others", others))
            # Whoever is as good as the last of the others inside a quota takes that place.
            return self._scores_at(others, self._quota_places(count + 1))
        if self.definition["cut_method"] == "cumulative":
            supposed = SQL("SELECT %s, NULL, %s::numeric", verdict.partner_id.id, str(cut_value))
            everybody = SQL("%s UNION ALL %s", self._others_sql(verdict), supposed)
            return self._cumulative_boundaries(everybody)
        return False

    def _suppose_figure(self, verdict, figure):
        """The grade for another score, or another value of the figure that decides.

        :param Decimal figure: see :meth:`_least_figures`
        :return: keqing.grade, empty where the judge would not say this grade but another thing
        """
        decided_by_score = self.definition["cut_position"] is False
        scored = SQL(
            """SELECT %s AS partner_id, NULL::jsonb AS lines, %s::numeric AS score,
                      100::numeric AS coverage, %s::numeric AS cut_value""",
            verdict.partner_id.id,
            str(figure if decided_by_score else verdict.score),
            None if decided_by_score else str(figure),
        )
        return self._suppose(scored, self._supposed_boundaries(verdict, figure))

    def _suppose_values(self, verdict, values, boundaries):
        """The grade for other values of some indicators; only where the score decides.

        Ranks stay: whoever changes another figure keeps them.

        :param dict values: ``{position of the line: Decimal}``
        :param boundaries: see :meth:`_supposed_boundaries`
        :return: as :meth:`_suppose_figure`
        """
        lines = verdict.lines
        facts = [
            str(values.get(at, value)) if value is not None else None
            for at, (value, __) in enumerate(lines)
        ]
        ranks = [None if points is None else str(points) for __, points in lines]
        scored = self._scored_sql(
            SQL(
                "SELECT %s AS partner_id, %s::numeric[] AS facts, %s::numeric[] AS ranks",
                verdict.partner_id.id,
                facts,
                ranks,
            )
        )
        return self._suppose(scored, boundaries)

    def _suppose(self, scored, boundaries):
        rows = self.env.execute_query(
            SQL(
                "SELECT computed_grade_id FROM (%s) verdict WHERE NOT is_provisional",
                self._verdicts_sql(scored, boundaries),
            )
        )
        return self.env["keqing.grade"].browse(grade_id for [grade_id] in rows if grade_id)
