# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestCalendar(VisitCommon):
    """Visits in Odoo's calendar."""

    def _event(self, visit):
        return self.env["calendar.event"].search([("keqing_visit_id", "=", visit.id)])

    @users("salesperson")
    def test_a_visit_stands_in_the_calendar_of_who_makes_it(self):
        visit = self._create_visit(planned_on="2026-03-04", purpose="Samples")
        event = self._event(visit)
        self.assertEqual(event.name, "Wanmin Restaurant: Samples")
        self.assertTrue(event.allday)
        self.assertEqual(event.start_date, date(2026, 3, 4))
        self.assertEqual(event.user_id, self.salesperson)
        self.assertEqual(event.partner_ids, self.salesperson.partner_id)
        self.assertFalse(event.message_ids)
        others = self._create_user("colleague", "user")
        self.env.invalidate_all()
        self.assertEqual(event.with_user(others).name, "Busy")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"

    @users("salesperson")
    def test_moved_there_the_visit_is_moved(self):
        visit = self._create_visit(planned_on="2026-03-04")
        event = self._event(visit)
        event.write({"start_date": "2026-03-06", "stop_date": "2026-03-06"})
        self.assertEqual(visit.planned_on, date(2026, 3, 6))
        # Half past midnight there is the day before in UTC
        event.write(
            {"allday": False, "start": "2026-03-09 16:30:00", "stop": "2026-03-09 17:00:00"}
        )
        self.assertEqual(visit.planned_on, date(2026, 3, 10))
        self.assertEqual(visit.start, datetime(2026, 3, 9, 16, 30))
        self.assertFalse(visit.is_untouched)

    @users("salesperson")
    def test_the_visit_moves_its_event(self):
        visit = self._create_visit(start="2026-03-04 06:00:00")
        self.assertEqual(visit.planned_on, date(2026, 3, 4))
        visit.planned_on = date(2026, 3, 5)
        self.assertEqual(visit.start, datetime(2026, 3, 5, 6))
        event = self._event(visit)
        self.assertEqual(
            (event.start, event.stop), (datetime(2026, 3, 5, 6), datetime(2026, 3, 5, 6, 30))
        )
        visit.user_id = self.manager
        self.assertEqual(event.sudo().user_id, self.manager)
        self.assertEqual(event.sudo().partner_ids, self.manager.partner_id)

    @users("salesperson")
    def test_what_is_over_does_not_move(self):
        visit = self._create_visit(result="Fine")
        visit.action_done()
        event = self._event(visit)
        with self.assertRaisesRegex(UserError, "has begun or is over"):
            event.write({"start_date": "2026-03-06", "stop_date": "2026-03-06"})

    @users("salesperson")
    def test_what_is_not_made_leaves_the_calendar(self):
        visit = self._create_visit()
        self.assertTrue(self._event(visit))
        visit.action_cancel("Closed")
        self.assertFalse(self._event(visit))

    def test_what_the_job_plans_is_shown_for_the_days_ahead(self):
        self.grade_a.contact_interval_unit = "week"
        self._created_on(self.customer, "2026-02-25 03:00:00")
        self._plan()
        self.assertEqual(len(self._planned()), 4)
        self.assertFalse(self._event(self._planned()[0]))
        self._show()
        self.assertEqual([bool(self._event(each)) for each in self._planned()], [1, 1, 0, 0])
        with freeze_time("2026-03-10 04:00:00"):
            missed = self._planned()[0]
            self._plan()
            self._show()
        self.assertEqual(missed.state, "missed")
        self.assertFalse(self._event(missed))

    def test_switched_off_nothing_is_shown(self):
        self.company.keqing_visits_in_calendar = False
        self.assertFalse(self._event(self._create_visit()))

    def _show(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_visit.ir_cron_calendar").method_direct_trigger()
        self.env.invalidate_all()
