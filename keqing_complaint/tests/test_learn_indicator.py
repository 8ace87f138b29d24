# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_customer.tests.test_engine_indicator import IndicatorCommon

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestLearnIndicator(IndicatorCommon, ComplaintCommon):
    """Problems solved by week, and what complaints cost: a quarter is 13 weeks."""

    def _complain(self, received, closed=None, **cost):
        with freeze_time(f"{received} 03:00:00"):
            complaint = self._create_complaint(**cost)
        if closed:
            with freeze_time(f"{closed} 03:00:00"):
                complaint._enter("closed")
        return complaint

    def test_nothing_is_zero(self):
        for code in ("problems_solved_weekly", "complaint_cost"):
            self.assertEqual(self._fact(code), 0)

    def test_problems_solved_a_week(self):
        """Closed within the quarter, whenever they came; what was opened again is not solved."""
        self._complain("2023-12-20", "2024-01-01")
        self._complain("2024-03-20", "2024-03-31")
        self._complain("2023-12-20", "2023-12-31")
        self._complain("2024-03-20", "2024-04-01")
        self._complain("2024-03-20")
        self._complain("2024-02-01", "2024-02-02")._begin_cycle()
        self.assertAlmostEqual(self._fact("problems_solved_weekly"), 2 / 13)

    def test_what_complaints_cost(self):
        """Of those received in the twelve months, freight and the rest; what serving costs too."""
        self._complain("2024-03-31", freight_cost=12.5, extra_cost=30)
        self._complain("2023-04-01", extra_cost=7)
        self._complain("2023-03-31", extra_cost=1000)
        self._complain("2024-02-01", extra_cost=500)._enter("cancelled")
        for code in ("complaint_cost", "service_cost"):
            self.assertEqual(self._fact(code), 49.5, code)
