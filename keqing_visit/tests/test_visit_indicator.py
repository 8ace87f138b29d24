# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitIndicators(VisitCommon):
    """Of three contacts planned in March one is in time, one late, one missed; and a call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Visit = cls.env["keqing.visit"]
        vals = {
            "partner_id": cls.customer.id,
            "user_id": cls.salesperson.id,
            "result": "Fine",
        }
        with freeze_time("2026-03-03 04:00:00"):
            in_time, late, missed, call = Visit.create(
                [
                    {**vals, "planned_on": "2026-03-01", "is_deep": True},
                    {**vals, "planned_on": "2026-03-08"},
                    {**vals, "planned_on": "2026-03-15"},
                    {**vals, "planned_on": "2026-03-03", "contact_kind": "phone"},
                ]
            )
            (in_time + late + missed).origin = "grade"
            (in_time + call).action_done()
        with freeze_time("2026-03-31 04:00:00"):
            late.action_done()
            Visit._mark_missed(cls.company)

    def _values(self, code, first=date(2026, 3, 1)):
        run_of = self.env["keqing.indicator"]
        measure = getattr(run_of, f"_measure_{code}")(self.company, first, date(2026, 3, 31))
        source = run_of._source_visit(self.company, measure.since, date(2026, 3, 31))
        self.env.flush_all()
        self.env.cr.execute(self._sql(measure, source))
        return dict(self.env.cr.fetchall()).get(self.customer.id)

    def _sql(self, measure, source):
        return SQL(
            "SELECT partner_id, %s FROM (%s) fact GROUP BY partner_id", measure.value, source
        )

    def test_values(self):
        for code, expected in (
            ("contact_count", 3),
            ("deep_contact_count", 1),
            ("contact_coverage", 1),
        ):
            with self.subTest(code=code):
                self.assertEqual(self._values(code), expected)
        self.assertAlmostEqual(float(self._values("call_compliance")), 100 / 3)

    def test_visits_a_week_and_what_contacts_cost(self):
        """Two visits in the 31 days of March, 0.45 a week; the call is none, and cheaper."""
        self.assertAlmostEqual(float(self._values("visits_weekly")), 2 * 7 / 31)
        self.assertAlmostEqual(float(self._values("visits_weekly", date(2026, 3, 25))), 1)
        self.assertEqual(self._values("contact_cost"), 0)
        self.company.write({"keqing_visit_cost": 80.5, "keqing_call_cost": 5})
        self.assertEqual(float(self._values("contact_cost")), 166)

    def test_what_the_grade_asked_for_stays_asked_for(self):
        """Neither moving it nor cancelling it makes it in time, and nobody deletes it."""
        visit = self._create_visit(planned_on="2026-03-20", result="Fine")
        visit.origin = "grade"
        self.assertEqual(visit.window_to, date(2026, 3, 23))
        mine = visit.with_user(self.salesperson)
        mine.planned_on = "2026-03-30"
        self.assertEqual(visit.window_to, date(2026, 3, 23))
        with self.assertRaisesRegex(UserError, "cancel it and say why"):
            mine.unlink()
        mine.action_cancel("No time")
        self.assertAlmostEqual(float(self._values("call_compliance")), 100 / 4)

    def test_months_in_which_the_contact_happened(self):
        """Done in January and twice in March, deep in March alone."""
        with freeze_time("2026-01-15 04:00:00"):
            self._create_visit(planned_on="2026-01-15", result="Fine").action_done()
        for period, depth, first, expected in (
            ("month", "plain", date(2026, 1, 1), 200 / 3),
            ("month", "deep", date(2026, 1, 1), 100 / 3),
            ("two_months", "plain", date(2026, 1, 1), 100),
            ("two_months", "deep", date(2026, 1, 1), 50),
            ("quarter", "deep", date(2026, 1, 1), 100),
            ("quarter", "plain", date(2025, 10, 1), 50),
        ):
            with self.subTest(period=period, depth=depth):
                self.grade_a.write({"contact_period": period, "contact_depth": depth})
                value = self._values("contact_fulfilment", first)
                self.assertAlmostEqual(float(value), expected)
