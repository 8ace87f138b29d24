# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from pytz import UTC, timezone

from odoo.tests import freeze_time, tagged

from .common import VisitCommon

KNOWN, CHANGED, END = date(2026, 1, 31), date(2026, 11, 17), date(2028, 1, 31)


@tagged("post_install", "-at_install")
class TestYears(VisitCommon):
    """Two years of planning, contact by contact, against the calendar."""

    def test_two_years_where_the_day_begins_before_utc(self):
        self._live_through("Asia/Shanghai", time(0, 30))

    def test_two_years_where_the_day_ends_after_utc(self):
        self._live_through("America/Los_Angeles", time(23, 30))

    def _live_through(self, zone, hour):
        """Every planned contact is made on its day, in the hour in which UTC has another one."""
        self.company.partner_id.tz = zone
        self.grade_b.write({"contact_interval": 2, "contact_interval_unit": "month"})
        self.zone, self.hour = timezone(zone), hour
        self._created_on(self.customer, self._moment(KNOWN))
        found, today = [], KNOWN
        while today < END:
            with freeze_time(self._moment(today)):
                if today == CHANGED:
                    self.customer.with_company(self.company).keqing_grade_id = self.grade_b
                self._plan()
                visit = self._planned()[:1]
            next_day = visit.planned_on or today + timedelta(days=14)
            if today < CHANGED < next_day:
                today = CHANGED
                continue
            today = next_day
            if visit:
                with freeze_time(self._moment(today)):
                    visit.result = "Fine"
                    visit.action_done()
                self.assertEqual(visit.done_on, today)
                self.assertTrue(visit.is_in_time)
                found.append(today)
        self.assertEqual(found, self._by_hand())
        self.assertGreater(len(found), 15)

    def _moment(self, day):
        local = self.zone.localize(datetime.combine(day, self.hour))
        return local.astimezone(UTC).replace(tzinfo=None)

    def _by_hand(self):
        """A month after the last one, two since the grade changed; on weekends the Monday after."""
        days, last = [], KNOWN
        while True:
            due = self._working(last + relativedelta(months=1))
            if due > CHANGED:
                due = self._working(max(last + relativedelta(months=2), CHANGED))
            if due >= END:
                return days
            days.append(due)
            last = due

    @staticmethod
    def _working(day):
        return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
