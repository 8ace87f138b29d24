# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_skeleton

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import get_lang

from ...tools.period import last_finished_period, period_around
from ...wording import say_day


class KeqingEvaluationRun(models.Model):
    """Which period a run judges, and what that is called."""

    _inherit = "keqing.evaluation.run"

    @api.depends("scorecard_id.name", "scorecard_id.period", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            run.period_name = run._get_period_name() if run.scorecard_id else ""
            run.name = " · ".join(filter(None, (run.period_name, run.scorecard_id.name)))

    def _get_period_name(self):
        self.ensure_one()
        if not self.date_from or not self.date_to:
            return ""
        year, month = self.date_from.year, self.date_from.month
        match self.scorecard_id.period:
            case "quarter":
                quarter = (month + 2) // 3
                return self.env._("%(year)s Q%(quarter)s", year=year, quarter=quarter)
            case "half":
                return self.env._("%(year)s H%(half)s", year=year, half=(month + 5) // 6)
            case "year":
                return str(year)
            case "rolling":
                return self.env._("12 months to %s", self._get_month_name(self.date_to))
            case "week":
                year, week, __ = self.date_from.isocalendar()
                return self.env._("%(year)s, week %(week)s", year=year, week=week)
            case "weeks_445":
                weeks = ((self.date_to - self.date_from).days + 1) // 7
                day = say_day(self.env, self.date_to)
                return self.env._("%(weeks)s weeks to %(day)s", weeks=weeks, day=day)
            case "fiscal_half":
                day = say_day(self.env, self.date_to)
                return self.env._("Half of the fiscal year to %s", day)
            case "fiscal_year":
                return self.env._("Fiscal year to %s", say_day(self.env, self.date_to))
        return self._get_month_name(self.date_from)

    def _get_month_name(self, day):
        """ "Nov 2026", or the year first where one says so."""
        return format_skeleton("yMMM", day, locale=get_lang(self.env).code)

    @api.depends("scorecard_id")
    def _compute_dates(self):
        for run in self:
            today = (run.company_id or self.env.company)._get_keqing_today()
            run.date_from, run.date_to = last_finished_period(
                today=today, **run.scorecard_id._period_rule()
            )
            if run.scorecard_id and not run.is_simulation and not run.partner_id:
                run.date_from, run.date_to = run._free_period(other_than=run._origin)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for run in self:
            expected = run._get_period(run.date_to)
            if (run.date_from, run.date_to) != expected:
                raise ValidationError(
                    self.env._(
                        "%(scorecard)s: %(date_from)s to %(date_to)s is not one of its periods; "
                        "the one around the last day is %(expected_from)s to %(expected_to)s.",
                        scorecard=run.scorecard_id.name,
                        date_from=say_day(self.env, run.date_from),
                        date_to=say_day(self.env, run.date_to),
                        expected_from=say_day(self.env, expected[0]),
                        expected_to=say_day(self.env, expected[1]),
                    )
                )

    def _get_period(self, day):
        """:return: first and last day of the period of the run that holds ``day``"""
        self.ensure_one()
        return period_around(day=day, **self.scorecard_id._period_rule())

    @api.onchange("date_to")
    def _onchange_date_to(self):
        if self.date_to and self.scorecard_id:
            self.date_from, self.date_to = self._get_period(self.date_to)

    def copy_data(self, default=None):
        """A copy is for the same period if that is free, else for the one after the last."""
        vals_list = super().copy_data(default)
        for run, vals in zip(self, vals_list, strict=True):
            if "date_to" not in (default or {}):
                vals["date_from"], vals["date_to"] = run._free_period()
        return vals_list

    def _free_period(self, other_than=()):
        """Its period if no run but some has it, else the one after the last."""
        taken = self.with_context(active_test=False).search(
            [
                ("id", "not in", [run.id for run in other_than]),
                ("scorecard_id", "=", self.scorecard_id._origin.id),
                ("state", "!=", "cancelled"),
                ("is_simulation", "=", False),
                ("partner_id", "=", False),
            ]
        )
        if self.date_to in taken.mapped("date_to"):
            day = max(taken.mapped("date_to")) + timedelta(days=1)
        else:
            day = self.date_to
        return period_around(day=day, **self.scorecard_id._period_rule())
