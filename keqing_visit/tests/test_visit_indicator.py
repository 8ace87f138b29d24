# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

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

    def _values(self, code):
        run_of = self.env["keqing.indicator"]
        measure = getattr(run_of, f"_measure_{code}")(
            self.company, date(2026, 3, 1), date(2026, 3, 31)
        )
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
