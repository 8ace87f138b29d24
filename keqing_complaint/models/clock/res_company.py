# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, time, timedelta

from pytz import timezone

from odoo import models

from ...tools.working_time import WorkingTime

DAY = timedelta(days=1)


class ResCompany(models.Model):
    """When a company works, to the hour."""

    _inherit = "res.company"

    def _get_keqing_working_time(self, calendar, since, until):
        """The working hours of a calendar with its holidays, and with the company's special days.

        A weekend that is worked (调休) has the hours of the working day before.

        :param since, until: moments, UTC
        :return: :class:`WorkingTime` in UTC, from two weeks before ``since``
        """
        self.ensure_one()
        tz = timezone(calendar.tz or "UTC")
        start = tz.localize(datetime.combine(since - 14 * DAY, time.min))
        end = tz.localize(datetime.combine(until + DAY, time.min))
        # sudo: when a company works is read off calendars and leaves
        worked = calendar.sudo()._work_intervals_batch(start, end)[False]
        days = {}
        for begins, ends, __ in worked:
            days.setdefault(begins.date(), []).append((begins, ends))
        self._heed_special_days(days, tz, start.date(), end.date())
        return WorkingTime(
            [
                tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in stretch)
                for day in sorted(days)
                for stretch in sorted(days[day])
            ]
        )

    def _heed_special_days(self, days, tz, first, last):
        """Take out of ``days`` those of rest, and put those in that are worked.

        Weekends are worked beside holidays: the working day before one may itself be of rest.
        """
        usual = dict(days)
        for day, is_working in self._get_keqing_special_days(first, last).items():
            before = max((each for each in usual if each < day), default=None)
            if not is_working:
                days.pop(day, None)
            elif day not in days and before:
                days[day] = [
                    tuple(_on_day(moment, day, tz) for moment in stretch)
                    for stretch in usual[before]
                ]


def _on_day(moment, day, tz):
    return tz.localize(datetime.combine(day, moment.time()))
