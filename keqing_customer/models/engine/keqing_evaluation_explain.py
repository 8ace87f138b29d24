# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import formatLang

from .keqing_scorecard import INDICATOR_CUTS


class KeqingEvaluation(models.Model):
    """Why this grade: each indicator's share of the score, and what the next grade takes."""

    _inherit = "keqing.evaluation"

    @api.readonly
    def get_explanation(self):
        """The verdict in words and bars, for the screen and for print.

        :return: dict: ``title``; ``score`` (text); ``coverage`` (percent); ``grade``, ``previous``,
            ``computed`` (badges or False); ``movement``; ``lines`` (see :meth:`_explain_line`);
            ``outlook`` and ``notes`` (lists of sentences in the user's language)
        :raise AccessError: if the user may not read the evaluation
        """
        self.ensure_one()
        self.check_access("read")
        run = self.run_id.sudo()  # its definition explains every verdict that may be read
        indicators = run._indicators()
        lines = [
            self._explain_line(definition, indicator, value, points)
            for definition, indicator, (value, points) in zip(
                run.definition["lines"], indicators, self.lines or [], strict=True
            )
        ]
        return {
            "title": run.name,
            "score": self._format_points(self.score) if self.coverage else "–",
            "coverage": round(self.coverage),
            "grade": self.grade_id._badge(),
            "computed": self.computed_grade_id._badge(),
            "previous": self.previous_grade_id._badge(),
            "movement": self.movement,
            "lines": lines,
            "outlook": self._explain_outlook(run),
            "notes": self._explain_notes(),
        }

    def _explain_line(self, definition, indicator, value, points):
        """One indicator: its value as text, and how many of its points were earned."""
        weight = definition["weight"]
        return {
            "name": indicator.name,
            "value": indicator._format_value(value, self.company_id.currency_id),
            "known": value is not None,
            "decides": not definition["curve"],
            "earned": points is not None and round(points * weight / 100, 1),
            "weight": round(weight, 1),
            "percent": points and round(points),
        }

    def _explain_notes(self):
        """What else has to be known about this verdict, as sentences."""
        notes = []
        if self.is_overridden:
            notes.append(
                self.env._(
                    "%(user)s set %(grade)s instead of %(computed)s: %(reason)s",
                    user=self.override_user_id.name,
                    grade=self.grade_id.name,
                    computed=self.computed_grade_id.name or "–",
                    reason=self.override_reason,
                )
            )
        if self.is_held:
            notes.append(
                self.env._(
                    "Came out as %(grade)s, below the present grade, for %(count)s period(s) in a "
                    "row; a downgrade takes %(needed)s.",
                    grade=self.computed_grade_id.name,
                    count=self.below_count,
                    needed=self.run_id.sudo().definition["downgrade_after"],  # engine field
                )
            )
        if self.is_provisional:
            notes.append(self.env._("A new customer: the grade is provisional."))
        if not self.computed_grade_id:
            notes.append(self.env._("Nothing is known of this customer, so nothing was judged."))
        return notes

    def _explain_outlook(self, run):
        """What is missing for the next grade up, and what may be lost without falling."""
        ids = [band["grade_id"] for band in run.definition["bands"]]
        if self.computed_grade_id.id not in ids:
            return []
        position = ids.index(self.computed_grade_id.id)
        bounds = run._cut_bounds()
        grades = self.env["keqing.grade"].browse(ids)
        own = self.cut_value if run.definition["cut_method"] in INDICATOR_CUTS else self.score
        sentences = []
        if position and bounds[position - 1] is not None:
            missing = bounds[position - 1] - own
            sentences.append(
                self.env._(
                    "For %(grade)s it takes %(bound)s: %(missing)s more.",
                    grade=grades[position - 1].name,
                    bound=self._format_cut(run, bounds[position - 1]),
                    missing=self._format_cut(run, missing),
                )
            )
            if run.definition["cut_method"] not in INDICATOR_CUTS:
                sentences += self._explain_ways_up(run, missing)
        if position < len(bounds) and bounds[position] is not None:
            sentences.append(
                self.env._(
                    "To stay %(grade)s: lose no more than %(spare)s.",
                    grade=grades[position].name,
                    spare=self._format_cut(run, own - bounds[position]),
                )
            )
        return sentences

    @api.model
    def _format_points(self, points):
        """Points with one decimal, with two where one would hide what was judged (59.97)."""
        return formatLang(self.env, points, digits=1 if round(points, 1) == round(points, 2) else 2)

    def _format_cut(self, run, amount):
        """An amount of what decides the grade: points, percent of the territory, money, …"""
        method = run.definition["cut_method"]
        if method not in INDICATOR_CUTS:
            return self.env._("%s points", self._format_points(amount))
        indicator = run._indicators()[run.definition["cut_position"]]
        return indicator._format_value(amount, self.company_id.currency_id)

    def _explain_ways_up(self, run, missing):
        """For each indicator that alone could close the gap: the value it would take.

        :param float missing: points of the score
        """
        currency = self.company_id.currency_id
        definitions = run.definition["lines"]
        known_weight = sum(
            definition["weight"]
            for definition, (__, points) in zip(definitions, self.lines, strict=True)
            if points is not None
        )
        sentences = []
        for definition, indicator, (value, points) in zip(
            definitions, run._indicators(), self.lines, strict=True
        ):
            if points is None or not definition["weight"]:
                continue
            needed_points = points + missing * known_weight / definition["weight"]
            needed = self._value_for_points(definition, needed_points)
            if needed is None:
                continue
            sentences.append(
                self.env._(
                    "Enough by itself: %(indicator)s %(needed)s instead of %(value)s.",
                    indicator=indicator.name,
                    needed=indicator._format_value(
                        indicator._round_to_better(needed, currency), currency
                    ),
                    value=indicator._format_value(value, currency),
                )
            )
        return sentences

    @api.model
    def _value_for_points(self, definition, points):
        """The value of an indicator that earns ``points``; None if none does, or others decide.

        :param dict definition: a line of the run's definition
        """
        if points > 100:
            return None
        if definition["curve"] == "linear":
            span = definition["target"] - definition["floor"]
            return definition["floor"] + span * points / 100
        if definition["curve"] == "steps":
            enough = [start for start, earned in definition["steps"] if earned >= points]
            return min(enough, default=None)
        return None
