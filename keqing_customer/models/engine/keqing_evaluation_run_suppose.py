# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...tools.exact import exact


@dataclass
class Supposition:
    """Other figures that a customer might have had, and the grade that the judge then gives."""

    verdict: models.Model
    figure: Decimal | None = None
    """The score, or the figure that decides; None where ``values`` say it"""
    values: dict | None = None
    """``{position of a line: Decimal}``; only where the score decides"""
    bought: Decimal | None = None
    """What was bought then, where a share decides and a least purchase is asked beside it"""
    grade_id: int | None = None
    """Set by the judge; None where what he says does not rest on figures"""


class KeqingEvaluationRun(models.Model):
    """What the judge would say, had one customer other figures and all else stayed as it is.

    Nothing is written: the others stand as they were judged, and the one is judged anew by the
    statement that judged it.
    """

    _inherit = "keqing.evaluation.run"

    # What it takes

    def _least_figures(self, verdicts):
        """What each customer needs for each grade but the last, if the others stay.

        :return: ``{verdict: list of Decimal}``, of the score or of the figure that decides; None
            for a grade that nobody can get, or that one keeps whatever happens
        """
        match self.definition["cut_method"]:
            case "quota":
                least = self._least_scores(verdicts)
            case "cumulative":
                least = {verdict: self._least_amounts(verdict) for verdict in verdicts}
            case _:
                thresholds = [band["threshold"] for band in self.definition["bands"][:-1]]
                least = dict.fromkeys(verdicts, thresholds)
        return {
            verdict: [None if figure is None else exact(figure) for figure in figures]
            for verdict, figures in least.items()
        }

    def _least_scores(self, verdicts):
        """The score of the last of the others inside each quota: as good as that is inside."""
        everybody = self._judged_sql()
        [[count]] = self.env.execute_query(SQL("SELECT count(score) FROM (%s) judged", everybody))
        places = self._quota_places(count)
        scores = self._scores_at(everybody, [*places, *(place + 1 for place in places)])
        last, next_ones = scores[: len(places)], scores[len(places) :]
        return {
            verdict: [
                # Who is inside makes room for the next one by going.
                after if own is not None and exact(verdict.score) >= exact(own) else own
                for own, after in zip(last, next_ones, strict=True)
            ]
            for verdict in verdicts
        }

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
                self._judged_sql(without=verdict.partner_id),
                SQL(", ").join(wanted),
            )
        )
        return least

    def _judged_sql(self, without=None):
        """SELECT of everybody as they were judged: ``partner_id, score, cut_value``.

        :param without: a customer who is left out
        """
        return SQL(
            """SELECT partner_id, score, cut_value
                 FROM keqing_evaluation
                WHERE run_id = %s AND corrects_id IS NULL AND partner_id != %s""",
            self.id,
            without.id if without else 0,
        )

    # What the judge says

    def _suppose(self, suppositions, least):
        """Have the judge decide, by one statement for all that meet the same others.

        :param dict least: see :meth:`_least_figures`
        """
        meeting = {}
        for supposition in suppositions:
            boundaries = self._supposed_boundaries(supposition, least[supposition.verdict])
            meeting.setdefault(repr(boundaries), (boundaries, []))[1].append(supposition)
        for boundaries, alike in meeting.values():
            scored = SQL(" UNION ALL ").join(self._supposed_sql(alike))
            judged = self.env.execute_query(
                SQL(
                    "SELECT supposition, computed_grade_id FROM (%s) v WHERE NOT is_provisional",
                    self._verdicts_sql(scored, boundaries),
                )
            )
            for number, grade_id in judged:
                alike[number].grade_id = grade_id

    def _supposed_boundaries(self, supposition, least):
        """The boundaries of :meth:`_find_boundaries` that a customer meets among the others."""
        if self.definition["cut_method"] == "quota":
            return [None if score is None else str(score) for score in least]
        if self.definition["cut_method"] == "cumulative":
            verdict = supposition.verdict
            own = SQL(
                "SELECT %s, NULL, %s::numeric", verdict.partner_id.id, str(supposition.figure)
            )
            others = self._judged_sql(without=verdict.partner_id)
            return self._cumulative_boundaries(SQL("%s UNION ALL %s", others, own))
        return False

    def _supposed_sql(self, suppositions):
        """SELECTs as :meth:`_scored_sql`, and before that column ``supposition``, the place in the
        list.

        Ranks stay: whoever changes another figure keeps them.
        """
        figures, facts = [], []
        for number, supposition in enumerate(suppositions):
            verdict, figure = supposition.verdict, supposition.figure
            key = (number, verdict.partner_id.id)
            if figure is None:
                values = [
                    None if value is None else str(supposition.values.get(at, value))
                    for at, (value, __) in enumerate(verdict.lines)
                ]
                ranks = [None if points is None else str(points) for __, points in verdict.lines]
                facts.append(SQL("(%s, %s, %s::numeric[], %s::numeric[])", *key, values, ranks))
            elif self.definition["cut_position"] is False:
                figures.append(SQL("(%s, %s, %s::numeric, NULL, NULL)", *key, str(figure)))
            else:
                score, bought = str(verdict.score), supposition.bought
                figures.append(
                    SQL(
                        "(%s, %s, %s::numeric, %s::numeric, %s::numeric)",
                        *key,
                        score,
                        str(figure),
                        None if bought is None else str(bought),
                    )
                )
        if figures:
            yield SQL(
                """SELECT supposition, partner_id, NULL::jsonb AS lines, score,
                          100::numeric AS coverage, cut_value::numeric, bought::numeric
                     FROM (VALUES %s)
                          figures (supposition, partner_id, score, cut_value, bought)""",
                SQL(", ").join(figures),
            )
        if facts:
            supposed = SQL(
                "SELECT * FROM (VALUES %s) supposed (supposition, partner_id, facts, ranks)",
                SQL(", ").join(facts),
            )
            yield SQL("SELECT * FROM (%s) s", self._scored_sql(supposed, "supposition, partner_id"))
