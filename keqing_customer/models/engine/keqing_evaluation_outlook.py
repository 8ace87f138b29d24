# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from odoo import api, models
from odoo.tools import formatLang

from ...tools.exact import exact, round_to
from .keqing_scorecard import INDICATOR_CUTS


class KeqingEvaluation(models.Model):
    """What the next grade takes, and what may be lost without falling.

    People will do what is said and count on it, so nothing is said before the judge, given just
    the number that is read, gave the grade that is promised.
    """

    _inherit = "keqing.evaluation"

    def _explain_outlook(self, run):
        """What is missing for the next grade up, and what may be lost without falling.

        Nothing where the figures did not decide: after an override, or for a provisional grade.

        :return: list of sentences in the user's language
        """
        ids = [band["grade_id"] for band in run.definition["bands"]]
        if self.is_overridden or self.is_provisional or self.computed_grade_id.id not in ids:
            return []
        grades = self.env["keqing.grade"].browse(ids)
        position = ids.index(self.computed_grade_id.id)
        least = run._least_figures(self)
        return [
            *self._explain_way_up(run, grades[:position], least[:position]),
            *self._explain_spare(run, grades[position], *least[position : position + 1]),
        ]

    def _explain_way_up(self, run, better, least):
        """For the nearest grade above: what decides, and each indicator that alone is enough.

        :param better: the grades above, the best first
        :param list least: see ``_least_figures`` of the run, for each of them
        """
        for grade, bound in zip(reversed(better), reversed(least), strict=True):
            needed = None if bound is None else self._least_enough(run, grade, bound)
            if needed is None:
                continue
            missing = needed - self._deciding_figure(run)
            if run.definition["cut_method"] in ("quota", "cumulative"):
                sentence = self.env._(
                    "For %(grade)s it takes %(bound)s: %(missing)s more, if the others stay.",
                    grade=grade.name,
                    bound=self._format_figure(run, needed),
                    missing=self._format_distance(run, missing, ROUND_CEILING),
                )
            else:
                sentence = self.env._(
                    "For %(grade)s it takes %(bound)s: %(missing)s more.",
                    grade=grade.name,
                    bound=self._format_figure(run, needed),
                    missing=self._format_distance(run, missing, ROUND_CEILING),
                )
            return [sentence, *self._explain_ways_by_one(run, grade, needed)]
        return []

    def _least_enough(self, run, grade, bound):
        """The least figure as it is read that gives ``grade``; None if none does.

        Where two share a place the last digit decides, so the next one is tried as well.
        """
        digits = self._figure_digits(run, bound)
        said = round_to(bound, digits, ROUND_CEILING)
        for figure in (said, said + Decimal(1).scaleb(-digits)):
            if run._suppose_figure(self, figure) == grade:
                return figure
        return None

    def _explain_spare(self, run, grade, bound=None):
        """How much of what decides may be lost without falling.

        :param Decimal bound: see ``_least_figures`` of the run; None if nothing is below
        """
        if bound is None:
            return []
        own = self._deciding_figure(run)
        digits = self._figure_digits(run, own - bound)
        spare = round_to(own - bound, digits, ROUND_FLOOR)
        for said in (spare, spare - Decimal(1).scaleb(-digits)):
            if said >= 0 and run._suppose_figure(self, own - said) == grade:
                return [
                    self.env._(
                        "To stay %(grade)s: lose no more than %(spare)s.",
                        grade=grade.name,
                        spare=self._format_distance(run, said, ROUND_FLOOR),
                    )
                ]
        return []

    # Figures as they are read

    def _deciding_figure(self, run):
        """The score, or the value of the indicator that decides."""
        by_indicator = run.definition["cut_method"] in INDICATOR_CUTS
        return exact(self.cut_value if by_indicator else self.score)

    def _deciding_indicator(self, run):
        """The indicator that decides; empty where the score does."""
        if run.definition["cut_method"] not in INDICATOR_CUTS:
            return self.env["keqing.indicator"]
        return run._indicators()[run.definition["cut_position"]]

    def _figure_digits(self, run, figure):
        """Decimals with which a figure is read, one more where it would not be exact."""
        indicator = self._deciding_indicator(run)
        if not indicator:
            return 1 if figure == round(figure, 1) else 2
        digits = indicator._shown_digits(self.company_id.currency_id)
        if indicator.unit == "percent" and figure != round(figure, digits):
            digits += 1
        return digits

    def _format_figure(self, run, figure):
        """What decides as text: points, percent of the territory, money, …"""
        indicator = self._deciding_indicator(run)
        if not indicator:
            return self.env._("%s points", self._format_points(float(figure)))
        return indicator._format_bound(figure, self.company_id.currency_id, ROUND_CEILING)

    def _format_distance(self, run, distance, rounding):
        """How much more or less of it, as text."""
        indicator = self._deciding_indicator(run)
        digits = self._figure_digits(run, distance)
        if indicator.unit == "percent":
            said = float(round_to(distance, digits, rounding))
            return self.env._("%s percentage points", formatLang(self.env, said, digits=digits))
        return self._format_figure(run, round_to(distance, digits, rounding))

    # One indicator alone

    def _explain_ways_by_one(self, run, grade, needed):
        """For each indicator that alone could close the gap: the value it would take.

        :param Decimal needed: score
        """
        if self._deciding_indicator(run):
            return []
        boundaries = run._supposed_boundaries(self)
        currency = self.company_id.currency_id
        sentences = []
        for at, indicator in enumerate(run._indicators()):
            value = self._enough_by_itself(run, at, indicator, grade, needed, boundaries)
            present = indicator._format_value(self.lines[at][0], currency)
            wanted = value is not None and indicator._format_value(float(value), currency)
            if wanted and wanted != present:
                sentences.append(
                    self.env._(
                        "Enough by itself: %(indicator)s %(needed)s instead of %(value)s.",
                        indicator=indicator.name,
                        needed=wanted,
                        value=present,
                    )
                )
        return sentences

    def _enough_by_itself(self, run, at, indicator, grade, needed, boundaries):
        """The value of one indicator, nearest to the present one, that gives ``grade`` or better.

        :param int at: position of its line
        :return: Decimal as it is read; None if no value does
        """
        definition = run.definition["lines"][at]
        points = self._points_for(run, at, needed)
        if points is None:
            return None
        enough = self._values_for_points(definition, indicator, points)
        present = exact(self.lines[at][0])
        for value in sorted(enough, key=lambda value: abs(value - present)):
            judged = run._suppose_values(self, {at: value}, boundaries)
            if judged and judged.sequence <= grade.sequence:
                return value
        return None

    def _points_for(self, run, at, needed):
        """The points that one line must earn for a score, the others as they are.

        :return: Decimal; None if the line does not count, or would need more than there are
        """
        known = [
            (exact(definition["weight"]), exact(points), position)
            for position, (definition, (__, points)) in enumerate(
                zip(run.definition["lines"], self.lines, strict=True)
            )
            if points is not None
        ]
        own_weight = sum(weight for weight, __, position in known if position == at)
        if not own_weight:
            return None
        total = needed * sum(weight for weight, __, __ in known)
        rest = sum(weight * points for weight, points, position in known if position != at)
        points = (total - rest) / own_weight
        return points if points <= 100 else None

    @api.model
    def _values_for_points(self, definition, indicator, points):
        """Values that earn ``points`` or more, among them the one nearest to any that earns less.

        :param dict definition: a line of the run's definition
        :return: list of Decimal as they are read, those that the indicator can have
        """
        digits = indicator._shown_digits(self.env.company.currency_id)
        unit = Decimal(1).scaleb(-digits)
        values = []
        if definition["curve"] == "linear":
            floor, target = exact(definition["floor"]), exact(definition["target"])
            better = ROUND_CEILING if target > floor else ROUND_FLOOR
            value = round_to(floor + (target - floor) * points / 100, digits, better)
            values = [value, value + (unit if target > floor else -unit)]
        elif definition["curve"] == "steps":
            end = None  # where the next higher step begins
            for start, earned in [*definition["steps"], [None, definition["lowest_points"]]]:
                if earned >= points:
                    if start is not None:
                        values.append(round_to(start, digits, ROUND_CEILING))
                    if end is not None:
                        values.append(round_to(end, digits, ROUND_CEILING) - unit)
                end = start
        return [value for value in values if indicator._can_be(value)]
