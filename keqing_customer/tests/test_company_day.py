# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31 23:30:00")
class TestCompanyDay(TransactionCase):
    """What day it is for a company."""

    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": "Cellar Far Away"})
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "UTC"

    def test_zone_of_the_company_comes_before_that_of_its_working_hours(self):
        today = self.company._get_keqing_today
        self.assertEqual(today(), date(2026, 7, 31))
        self.company.resource_calendar_id.tz = "Asia/Taipei"
        self.assertEqual(today(), date(2026, 8, 1))
        self.company.partner_id.tz = "America/Los_Angeles"
        self.assertEqual(today(), date(2026, 7, 31))
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = False
        self.assertEqual(today(), date(2026, 7, 31))

    def test_day_of_a_moment_and_start_of_a_day(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        self.assertEqual(
            self.company._get_keqing_day(datetime(2026, 8, 1, 6, 59)), date(2026, 7, 31)
        )
        start = self.company._get_keqing_start
        self.assertEqual(start(date(2026, 8, 1)), datetime(2026, 8, 1, 7))
        self.assertEqual(start(date(2026, 12, 1)), datetime(2026, 12, 1, 8), "in winter")
        self.company.partner_id.tz = "Asia/Shanghai"
        self.assertEqual(start(date(2026, 8, 1)), datetime(2026, 7, 31, 16))

    def test_zone_of_the_user_says_nothing(self):
        self.env.user.tz = "Pacific/Auckland"
        elsewhere = self.company.with_context(tz="Pacific/Kiritimati")
        self.assertEqual(elsewhere._get_keqing_today(), date(2026, 7, 31))
