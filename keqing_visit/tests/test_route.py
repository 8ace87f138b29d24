# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from .common import VisitCommon

MONDAY = date(2026, 3, 2)
# One after the other on a meridian, 11.1 km apart
PLACES = {"Far": (26.8, 106.6), "Near": (26.6, 106.6), "Between": (26.7, 106.6)}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")  # a Monday, also there
class TestRoute(VisitCommon):
    """Customers in an order, on certain weekdays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade_a.contact_interval = 0
        cls.company.keqing_plan_days = 28
        cls.shops = cls.env["res.partner"].concat(*(cls._create_owned(name) for name in PLACES))
        for shop in cls.shops:
            shop.partner_latitude, shop.partner_longitude = PLACES[shop.name]

    def _create_route(self, **values):
        return self.env["keqing.route"].create(
            {
                "name": "Mondays",
                "user_id": self.salesperson.id,
                "mon": True,
                "stop_ids": [
                    Command.create({"partner_id": shop.id, "sequence": number})
                    for number, shop in enumerate(self.shops)
                ],
                **values,
            }
        )

    def _days(self, shop):
        return [visit.planned_on.day for visit in self._planned(shop)]

    @users("salesperson")
    def test_every_second_monday(self):
        route = self._create_route(every_weeks=2)
        self.assertEqual(self._days(self.shops[0]), [2, 16])
        visit = self._planned(self.shops)[0]
        self.assertEqual((visit.origin, visit.user_id), ("route", self.salesperson))
        self.assertEqual(visit.route_id, route)

    def test_what_is_more_than_a_day_holds_goes_on_the_next(self):
        self._create_route(stops_per_day=2, thu=True)
        self.assertEqual(self._days(self.shops[0]), [2, 9, 16, 23])
        self.assertEqual(self._days(self.shops[2]), [5, 12, 19, 26])

    def test_what_fits_nowhere_is_told(self):
        route = self._create_route(stops_per_day=2)
        self.assertFalse(self._days(self.shops[2]))
        self.assertIn("3 stops, but its days hold 2", route.conflicts)

    def test_again_changes_nothing(self):
        route = self._create_route()
        before = self._planned(self.shops)
        route._plan_visits()
        self._plan()
        self.assertEqual(self._planned(self.shops), before)

    def test_what_the_route_does_not_say_any_more_goes(self):
        route = self._create_route()
        touched = self._planned(self.shops[0])[0]
        touched.with_user(self.salesperson).purpose = "Show the new vintage"
        route.write({"mon": False, "tue": True})
        self.assertEqual(self._days(self.shops[1]), [3, 10, 17, 24])
        self.assertIn(touched, self._planned(self.shops[0]))
        route.stop_ids[1].unlink()
        self.assertFalse(self._planned(self.shops[1]))
        route.active = False
        self.assertEqual(self._planned(self.shops), touched)

    def test_what_was_moved_or_cancelled_is_not_planned_again(self):
        route = self._create_route()
        first, second, *__ = self._planned(self.shops[0])
        first.with_user(self.salesperson).planned_on = date(2026, 3, 4)
        second.with_user(self.salesperson).action_cancel("Closed")
        route._plan_visits()
        self.assertEqual(self._days(self.shops[0]), [4, 16, 23])

    def test_given_to_somebody_else_the_visits_go_along(self):
        route = self._create_route()
        route.with_user(self.manager).user_id = self.manager
        self.assertEqual(self._planned(self.shops).user_id, self.manager)

    def test_a_route_serves_the_grade(self):
        self.grade_a.write({"contact_interval": 1, "contact_interval_unit": "week"})
        self._created_on(self.shops, "2026-02-25 03:00:00")
        self._plan()
        self.assertEqual(self._days(self.shops[0]), [4, 11, 18, 25])
        self._create_route()
        self._plan()
        visits = self._planned(self.shops[0])
        self.assertEqual([visit.planned_on.day for visit in visits], [2, 9, 16, 23])
        self.assertEqual(set(visits.mapped("origin")), {"route"})

    def test_put_in_order_it_is_shorter(self):
        route = self._create_route(start_latitude=26.5, start_longitude=106.6)
        self.assertAlmostEqual(route.kilometers, 33.4 + 22.2 + 11.1, places=1)
        told = route.with_user(self.salesperson).action_order()
        self.assertEqual(route.stop_ids.partner_id.mapped("name"), ["Near", "Between", "Far"])
        self.assertAlmostEqual(route.kilometers_before, 66.7, places=1)
        self.assertAlmostEqual(route.kilometers, 33.4, places=1)
        self.assertIn("66.7 km before, 33.4 km now", told["params"]["message"])
        self.assertEqual(
            self._planned(self.shops)[:3].sorted("sequence").partner_id, route.stop_ids.partner_id
        )
        self.assertEqual(route.sketch.count("<circle"), 3)
        self.assertIn("uri.amap.com", route.stop_ids[0].map_links)

    def test_the_plan_is_printed_in_order(self):
        self._create_route()
        report = self.env["ir.actions.report"].with_user(self.salesperson)
        html, __ = report._render_qweb_html(
            "keqing_visit.report_visit_plan", self._planned(self.shops)[:6].ids
        )
        text = html.decode()
        self.assertLess(text.index("2026-03-02"), text.index("2026-03-09"))
        self.assertLess(text.index("Far"), text.index("Near"))
        self.assertIn(self.salesperson.name, text)

    def test_without_positions_there_is_no_order(self):
        self.shops.write({"partner_latitude": 0, "partner_longitude": 0})
        with self.assertRaisesRegex(UserError, "fewer than two"):
            self._create_route().action_order()

    def test_conflicts_are_shown_and_stay(self):
        route = self._create_route()
        self.env["keqing.special.day"].create({"name": "Closed", "date": MONDAY})
        self._create_visit(partner_id=self.shops[0].id, planned_on="2026-03-09")
        self.shops[1].active = False
        route._plan_visits()
        self.assertIn("Mar 2, 2026: Closed day (2)", route.conflicts)
        self.assertIn("Mar 9, 2026: Visited twice on the day (1)", route.conflicts)
        self.assertIn("Near is archived", route.conflicts)
        self.assertEqual(self._days(self.shops[0]), [2, 9, 9, 16, 23])

    def test_two_visits_at_once(self):
        one, other = (
            self._create_visit(partner_id=shop.id, start=start)
            for shop, start in zip(
                self.shops, ("2026-03-02 06:00:00", "2026-03-02 06:29:00"), strict=False
            )
        )
        self.assertEqual(one.conflict, "Two visits at once")
        other.start = "2026-03-02 06:30:00"
        self.env.invalidate_all()
        self.assertFalse(one.conflict)

    @users("salesperson")
    def test_nobody_sees_anothers_route(self):
        route = self._create_route()
        colleague = self._create_user("colleague", "user")
        with self.assertRaises(AccessError):
            route.with_user(colleague).read(["name"])
        self.assertTrue(route.with_user(self.manager).name)

    def test_merged_customers_are_one_stop(self):
        route = self._create_route()
        self.env["keqing.route.stop"]._merge_partners(self.shops[0], self.shops[1])
        self.assertEqual(route.stop_ids.partner_id, self.shops[1:])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")
class TestMove(VisitCommon):
    def _apply(self, **values):
        wizard = self.env["keqing.visit.move"].create({"user_id": self.salesperson.id, **values})
        return wizard.action_apply()

    @users("salesperson")
    def test_an_hour_is_the_same_in_summer_time(self):
        self.company.sudo().partner_id.tz = "Europe/Berlin"
        visit = self._create_visit(planned_on="2026-03-27", start="2026-03-27 08:00:00")
        self._apply(day_from="2026-03-27", day_to="2026-04-03")
        self.assertEqual(str(visit.start), "2026-04-03 07:00:00")
        self._apply(kind="week", day_from="2026-04-03", day_to="2026-10-30")
        copied = self._planned() - visit
        self.assertEqual(str(copied.start), "2026-10-30 08:00:00")

    @users("salesperson")
    def test_move_a_day(self):
        visit = self._create_visit(planned_on="2026-03-03", start="2026-03-03 06:00:00")
        self._apply(day_from="2026-03-03", day_to="2026-03-05")
        self.assertEqual(visit.planned_on, date(2026, 3, 5))
        self.assertEqual(str(visit.start), "2026-03-05 06:00:00")

    @users("salesperson")
    def test_copy_a_week(self):
        self._create_visit(planned_on="2026-03-03", purpose="Samples")
        for __ in range(2):  # the second time it is there already
            self._apply(kind="week", day_from="2026-03-02", day_to="2026-03-12")
        copied = self._planned()[1:]
        self.assertEqual(copied.mapped("planned_on"), [date(2026, 3, 10)])
        self.assertEqual(copied.purpose, "Samples")

    @users("salesperson")
    def test_nothing_goes_into_the_past(self):
        self._create_visit(planned_on="2026-03-03")
        with self.assertRaisesRegex(UserError, "is over"):
            self._apply(day_from="2026-03-03", day_to="2026-03-01")
        with self.assertRaisesRegex(UserError, "planned nothing"):
            self._apply(day_from="2026-03-20", day_to="2026-03-21")
