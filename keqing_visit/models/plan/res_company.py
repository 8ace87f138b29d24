# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from pytz import timezone

from odoo import models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger

DAY = timedelta(days=1)


class ResCompany(models.Model):
    """How far ahead a company plans contacts, and on which days its people work."""

    _inherit = "res.company"

    keqing_plan_days = BoundedInteger(
        string="Contacts Planned Ahead",
        low=0,
        high=370,
        default=28,
        groups=OWN_PEOPLE,
        copy=False,
        help="Contacts that grades demand are planned for so many days; zero plans none.",
    )
    keqing_grace_days = BoundedInteger(
        string="Grace of a Planned Contact",
        low=0,
        high=60,
        default=3,
        groups=OWN_PEOPLE,
        copy=False,
        help="A planned contact is in time so many days before and after its day; afterwards it "
        "is missed.",
    )
    keqing_contacts_per_day = BoundedInteger(
        string="Contacts a Day",
        low=1,
        high=200,
        default=10,
        groups=OWN_PEOPLE,
        copy=False,
        help="No more are planned for one person and day.",
    )

    def _get_keqing_grace_start(self):
        """The first day of which a planned contact is still in time today."""
        self.ensure_one()
        return self._get_keqing_today() - timedelta(days=self.sudo().keqing_grace_days)

    def _get_keqing_working_days(self, users, first, last):
        """On which days each of these people works, by a fixed number of queries for a calendar.

        Their own calendars and leaves count, else the company's, and the special days of both.

        :param first, last: days of the company, both included
        :return: ``{user: list of dates}``, in order
        """
        self.ensure_one()
        tz = timezone(self.sudo().keqing_tz)
        start = tz.localize(datetime.combine(first, time.min))
        end = tz.localize(datetime.combine(last + DAY, time.min))
        special = self._get_keqing_special_days(first, last)
        added = {day for day, works in special.items() if works}
        rest = {day for day, works in special.items() if not works}
        absences = self._get_keqing_absences(users, first, last)
        days = {}
        for calendar, resources in self._keqing_resources(users).items():
            everybody = self.env["resource.resource"].concat(*resources.values())
            work = calendar._work_intervals_batch(start, end, everybody, tz=tz)
            for user, resource in resources.items():
                working = _days_of(work[resource.id])
                days[user] = sorted((working | (added - absences[user])) - rest)
        return days

    def _get_keqing_special_days(self, first, last):
        """
        :return: ``{date: whether work is done on it}``, in order, of days with a word of their own
        """
        self.ensure_one()
        found = self.env["keqing.special.day"].search(
            [("company_id", "=", self.id), ("date", ">=", first), ("date", "<=", last)],
            order="date",
        )
        return {day.date: day.is_working for day in found}

    def _get_keqing_absences(self, users, first, last):
        """On which days each of these people is on leave, if only for a part of the day.

        :param first, last: days of the company, both included
        :return: ``{user: set of dates}``
        """
        self.ensure_one()
        tz = timezone(self.sudo().keqing_tz)
        start = tz.localize(datetime.combine(first, time.min))
        end = tz.localize(datetime.combine(last + DAY, time.min))
        absences = {}
        for calendar, resources in self._keqing_resources(users).items():
            everybody = self.env["resource.resource"].concat(*resources.values())
            leaves = calendar._leave_intervals_batch(
                start, end, everybody, [("resource_id", "!=", False)], tz=tz
            )
            for user, resource in resources.items():
                absences[user] = _days_of(leaves[resource.id]) if resource else set()
        return absences

    def _keqing_resources(self, users):
        """
        :return: ``{calendar: {user: resource, an empty one for who has none}}``
        """
        found = {}
        for user in users.sudo():  # when somebody works is read off calendars and leaves
            resource = user.resource_ids.filtered(lambda each: each.company_id == self)[:1]
            calendar = resource.calendar_id or self.sudo().resource_calendar_id
            found.setdefault(calendar, {})[user] = resource
        return found


def _days_of(intervals):
    """The days on which intervals of local time begin or go on."""
    days = set()
    for start, stop, __ in intervals:
        day = start.date()
        while datetime.combine(day, time.min) < stop.replace(tzinfo=None):
            days.add(day)
            day += DAY
    return days
