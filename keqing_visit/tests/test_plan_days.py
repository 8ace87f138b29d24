# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestWorkingDays(VisitCommon):
    """On which days somebody works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days", "company_id": cls.company.id, "tz": "Asia/Shanghai"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.company.partner_id.tz = "Asia/Shanghai"

    def _days(self, first="2026-10-01", last="2026-10-11"):
        days = self.company._get_keqing_working_days(
            self.salesperson, date.fromisoformat(first), date.fromisoformat(last)
        )
        return [day.day for day in days[self.salesperson]]

    def test_a_week(self):
        self.assertEqual(self._days(), [1, 2, 5, 6, 7, 8, 9])

    def test_special_days(self):
        """The National Day of 2026: free from the 1st to the 7th, the 10th is worked for it."""
        self.env["keqing.special.day"].create(
            [
                *({"name": "国庆节", "date": f"2026-10-0{day}"} for day in range(1, 8)),
                {"name": "调休", "date": "2026-10-10", "is_working": True},
            ]
        )
        self.assertEqual(self._days(), [8, 9, 10])

    def test_leaves(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Salesperson",
                "user_id": self.salesperson.id,
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "tz": "Asia/Shanghai",
            }
        )
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Ill",
                    "resource_id": resource.id,
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-10-05 00:00:00",
                    "date_to": "2026-10-06 15:59:59",
                },
                {
                    "name": "Company outing",
                    "company_id": self.company.id,
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-10-07 16:00:00",
                    "date_to": "2026-10-08 15:59:59",
                },
            ]
        )
        self.assertEqual(self._days(), [1, 2, 7, 9])
