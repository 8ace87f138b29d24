# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-07-01 03:00:00")
class TestDevelopmentTarget(CustomerCommon):
    @classmethod
    def _create_target(cls, **values):
        """Ten new customers in the north in 2024."""
        return cls.env["keqing.development.target"].create(
            {
                "territory_id": cls.north.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "customer_count_planned": 10,
                **values,
            }
        )

    def _newcomer(self, *invoices, **values):
        """A customer with invoices, given as (day, amount)."""
        customer = self._create_customer(**values)
        for day, amount in invoices:
            self._create_invoice(customer, abs(amount), day, refund=amount < 0)
        return customer

    # What counts

    def test_a_customer_is_new_on_its_first_invoice(self):
        target = self._create_target()
        self._newcomer(("2024-01-01", 100))
        self._newcomer(("2024-06-30", 100), ("2024-06-30", 100))
        self._newcomer(("2023-12-31", 100), ("2024-02-01", 100))  # was one before
        self._newcomer()  # is none yet
        self.assertEqual((target.customer_count, target.progress), (2, 20))

    def test_amount_of_the_first_year(self):
        target = self._create_target(date_to="2024-03-31")
        self._newcomer(("2024-02-29", 1000), ("2024-03-10", -300), ("2024-06-01", 50))
        self.assertEqual(target.amount, 750)

    def test_a_year_ends_the_day_before(self):
        target = self._create_target()
        customer = self._newcomer(("2024-02-01", 100))
        with freeze_time("2025-03-01 03:00:00"):
            self._create_invoice(customer, 10, "2025-01-31")
            self._create_invoice(customer, 1, "2025-02-01")
            target.invalidate_recordset()
            self.assertEqual(target.amount, 110)

    def test_territory_and_type_with_all_below(self):
        everywhere = self._create_target(territory_id=self.country.id)
        outlets = self._create_target(customer_type_id=self.outlet.id)
        sellers = self._create_target(customer_type_id=self.seller.id)
        self._newcomer(("2024-02-01", 100))
        self._newcomer(("2024-02-01", 100), keqing_customer_type_id=self.seller.id)
        self._newcomer(("2024-02-01", 100), keqing_territory_id=self.south.id)
        targets = everywhere + outlets + sellers
        self.assertEqual(targets.mapped("customer_count"), [3, 1, 2])

    def test_who_held_the_customer_then_is_credited(self):
        north, south = self._create_target(), self._create_target(territory_id=self.south.id)
        customer = self._newcomer(("2024-02-01", 100))
        customer.keqing_territory_id = self.south
        self.assertEqual((north + south).mapped("customer_count"), [1, 0])

    def test_quality_is_of_those_who_are_graded(self):
        target = self._create_target(quality_grade_id=self.grade_b.id)
        in_company = target.env["res.partner"].with_company(self.company).sudo()
        for grade in (self.grade_a, self.grade_b, self.grade_c, None):
            customer = self._newcomer(("2024-02-01", 100))
            in_company.browse(customer.id).keqing_grade_id = grade
        target.invalidate_recordset()
        self.assertEqual((target.customer_count, target.graded_count), (4, 3))
        self.assertEqual(target.quality, 66.7)  # two of three

    def test_companies_do_not_mix(self):
        target = self._create_target()
        customer = self._create_customer()
        self._create_invoice(customer, 100, "2024-02-01", company=self.other_company)
        self.assertEqual(target.customer_count, 0)
        self._create_invoice(customer, 100, "2024-03-01")
        target.invalidate_recordset()
        self.assertEqual(target.customer_count, 1, "new for this company")

    def test_drafts_and_credit_notes_make_no_customer(self):
        target = self._create_target()
        customer = self._newcomer(("2024-02-01", -100))
        self._create_invoice(customer, 100, "2024-02-02", post=False)
        self.assertEqual(target.customer_count, 0)

    def test_figures_equal_an_independent_count(self):
        """Random customers and targets, counted again one by one."""
        chance = Random(7)
        places = [self.country, self.north, self.south, self.harbour]
        kinds = [self.seller, self.outlet]
        below = {
            self.country: set(places),
            self.north: {self.north, self.harbour},
            self.south: {self.south},
            self.harbour: {self.harbour},
        }
        start = Date.to_date("2023-06-01")
        story = []
        for __ in range(25):
            days = sorted(start + timedelta(chance.randrange(395)) for __ in range(3))
            bought = [(day, chance.randint(1, 900)) for day in days[: chance.randint(0, 3)]]
            place, kind = chance.choice(places), chance.choice(kinds)
            self._newcomer(*bought, keqing_territory_id=place.id, keqing_customer_type_id=kind.id)
            story.append((bought, place, kind))
        targets = self.env["keqing.development.target"]
        expected = []
        for __ in range(12):
            first = start + timedelta(chance.randrange(300))
            last = first + timedelta(chance.randrange(120))
            place, kind = chance.choice(places), chance.choice([*kinds, None])
            targets += self._create_target(
                territory_id=place.id,
                customer_type_id=kind and kind.id,
                date_from=first,
                date_to=last,
            )
            new = [
                bought
                for bought, where, what in story
                if bought
                and first <= bought[0][0] <= last
                and where in below[place]
                and (kind is None or kind == self.seller or what == kind)
            ]
            amount = sum(
                amount
                for bought in new
                for day, amount in bought
                if day < bought[0][0] + relativedelta(years=1)
            )
            expected.append((len(new), amount))
        self.assertEqual([(each.customer_count, each.amount) for each in targets], expected)
        self.assertTrue(any(count for count, __ in expected))

    def test_any_number_of_targets_costs_the_same(self):
        targets = self._create_target() + self._create_target(territory_id=self.south.id)
        targets += self._create_target(customer_type_id=self.outlet.id)
        self.env.flush_all()
        targets.invalidate_recordset(flush=False)
        targets.fetch(["company_id", "date_from", "date_to"])
        with self.assertQueryCount(2):  # is there cash rounding at all, and the figures
            targets._actuals()

    def test_customers_are_those_counted(self):
        target = self._create_target(customer_type_id=self.outlet.id)
        customer = self._newcomer(("2024-02-01", 100))
        self._newcomer(("2024-02-01", 100), keqing_customer_type_id=self.seller.id)
        self._newcomer(("2024-02-01", 100), keqing_territory_id=self.south.id)
        domain = target.action_view_customers()["domain"]
        self.assertEqual(self.env["res.partner"].search(domain), customer)

    # Plans

    def test_parts_lie_within_their_whole(self):
        whole = self._create_target(customer_type_id=self.outlet.id)
        fits = {"parent_id": whole.id, "customer_type_id": self.outlet.id}
        self._create_target(**fits, customer_count_planned=4)
        for outside in (
            {"territory_id": self.country.id},
            {"customer_type_id": self.seller.id},
            {"date_from": "2023-12-31"},
            {"date_to": "2025-01-01"},
        ):
            with self.subTest(**outside), self.assertRaisesRegex(ValidationError, "lies outside"):
                self._create_target(**{**fits, "customer_count_planned": 1, **outside})

    def test_a_whole_is_not_less_than_its_parts(self):
        whole = self._create_target(amount_planned=1000)
        part = {"parent_id": whole.id, "territory_id": self.harbour.id}
        self._create_target(**part, customer_count_planned=6, amount_planned=600)
        with self.assertRaisesRegex(ValidationError, "its parts together 11"):
            self._create_target(**part, customer_count_planned=5)
        with self.assertRaisesRegex(ValidationError, "its parts together"):
            self._create_target(**part, customer_count_planned=1, amount_planned=401)
        with self.assertRaises(ValidationError):
            whole.customer_count_planned = 5
        with self.assertRaises(ValidationError):
            whole.parent_id = whole

    def test_nonsense_is_refused(self):
        for values in (
            {"date_from": "2025-01-01"},
            {"customer_count_planned": 0},
            {"quality_planned": 101},
            {"amount_planned": -1},
        ):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self._create_target(**values)

    # Telling

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_development_target").method_direct_trigger()

    def test_each_milestone_is_told_once(self):
        target = self._create_target(customer_count_planned=2)
        self.assertEqual(target.user_id, self.manager)

        def told():
            return [
                message.preview
                for message in target.message_ids.sorted("id")
                if "reached" in (message.preview or "")
            ]

        self._run_cron()
        self.assertEqual(told(), [])
        self._newcomer(("2024-02-01", 100))
        for __ in range(2):
            self._run_cron()
        self.assertEqual(told(), ["50 % reached: 1 of 2 new customers."])
        self._newcomer(("2024-02-01", 100))
        for __ in range(2):
            self._run_cron()
        self.assertEqual(
            told()[1:], ["100 % reached: 2 of 2 new customers."], "90 was passed on the way"
        )
        self.assertIn(self.manager.partner_id, target.message_ids.notified_partner_ids)

    def test_behind_is_less_done_than_time_gone(self):
        target = self._create_target(customer_count_planned=2)  # half of the year is gone
        self.assertTrue(target.is_behind)
        self.assertAlmostEqual(target.time_progress, 100 * 183 / 366)
        self._newcomer(("2024-02-01", 100))
        target.invalidate_recordset()
        self.assertFalse(target.is_behind)

    # Rights

    def test_who_sees_and_who_plans(self):
        north, south = self._create_target(), self._create_target(territory_id=self.south.id)
        harbour = self._create_target(territory_id=self.harbour.id)
        Target = self.env["keqing.development.target"]
        ours = [("id", "in", (north + south + harbour).ids)]
        for user, seen in (
            (self.salesperson, harbour),
            (self.manager, north + harbour),
            (self.director, north + south + harbour),
        ):
            self.assertEqual(set(Target.with_user(user).search(ours)), set(seen), user.login)
        with self.assertRaises(AccessError):
            harbour.with_user(self.salesperson).customer_count_planned = 1
        harbour.with_user(self.manager).customer_count_planned = 12
        with self.assertRaises(AccessError):
            south.with_user(self.manager).customer_count_planned = 1
        with self.assertRaises(AccessError):
            harbour.with_user(self.manager).milestone = 100

    def test_a_salesperson_sees_the_whole_figure(self):
        """Figures count customers of colleagues; the list shows only one's own."""
        target = self._create_target(territory_id=self.harbour.id)
        self._newcomer(("2024-02-01", 100), user_id=self.manager.id)
        self.assertEqual(target.with_user(self.salesperson).customer_count, 1)
