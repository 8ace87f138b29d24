# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from odoo import api, models
from odoo.tools import formatLang

from ...tools.exact import exact, round_to
from .keqing_evaluation_run_suppose import Supposition
from .keqing_scorecard import INDICATOR_CUTS


@dataclass
class Offer:
    """A sentence that may be said: a grade for some figures, the modest ones first."""

    kind: str  # up, one (indicator that is enough by itself), spare
    grade: models.Model
    tried: list  # of Supposition
    at: int | None = None
    indicator: models.Model | None = None

    def enough(self):
        """The first for which the judge gave the grade, or a better one to a single indicator."""
        for supposition in self.tried:
            judged = self.grade.browse(supposition.grade_id)
            better = self.kind == "one" and judged and judged.sequence < self.grade.sequence
            if judged == self.grade or better:
                return supposition
        return None


class KeqingEvaluation(models.Model):
    """What the next grade takes, and what may be lost without falling.

    People will do what is said and count on it, so nothing is said before the judge, given just
    the number that is read, gave the grade that is promised.
    """

    _inherit = "keqing.evaluation"

    def _explain_outlooks(self):
        """What is missing for the next grade up, and what may be lost without falling.

        Nothing where the figures did not decide: after an override, or for a provisional grade.
        The number of queries does not grow with that of the verdicts, but for cumulative shares.

        :return: ``{evaluation: list of sentences in the user's language}``
        """
        outlooks = dict.fromkeys(self, [])
        for run, verdicts in self.grouped(lambda verdict: verdict.run_id.sudo()).items():
            decided = verdicts.filtered(lambda verdict: verdict._has_outlook())
            grades = run.env["keqing.grade"].browse(
                band["grade_id"] for band in run.definition["bands"]
            )
            grades.fetch(["name", "sequence"])
            least = run._least_figures(decided)
            offers = {
                verdict: verdict._find_offers(run, grades, least[verdict]) for verdict in decided
            }
            supposed = [one for found in offers.values() for offer in found for one in offer.tried]
            run._suppose(supposed, least)
            for verdict, found in offers.items():
                outlooks[verdict] = verdict._tell_offers(run, found)
        return outlooks

    def _has_outlook(self):
        ids = [band["grade_id"] for band in self.run_id.sudo().definition["bands"]]
        return (
            not self.is_overridden and not self.is_provisional and self.computed_grade_id.id in ids
        )

    def _find_offers(self, run, grades, least):
        """All that may be said of one verdict, the nearest grade first; the judge decides.

        :param grades: those of the run, the best first
        :param list least: see ``_least_figures`` of the run
        :return: list of :class:`Offer`
        """
        position = grades.ids.index(self.computed_grade_id.id)
        offers = []
        for grade, bound in zip(grades[:position][::-1], least[:position][::-1], strict=True):
            if bound is not None:
                offers.append(self._offer_figure(run, grade, bound))
                offers += self._offer_ways_by_one(run, grade, bound)
        for bound in least[position : position + 1]:
            if bound is not None:
                offers.append(self._offer_spare(run, grades[position], bound))
        return offers

    def _offer_figure(self, run, grade, bound):
        """The least figure as it is read; where two share a place the last digit decides."""
        digits = self._figure_digits(run, bound)
        said = round_to(bound, digits, ROUND_CEILING)
        figures = said, said + Decimal(1).scaleb(-digits)
        bought = self._bought_for(run, grade)
        return Offer("up", grade, [Supposition(self, each, bought=bought) for each in figures])

    def _bought_for(self, run, grade):
        """What the customer must have bought for a grade by share; None where none is asked."""
        position = run.definition.get("least_position", False)
        if position is False:
            return None
        [least] = [
            band["least"] for band in run.definition["bands"] if band["grade_id"] == grade.id
        ]
        return max(exact(self.lines[position][0] or 0), exact(least))

    def _offer_spare(self, run, grade, bound):
        """How much of what decides may be lost without falling.

        Whoever loses of a share has bought less too, so nothing is said where both are asked for.
        """
        if self._bought_for(run, grade) is not None:
            return Offer("spare", grade, [])
        own = self._deciding_figure(run)
        digits = self._figure_digits(run, own - bound)
        spare = round_to(own - bound, digits, ROUND_FLOOR)
        losses = [loss for loss in (spare, spare - Decimal(1).scaleb(-digits)) if loss >= 0]
        return Offer("spare", grade, [Supposition(self, own - loss) for loss in losses])

    def _tell_offers(self, run, offers):
        """What the judge granted, as sentences: one way up with each indicator that is enough for
        it, and what may be lost."""
        sentences, next_grade = [], None
        for offer in offers:
            enough = offer.enough()
            if not enough:
                continue
            if offer.kind == "up" and not next_grade:
                next_grade = offer.grade
                sentences.append(self._tell_way_up(run, offer.grade, enough))
            elif offer.kind == "one" and offer.grade == next_grade:
                sentences += self._tell_way_by_one(offer, enough)
            elif offer.kind == "spare":
                spare = self._deciding_figure(run) - enough.figure
                sentences.append(
                    self.env._(
                        "To stay %(grade)s: lose no more than %(spare)s.",
                        grade=offer.grade.name,
                        spare=self._format_distance(run, spare, ROUND_FLOOR),
                    )
                )
        return sentences

    def _tell_way_up(self, run, grade, enough):
        needed = enough.figure
        missing = max(needed - self._deciding_figure(run), Decimal(0))
        said = {
            "grade": grade.name,
            "bound": self._format_figure(run, needed),
            "missing": self._format_distance(run, missing, ROUND_CEILING),
        }
        if run.definition["cut_method"] in ("quota", "cumulative"):
            return self.env._(
                "For %(grade)s it takes %(bound)s: %(missing)s more, if the others stay.", **said
            )
        if enough.bought is not None:
            position = run.definition["least_position"]
            purchase, currency = run._indicators()[position], self.company_id.currency_id
            short = enough.bought - exact(self.lines[position][0] or 0)
            said["least"] = purchase._format_bound(enough.bought, currency, ROUND_CEILING)
            said["short"] = purchase._format_bound(short, currency, ROUND_CEILING)
            if short and not missing:
                return self.env._(
                    "For %(grade)s it takes purchases of %(least)s: %(short)s more.", **said
                )
            if short:
                return self.env._(
                    "For %(grade)s it takes %(bound)s and purchases of %(least)s: %(missing)s and "
                    "%(short)s more.",
                    **said,
                )
        return self.env._("For %(grade)s it takes %(bound)s: %(missing)s more.", **said)

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

    def _offer_ways_by_one(self, run, grade, needed):
        """For each indicator that alone could close the gap: the values it would take.

        :param Decimal needed: score
        """
        if self._deciding_indicator(run):
            return []
        offers = []
        for at, indicator in enumerate(run._indicators()):
            points = self._points_for(run, at, needed)
            if points is None:
                continue
            present = exact(self.lines[at][0])
            values = self._values_for_points(run.definition["lines"][at], indicator, points)
            nearest_first = sorted(values, key=lambda value, present=present: abs(value - present))
            tried = [Supposition(self, values={at: value}) for value in nearest_first]
            offers.append(Offer("one", grade, tried, at, indicator))
        return offers

    def _tell_way_by_one(self, offer, enough):
        """One sentence, none where what is needed reads like what is there."""
        currency = self.company_id.currency_id
        present = offer.indicator._format_value(self.lines[offer.at][0], currency)
        needed = offer.indicator._format_value(float(enough.values[offer.at]), currency)
        if needed == present:
            return []
        return [
            self.env._(
                "Enough by itself: %(indicator)s %(needed)s instead of %(value)s.",
                indicator=offer.indicator.name,
                needed=needed,
                value=present,
            )
        ]

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
        elif definition["curve"] == "points":
            for (start, low), (end, high) in pairwise(definition["points"]):
                if low != high and min(low, high) <= points <= max(low, high):
                    start, end, low, high = map(exact, (start, end, low, high))
                    value = start + (end - start) * (points - low) / (high - low)
                    values += [round_to(value, digits, way) for way in (ROUND_CEILING, ROUND_FLOOR)]
        elif definition["curve"] == "steps":
            beyond = unit if definition.get("above") else 0
            end = None  # where the next higher step begins
            for start, earned in [*definition["steps"], [None, definition["lowest_points"]]]:
                if earned >= points:
                    if start is not None:
                        values.append(round_to(start, digits, ROUND_CEILING) + beyond)
                    if end is not None:
                        values.append(round_to(end, digits, ROUND_CEILING) - unit + beyond)
                end = start
        return [value for value in values if indicator._can_be(value)]
