# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .care import CareCommon
from .lists import ListsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-04 04:00:00")
class TestVisitLists(ListsCommon, CareCommon):
    """What lists of routes and of care show when they are opened, and what is printed of visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_user("other", "user")
        cls.elsewhere = cls._create_customer(
            "Elsewhere",
            user_id=cls._create_user("southerner", "user").id,
            keqing_territory_id=cls.south.id,
        )
        cls.elsewhere.with_company(cls.company).keqing_grade_id = cls.grade_a

    def _check_opened(self, action, mine, elsewhere):
        """A salesperson's own, a manager's on the territories, a director's everything."""
        for user, found in (
            (self.salesperson, mine),
            (self.manager, mine),
            (self.director, mine + elsewhere),
            (self.other, mine.browse()),
        ):
            with self.subTest(action=action, user=user.login):
                self.assertEqual(self._opened(action, user), found)

    def test_routes(self):
        routes = self.env["keqing.route"].create(
            [
                {
                    "name": customer.name,
                    "user_id": customer.user_id.id,
                    "stop_ids": [Command.create({"partner_id": customer.id})],
                }
                for customer in (self.customer, self.elsewhere)
            ]
        )
        self._check_opened("keqing_route_action", *routes)

    def test_care(self):
        self._create_rule("women", "call", lead_days=5)
        self._care()
        tasks = self._tasks()
        mine = tasks.filtered(lambda task: task.partner_id == self.customer)
        self.assertEqual(len(tasks), 2)
        self._check_opened("keqing_care_task_action", mine, tasks - mine)
        mine.with_user(self.salesperson).action_done()
        self.assertFalse(self._opened("keqing_care_task_action", self.salesperson))

    def test_what_came_of_visits_is_printed(self):
        """In the order of days, hours and what has none; only of visits that one sees."""
        days = ("2026-03-05", "2026-03-04", "2026-03-04")
        later, second, first = (
            self._create_visit(planned_on=day, purpose=purpose, contact_kind="phone", start=start)
            for day, purpose, start in zip(
                days,
                ("Tasting", "Six cases", "Complaint"),
                (False, False, "2026-03-04 01:00:00"),
                strict=True,
            )
        )
        second.result = "They took four"
        second.action_done()
        report = self.env["ir.actions.report"].with_user(self.salesperson)
        html, __ = report._render_qweb_html(
            "keqing_visit.report_visit_plan", (later + second + first).ids
        )
        text = html.decode()
        places = [text.index(each) for each in ("Complaint", "Six cases", "They took four")]
        self.assertEqual(places, sorted(places))
        self.assertLess(places[-1], text.index("Tasting"))
