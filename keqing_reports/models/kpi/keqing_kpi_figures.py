# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from odoo.addons.keqing_customer.tools.period import (
    period_around,
    previous_period,
    same_period_last_year,
)

from .keqing_kpi import SUMMED_UNITS

# Who sees the figures of all customers
DIRECTORS = "keqing_customer.group_customer_all"


class Periods(NamedTuple):
    """A period and what it is compared with, each (first day, last day).

    What is not over yet is looked at up to today, and so many days of the others.
    """

    now: tuple
    before: tuple
    last_year: tuple


class KeqingKpi(models.Model):
    """What KPIs come to: for whose customers, over which days, in which words."""

    _inherit = "keqing.kpi"

    # When

    def _get_month(self, company):
        """The company's month, all of it."""
        return period_around("month", company._get_keqing_today())

    def _get_periods(self, company, period):
        """:return: :class:`Periods`; of a period that has not begun, all of it"""
        date_from, date_to = period
        before, last_year = previous_period(*period), same_period_last_year(*period)
        today = company._get_keqing_today()
        if not date_from <= today < date_to:
            return Periods(period, before, last_year)
        span = relativedelta(date_to + timedelta(days=1), date_from)
        if span.days:
            span = date_to + timedelta(days=1) - date_from
        until = same_period_last_year(date_from, today)[1]
        return Periods(
            (date_from, today),
            (before[0], min(today - span, before[1])),
            (last_year[0], min(until, last_year[1])),
        )

    def _get_target(self, period, is_of_all=True):
        """What a period is to come to; None without a target.

        :param period: all of it, also of one that is not over
        :param bool is_of_all: of all customers; what adds up is no target of some of them
        """
        self.ensure_one()
        if not self.has_target:
            return None
        if self.target_basis == "any":
            return self.target
        if not is_of_all:
            return None
        date_from, date_to = period
        day_after = date_to + timedelta(days=1)
        span = relativedelta(day_after, date_from)
        part = span.days / 30  # of a month, where it is no whole one
        return self.target * (12 * span.years + span.months + part)

    def _get_reached(self, value, target, period, is_planned=False):
        """How a value stands to the target of a period, of which so much is gone today.

        :param bool is_planned: the target adds up day by day
        :return: dict ``text`` (percent of the target; empty where less is better), ``is_behind``;
            None without a target, or of what is unknown
        """
        self.ensure_one()
        if target is None or value is None:
            return None
        if is_planned or self.target_basis == "month":
            date_from, date_to = period
            today = self.env.company._get_keqing_today()
            gone = (min(today, date_to) - date_from).days + 1
            due = target * max(gone, 0) / ((date_to - date_from).days + 1)
        else:
            due = target
        if self.better == "lower":
            return {"text": "", "is_behind": value > due}
        share = f"{formatLang(self.env, 100 * value / target, digits=1)} %" if target > 0 else ""
        return {"text": share, "is_behind": value < due}

    # Whose

    def _sees_all(self):
        """Whether the user sees the figures of all customers."""
        return self.env.su or self.env.user.has_group(DIRECTORS)

    def _visible_domain(self, company, day, territory=None):
        """The customers whose figures are the user's to see, as a domain for the engine.

        :param territory: only of those that lay in it, or below it, on ``day``
        """
        Indicator = self.env["keqing.indicator"]
        domain = Indicator._group_domain(None)
        if not self._sees_all():
            domain &= Domain("keqing_is_visible", "=", True)
        if territory:
            members = Indicator._members_sql(company, "territory", day, domain)
            inside = SQL(
                "(SELECT partner_id FROM (%s) member WHERE group_id = %s)", members, territory.id
            )
            domain = Domain("id", "any!", inside)
        return domain

    # What

    def _read_figures(self, company, periods, by, territory=None):
        """What the engine says of all parts of these KPIs, each asked once for each period.

        :param periods: iterable of (first day, last day)
        :return: ``{(indicator, period): {group: Figure}}``
        """
        periods = list(dict.fromkeys(periods))
        domains = {
            period: self._visible_domain(company, period[1], territory) for period in periods
        }
        return {
            (indicator, period): indicator._get_group_figures(
                company, [period], by, domains[period]
            )[period]
            for indicator in self.numerator_id | self.denominator_id
            for period in periods
        }

    def _read_value(self, figures, period, group):
        """The value of one KPI out of :meth:`_read_figures`, not rounded; None if unknown."""
        self.ensure_one()
        value = self._read_part(figures, self.numerator_id, period, group)
        if not self.denominator_id or value is None:
            return value
        divisor = self._read_part(figures, self.denominator_id, period, group)
        if not divisor:
            return None
        return value / divisor * (100 if self.unit == "percent" else 1)

    def _read_part(self, figures, indicator, period, group):
        figure = figures[indicator, period].get(group)
        value = None if figure is None else figure.value
        if value is None:
            return 0.0 if indicator.absent_is_zero else None
        return float(value)

    def _adds_up(self, indicator, company):
        """Whether the values of customers can be added up."""
        today = company._get_keqing_today()
        measure = indicator._get_measure(company, today, today)
        return indicator.unit in SUMMED_UNITS and not indicator._is_averaged(measure)

    # In words

    def _shown_digits(self, currency):
        self.ensure_one()
        match self.unit:
            case "money":
                return currency.decimal_places
            case "count" if not self.denominator_id:
                return 0 if self.numerator_id.unit == "count" else 2
            case "percent" | "days":
                return 1
        return 2

    def _format_value(self, value, currency):
        """A value as people read it, in the language of the environment."""
        self.ensure_one()
        if value is None:
            return self.env._("unknown")
        if self.unit == "money":
            return currency.format(value)
        digits = self._shown_digits(currency)
        if self.unit == "count" and not float(round(value, 2)).is_integer():
            digits = 2  # complaints per 100 orders
        number = formatLang(self.env, value, digits=digits)
        match self.unit:
            case "days":
                return self.env._("%s days", number)
            case "percent":
                return f"{number} %"
        return number

    def _get_change(self, value, base):
        """From one value to another: percent, or points where the values are percent or marks.

        :return: dict ``value``, ``text``, ``is_better`` (None where nothing changed); None if
            either is unknown or there is nothing to grow from
        """
        self.ensure_one()
        if value is None or base is None:
            return None
        in_points = self.unit in ("percent", "mark", "days")
        if not in_points and not base > 0:
            return None
        change = value - base if in_points else 100 * (value / base - 1)
        digits = 2 if self.unit == "mark" else 1
        change = round(change, digits) + 0.0  # no -0.0
        number = formatLang(self.env, change, digits=digits)
        number = f"+{number}" if change > 0 else number
        if not in_points:
            text = f"{number} %"
        elif self.unit == "percent":
            text = self.env._("%s points", number)
        elif self.unit == "days":
            text = self.env._("%s days", number)
        else:
            text = number
        is_better = (change > 0) == (self.better == "higher") if change else None
        return {"value": change, "text": text, "is_better": is_better}
