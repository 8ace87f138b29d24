# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import BaseCase, tagged

from ..tools.period import finished_periods, period_around
from .common import CustomerCommon


class TestWeeks(BaseCase):
    def test_a_year_that_ends_in_december_is_the_year_of_iso_8601(self):
        day = date(2019, 6, 1)
        while day < date(2034, 1, 1):
            first, last = period_around("weeks_445", day)
            year, week, __ = day.isocalendar()
            self.assertEqual(first.isocalendar()[0], year, day)
            self.assertEqual(last.isocalendar()[0], year, day)
            starts = [13 * quarter + start for quarter in range(4) for start in (1, 5, 9)]
            self.assertEqual(
                first.isocalendar()[1], max(start for start in starts if start <= week), day
            )
            day += timedelta(days=3)

    def test_periods_follow_each_other_whatever_the_fiscal_year(self):
        for year_end in ((12, 31), (1, 31), (2, 29), (3, 31), (6, 30), (4, 5)):
            with self.subTest(year_end):
                periods = finished_periods(
                    "weeks_445", date(2015, 1, 1), date(2035, 1, 1), year_end
                )
                for (__, last), (first, __) in zip(periods, periods[1:], strict=False):
                    self.assertEqual(first - last, timedelta(days=1))
                weeks = [((last - first).days + 1) / 7 for first, last in periods]
                self.assertEqual({first.weekday() for first, __ in periods}, {0})
                self.assertLessEqual(set(weeks), {4, 5, 6})
                longs = [at for at, count in enumerate(weeks) if count >= 5]
                self.assertEqual({b - a for a, b in zip(longs, longs[1:], strict=False)}, {3})
                # Twelve periods end within three days of the fiscal year's end, each year
                ends = [last for __, last in periods if self._is_near(last, year_end)]
                self.assertEqual(len(ends), 20)

    def _is_near(self, day, year_end):
        month, last = year_end
        for year in (day.year - 1, day.year, day.year + 1):
            is_short = month == 2 and year % 4
            if abs((date(year, month, 28 if is_short else last) - day).days) <= 3:
                return True
        return False


@tagged("post_install", "-at_install")
class TestPeriod(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})

    def test_each_kind_judges_its_own_days(self):
        customer = self._create_customer()
        for kind, day, date_from, date_to, name in (
            ("week", "2024-12-31", "2024-12-30", "2025-01-05", "2025, week 1"),
            ("weeks_445", "2024-06-30", "2024-05-27", "2024-06-30", "5 weeks to Jun 30, 2024"),
            (
                "fiscal_half",
                "2024-02-29",
                "2023-10-01",
                "2024-03-31",
                "Half of the fiscal year to Mar 31, 2024",
            ),
            (
                "fiscal_year",
                "2025-01-01",
                "2024-04-01",
                "2025-03-31",
                "Fiscal year to Mar 31, 2025",
            ),
        ):
            with self.subTest(kind):
                first, last = Date.to_date(date_from), Date.to_date(date_to)
                for on in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
                    self._create_invoice(customer, 100, on)
                card = self._create_scorecard(period=kind)
                run = self._compute_run(card, day)
                self.assertEqual((run.date_from, run.date_to), (first, last))
                self.assertEqual(run.period_name, name)
                [[value, __]] = self._evaluation(run, customer).lines
                self.assertEqual(value, self._bought(customer, first, last))

    def _bought(self, customer, first, last):
        moves = self.env["account.move"].search([("partner_id", "=", customer.id)])
        return sum(move.amount_untaxed for move in moves if first <= move.invoice_date <= last)

    @freeze_time("2026-07-07")
    def test_what_has_ended_is_proposed_and_opened(self):
        self._create_invoice(self._create_customer(), 100, "2026-06-29")
        for kind, expected in (
            ("week", "2026-07-05"),
            ("weeks_445", "2026-06-28"),
            ("fiscal_half", "2026-03-31"),
            ("fiscal_year", "2026-03-31"),
        ):
            with self.subTest(kind):
                card = self._create_scorecard(period=kind)
                run = self.env["keqing.evaluation.run"].create({"scorecard_id": card.id})
                self.assertEqual(run.date_to, Date.to_date(expected))
                run.unlink()
                run._open_last_period(card)
                self.assertEqual(card.run_ids.date_to, Date.to_date(expected))

    @freeze_time("2026-07-20")
    def test_every_week_since_the_last_run_is_opened(self):
        self._create_invoice(self._create_customer(), 100, "2026-06-29")
        card = self._create_scorecard(period="week")
        run = self._create_run(card, "2026-06-28")
        run._open_last_period(card)
        self.assertEqual(
            sorted(card.run_ids.mapped("date_to")),
            [date(2026, 6, 28), date(2026, 7, 5), date(2026, 7, 12), date(2026, 7, 19)],
        )

    def test_growth_of_weeks_is_against_the_same_weeks(self):
        customer = self._create_customer()
        growth = self.indicators["growth"]
        self._create_invoice(customer, 100, "2023-05-29")  # 52 weeks before the first day
        self._create_invoice(customer, 900, "2023-05-28")
        self._create_invoice(customer, 150, "2024-05-27")
        card = self._create_scorecard(lines=[self._line(growth)], period="weeks_445")
        [[value, __]] = self._compute_run(card, "2024-06-30").evaluation_ids.lines
        self.assertEqual(value, 50)

    @freeze_time("2024-03-31 23:30:00")
    def test_a_day_that_is_over_for_the_user_alone_is_not_over(self):
        """It is 1 April in Shanghai, and 31 March in the company's New York."""
        self._create_invoice(self._create_customer(), 100, "2024-03-29")
        self.company.partner_id.tz = "America/New_York"
        self.manager.tz = "Asia/Shanghai"
        run = self._create_run(self._create_scorecard()).with_user(self.manager)
        run = run.with_context(tz="Asia/Shanghai")
        with self.assertRaisesRegex(UserError, "wait for it"):
            run.action_compute()
        self.assertEqual(run.state, "draft")
        self.company.partner_id.tz = "Asia/Shanghai"
        run.with_context(tz="America/New_York").action_compute()
        self.assertEqual(run.state, "computed")
