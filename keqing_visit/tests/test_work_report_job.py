# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-30 18:30:00")  # Tuesday the 31st in Shanghai
class TestWorkReportJob(VisitCommon):
    """Which reports are asked for, until when, and who is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.write({"keqing_report_daily": True, "keqing_report_days": 1})

    def _ask(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_visit.ir_cron_work_report").method_direct_trigger()
        self.env.invalidate_all()

    def _asked(self, kind="daily", user=None):
        return self.env["keqing.work.report"].search(
            [("user_id", "=", (user or self.salesperson).id), ("kind", "=", kind)],
            order="date_from",
        )

    def _days(self, reports):
        return [Date.to_string(report.date_from) for report in reports]

    def test_nothing_is_asked_for_until_somebody_says_so(self):
        self.company.keqing_report_daily = False
        self._ask()
        self.assertFalse(self.env["keqing.work.report"].search([]))

    def test_the_day_of_the_company(self):
        self._ask()
        self._ask()
        report = self._asked()
        self.assertEqual(self._days(report), ["2026-03-31"])
        self.assertEqual(str(report.deadline), "2026-04-01")
        self.assertFalse(self._asked(user=self.director))

    def test_weekends_and_holidays_are_not_reported_on(self):
        """Friday's report is due on Tuesday, as Monday is a holiday."""
        self.env["keqing.special.day"].create({"name": "Qingming", "date": "2026-04-06"})
        for night in ("2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"):
            with freeze_time(f"{night} 18:30:00"):
                self._ask()
        reports = self._asked()
        self.assertEqual(self._days(reports), ["2026-04-03", "2026-04-07"])
        self.assertEqual(str(reports[0].deadline), "2026-04-07")

    def test_nights_that_were_missed_are_made_up_for(self):
        self._ask()
        with freeze_time("2026-04-02 18:30:00"):
            self._ask()
        self.assertEqual(
            self._days(self._asked()), ["2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"]
        )

    def test_weeks_and_months_are_written_on_their_last_working_day(self):
        """The week from the 30th of March ends on Sunday the 5th; the month on the 31st."""
        self.company.write({"keqing_report_weekly": True, "keqing_report_monthly": True})
        self._ask()
        week, month = self._asked("weekly"), self._asked("monthly")
        days = [
            [str(day) for day in (each.date_from, each.write_on, each.date_to, each.deadline)]
            for each in (week, month)
        ]
        self.assertEqual(
            days,
            [
                ["2026-03-30", "2026-04-03", "2026-04-05", "2026-04-06"],
                ["2026-03-01", "2026-03-31", "2026-03-31", "2026-04-01"],
            ],
        )
        with freeze_time("2026-12-31 18:30:00"):  # New Year's Day in Shanghai
            self._ask()
        self.assertIn("2027-01-01", self._days(self._asked("monthly")))
        self.assertIn("2026-12-28", self._days(self._asked("weekly")))

    def test_a_draft_by_hand_is_the_one_that_is_asked_for(self):
        draft = self.env["keqing.work.report"].with_user(self.salesperson).create({})
        self._ask()
        self.assertEqual(self._asked(), draft.with_env(self.env))
        self.assertTrue(draft.is_owed)

    def test_missing_is_told_once(self):
        self._ask()
        told = [("subject", "=", "Missing work reports"), ("model", "=", False)]
        for night, count in (("2026-03-31", 0), ("2026-04-01", 1), ("2026-04-02", 2)):
            with freeze_time(f"{night} 18:30:00"):
                self._ask()
                self._ask()
            missing = self._asked().filtered(lambda report: report.state == "missing")
            self.assertEqual(len(missing), count, night)
            messages = self.env["mail.message"].search(told[:1])
            self.assertEqual(len(messages), count, night)

    def test_late_is_late(self):
        self._ask()
        with freeze_time("2026-04-01 10:00:00"):
            self._asked().with_user(self.salesperson).action_submit()
        self.assertFalse(self._asked().is_late)
        with freeze_time("2026-04-01 18:30:00"):
            self._ask()
        late = self._asked()[-1]
        with freeze_time("2026-04-10 02:00:00"):
            self._ask()
            self.assertEqual(late.state, "missing")
            late.with_user(self.salesperson).action_submit()
        self.assertTrue(late.is_late)
        self.assertEqual(late.state, "submitted")

    # Today

    def _section(self, name, user):
        sections = self.env["keqing.today"].with_user(user).get_today()["sections"]
        return {each["name"]: each for each in sections}.get(name)

    def test_today(self):
        """One's own from its last working day on; the managers hear of what is missing."""
        self.company.keqing_report_weekly = True
        self._ask()
        [line] = self._section("reports", self.salesperson)["lines"]
        self.assertIn("Daily report", line["text"])
        self.assertEqual(line["level"], "soon")
        self.assertFalse(self._section("reports_missing", self.manager)["lines"])
        with freeze_time("2026-04-01 18:30:00"):
            self._ask()
            [line] = self._section("reports_missing", self.manager)["lines"]
            self.assertEqual((line["level"], line["customer"]["name"]), ("now", "Salesperson"))
            self.assertNotIn(
                "reports_missing",
                [
                    each["name"]
                    for each in self.env["keqing.today"]
                    .with_user(self.salesperson)
                    .get_today()["sections"]
                ],
            )
