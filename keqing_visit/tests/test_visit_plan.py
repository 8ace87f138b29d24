# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 04:00:00")  # a Monday
class TestPlanning(VisitCommon):
    """The job that plans what grades demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.keqing_plan_days = 28  # until Sunday the 29th
        cls.company.keqing_contacts_per_day = 3

    def _days(self, customers=None):
        return self._planned(customers).mapped("planned_on")

    def test_every_interval_once(self):
        self.grade_a.contact_interval_unit = "week"
        self._created_on(self.customer, "2026-02-25 03:00:00")
        self._plan()
        self.assertEqual([day.day for day in self._days()], [4, 11, 18, 25])
        visit = self._planned()[0]
        self.assertEqual(visit.origin, "grade")
        self.assertEqual((visit.window_from.day, visit.window_to.day), (1, 7))

    def test_again_changes_nothing(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        before = self._planned()
        self._plan()
        self.assertEqual(self._planned(), before)
        self.assertTrue(before)

    def test_what_was_not_done_is_missed_and_told_once(self):
        self._created_on(self.customer, "2025-01-01 03:00:00")
        self._plan()
        visit = self._planned()
        self.assertEqual(visit.planned_on, date(2026, 3, 2))
        told = [("partner_ids", "in", self.salesperson.partner_id.ids)]
        with freeze_time("2026-03-05 04:00:00"):
            self._plan()
            self.assertEqual(visit.state, "planned")
        with freeze_time("2026-03-09 04:00:00"):  # the nights before did not happen
            self._plan()
            self._plan()
        self.assertEqual(visit.state, "missed")
        messages = self.env["mail.message"].search(told)
        self.assertEqual(len(messages), 1)
        self.assertEqual(self._days(), [date(2026, 3, 9)])

    def test_a_contact_in_between_takes_the_planned_one_back(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        self.assertEqual(self._days(), [date(2026, 3, 10)])
        self._create_visit(result="They called").action_done()
        self._plan()
        self.assertFalse(self._days())

    def test_what_somebody_touched_stays(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        visit = self._planned()
        visit.with_user(self.salesperson).purpose = "Show the new vintage"
        self._create_visit(result="They called").action_done()
        self._plan()
        self.assertEqual(self._planned(), visit)

    def test_whatever_somebody_wrote_is_touched(self):
        customers = self.env["res.partner"].concat(
            *(self._create_owned(f"Shop {number}") for number in range(4))
        )
        self._created_on(customers, "2026-02-10 03:00:00")
        self._plan()
        written, ticked, told, untouched = self._planned(customers).with_user(self.salesperson)
        written.result = "They have no room"
        ticked.sudo()._make_ready()
        ticked.step_ids[0].is_done = True
        told.message_post(body="Take the key along")
        self.grade_a.contact_interval = 0
        self._plan()
        self.assertEqual(untouched.exists(), untouched.browse())
        self.assertEqual((written + ticked + told).exists(), written + ticked + told)

    def test_merged_customers_are_planned_once(self):
        other = self._create_owned("Wanmin Restaurant")
        self._created_on(self.customer + other, "2026-02-10 03:00:00")
        self._plan()
        self.assertEqual(len(self._planned(self.customer + other)), 2)
        self._merge(other, self.customer)
        self._plan()
        self.assertEqual(len(self._planned()), 1)

    def test_who_is_seen_anyway_is_not_planned_besides(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        self.assertEqual(self._days(), [date(2026, 3, 10)])
        visit = self._create_visit(planned_on="2026-03-12")
        self._plan()
        self.assertEqual(self._planned(), visit)

    def test_a_fallen_grade_asks_for_less(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        self.grade_b.contact_interval = 0
        self.customer.with_company(self.company).keqing_grade_id = self.grade_b
        self._plan()
        self.assertFalse(self._planned())

    def test_no_day_holds_more_than_a_person_can_do(self):
        others = self.env["res.partner"].concat(
            *(self._create_owned(f"Shop {number}") for number in range(7))
        )
        everybody = self.customer + others
        self._created_on(everybody, "2025-01-01 03:00:00")
        self._plan()
        days = Counter(day.day for day in self._days(everybody))
        self.assertEqual(days, {2: 3, 3: 3, 4: 2})

    def test_the_longest_waiting_come_first(self):
        second, third, fourth = (self._create_owned(f"Shop {number}") for number in range(3))
        waiting = fourth + second + self.customer + third
        for number, customer in enumerate(waiting):
            self._created_on(customer, f"2025-01-0{number + 1} 03:00:00")
        self._plan()
        self.assertEqual(self._planned(waiting)[-1].partner_id, third)

    def test_against_brute_force(self):
        """Random customers, intervals, weekends and plans made before, placed by hand."""
        random = Random(26)
        self.company.keqing_contacts_per_day = 2
        self.grade_b.write({"contact_interval": 9, "contact_interval_unit": "day"})
        customers = self.env["res.partner"].concat(
            *(
                self._create_owned(f"Shop {number}", random.choice([self.grade_a, self.grade_b]))
                for number in range(17)
            )
        )
        for customer in customers:
            self._created_on(customer, f"2026-02-{random.randint(1, 28):02d} 03:00:00")
        self.customer.active = False
        fixed = random.choice(customers)
        self._create_visit(partner_id=fixed.id, planned_on="2026-03-04")
        self._refresh()
        expected = self._by_hand(customers, fixed)
        self._plan()
        found = defaultdict(list)
        for visit in self._planned(customers).filtered(lambda each: each.origin == "grade"):
            found[visit.partner_id].append(visit.planned_on)
        self.assertEqual(found, expected)

    def _by_hand(self, customers, fixed):
        """Line up wishes by working day; each takes the first free place on or after its own."""
        first, last = date(2026, 3, 2), date(2026, 3, 29)
        days = [first + timedelta(days=n) for n in range(28)]
        free = {day: 2 for day in days if day.weekday() < 5}
        free[date(2026, 3, 4)] -= 1
        working = [*free]
        wishes = []
        for customer in customers:
            due = self._due(customer)
            day = max(due.due_on, first)
            if customer == fixed and (date(2026, 3, 4) - due.due_on).days <= 3:
                day = max(day, date(2026, 3, 4) + timedelta(days=due.interval_days))
            places = set()
            while day <= last:
                if customer != fixed or abs((date(2026, 3, 4) - day).days) > 3:
                    places.add(sum(each < day for each in working))
                day += timedelta(days=due.interval_days)
            wishes += [(place, due.due_on, customer.id, customer) for place in places]
        expected, reached = defaultdict(list), 0
        for place, __, ___, customer in sorted(wishes, key=lambda wish: wish[:3]):
            reached = max(reached, place)
            while reached < len(working) and not free[working[reached]]:
                reached += 1
            if reached < len(working):
                free[working[reached]] -= 1
                expected[customer].append(working[reached])
        return expected

    def test_a_rest_as_long_as_the_interval(self):
        """What would have been due meanwhile is one contact afterwards."""
        self.grade_a.contact_interval_unit = "week"
        self._created_on(self.customer, "2026-02-23 03:00:00")
        self.env["keqing.special.day"].create(
            [
                {"name": "Rest", "date": f"2026-03-{day:02d}", "company_id": self.company.id}
                for day in range(2, 14)
            ]
        )
        self._plan()
        self.assertEqual([day.day for day in self._days()], [16, 23])

    def test_who_is_seen_each_day_is_seen_on_working_days(self):
        self.grade_a.contact_interval_unit = "day"
        self._created_on(self.customer, "2026-02-23 03:00:00")
        self._plan()
        days = self._days()
        self.assertEqual(days, sorted(set(days)))
        self.assertEqual(len(days), 20)
        with freeze_time("2026-03-03 04:00:00"):
            self._plan()
        self.assertEqual(self._days()[-1].day, 30, "one more, on the Monday that came into sight")

    def test_a_far_visit_puts_nothing_off(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        far = self._create_visit(planned_on="2026-05-05")
        self._plan()
        self.assertEqual((self._planned() - far).planned_on, date(2026, 3, 10))

    def test_who_finds_no_place_waits_for_one(self):
        """Whoever was left over does not come on a day that is full the next night."""
        self.company.keqing_plan_days = 3
        everybody = self.customer.concat(
            *(self._create_owned(f"Shop {number}") for number in range(11))
        )
        self._created_on(everybody, "2025-01-01 03:00:00")
        for __ in range(2):
            self._plan()
            days = Counter(day.day for day in self._days(everybody))
            self.assertEqual(days, {2: 3, 3: 3, 4: 3})

    def test_another_owner_is_planned_for(self):
        self._created_on(self.customer, "2026-02-10 03:00:00")
        self._plan()
        self.assertEqual(self._planned().user_id, self.salesperson)
        self.customer.user_id = self.manager
        self._plan()
        self.assertEqual(self._planned().user_id, self.manager)

    def test_an_owner_who_left_is_planned_nothing(self):
        self.salesperson.active = False
        self._plan()
        self.assertFalse(self._planned())

    def test_nothing_is_planned_where_that_is_switched_off(self):
        self.company.keqing_plan_days = 0
        self._plan()
        self.assertFalse(self._planned())
