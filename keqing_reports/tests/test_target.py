# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReportsCommon

YEAR = {"date_from": "2024-01-01", "date_to": "2024-12-31"}
QUIET = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestTarget(ReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Last year, beside 800 of Wanmin's in March: 150 of Xinyue's, 50 of Ganyu's
        cls._create_invoice(cls.xinyue, 150, "2023-05-05", quantity=15, product=cls.wine)
        cls._create_invoice(cls.ganyu, 50, "2023-05-06", quantity=5, product=cls.wine)

    def _plan(self, amount=1000, user=None, **values):
        Target = self.env["keqing.target"].with_user(user or self.director)
        return Target.with_company(self.company).create(
            {"kpi_id": self.kpis["sales"].id, **YEAR, "amount": amount, **values}
        )

    def _parts(self, target, name="territory_id"):
        return {part[name].name: part.amount for part in target.child_ids}

    def test_parts_have_their_share_of_last_year(self):
        plan = self._plan(1000.01, territory_id=self.country.id)
        plan.action_split_territories()
        self.assertEqual(self._parts(plan), {"North": 850.01, "South": 150})
        people = self._plan(2000)
        people.action_split_people()
        self.assertEqual(self._parts(people, "user_id"), {"Salesperson": 1700, "Colleague": 300})
        months = self._plan(1200)
        months.action_split_months()
        by_month = {part.date_from.month: part.amount for part in months.child_ids}
        self.assertEqual(len(by_month), 12)
        self.assertEqual((by_month[3], by_month[5], by_month[6]), (960, 240, 0))
        self.assertEqual(months.amount, 1200)

    def test_without_last_year_all_have_the_same(self):
        plan = self._plan(100, date_from="2020-01-01", date_to="2020-03-31")
        plan.action_split_months()
        self.assertEqual(plan.child_ids.mapped("amount"), [33.34, 33.33, 33.33])
        self.assertEqual(plan.amount, 100)

    def test_a_whole_is_the_sum_of_its_parts(self):
        plan = self._plan(1000, territory_id=self.country.id)
        plan.action_split_territories()
        north, south = plan.child_ids.sorted(lambda part: part.territory_id.name)
        north.action_split_months()
        march = north.child_ids.filtered(lambda part: part.date_from.month == 3)
        march.amount += 50
        self.assertEqual((north.amount, south.amount, plan.amount), (900, 150, 1050))
        plan.amount = 2100
        self.assertEqual((north.amount, south.amount, plan.amount), (1800, 300, 2100))
        self.assertEqual(sum(north.child_ids.mapped("amount")), 1800)
        south.unlink()
        self.assertEqual(plan.amount, 1800)
        with Form(plan) as form, form.child_ids.edit(0) as line:
            line.amount = 1700
        self.assertEqual(plan.amount, 1700)

    def test_what_came_of_it(self):
        plan = self._plan(3000, territory_id=self.country.id)
        plan.action_split_territories()
        north = plan.child_ids.filtered(lambda part: part.territory_id == self.north)
        north.action_split_people()
        north.child_ids.action_split_months()
        plan.action_confirm()
        self.assertEqual(plan.actual, 2100)
        self.assertEqual(north.actual, 1800)
        self.assertEqual((plan.child_ids - north).actual, 300)
        self.assertEqual(north.child_ids.actual, 1800)
        months = {part.date_from.month: part.actual for part in north.child_ids.child_ids}
        self.assertEqual((months[2], months[3], months[4], months[5]), (600, 1200, 0, 0))
        self.assertEqual(plan.achievement, 70)
        self.assertEqual(plan.time_gone, 27.6)  # 101 of 366 days
        self.assertFalse(plan.is_behind)

    def test_product_categories(self):
        drinks = self.env["product.category"].create({"name": "Drinks"})
        wines = drinks.create({"name": "Wines", "parent_id": drinks.id})
        self.wine.categ_id = wines
        plan = self._plan(500, category_id=drinks.id)
        plan.action_split_categories()
        self.assertEqual(plan.child_ids.category_id, wines)
        plan.action_measure()
        self.assertEqual((plan.actual, plan.child_ids.actual), (2100, 2100))
        self._create_invoice(self.wanmin, 77, "2024-04-01")  # of no drink
        plan.action_measure()
        self.assertEqual(plan.actual, 2100)
        accountant = self._accountant()
        action = plan.with_user(accountant).action_view_documents()
        lines = self.env[action["res_model"]].with_user(accountant).search(action["domain"])
        self.assertEqual(-sum(lines.mapped("balance")), 2100)

    def _accountant(self):
        return new_test_user(
            self.env,
            "accountant",
            groups="keqing_customer.group_customer_all,account.group_account_readonly",
            company_id=self.company.id,
        )

    def test_the_documents_are_those_of_what_came_of_it(self):
        plan = self._plan(1000, user_id=self.salesperson.id)
        plan.action_measure()
        accountant = self._accountant()
        action = plan.with_user(accountant).action_view_documents()
        moves = self.env["account.move"].with_user(accountant).search(action["domain"])
        self.assertEqual(sum(moves.mapped("amount_untaxed_signed")), plan.actual)
        self.assertEqual(plan.actual, 1800)
        ahead = self._plan(10, date_from="2025-01-01", date_to="2025-12-31")
        with self.assertRaisesRegex(UserError, "no documents"):
            ahead.action_view_documents()

    def test_the_job_measures_and_costs_a_statement_for_each_kind(self):
        plan = self._plan(3000)
        plan.action_split_months()
        for month in plan.child_ids:
            month.action_split_people()
        with self.enter_registry_test_mode():
            self.env.ref("keqing_reports.ir_cron_target_measure").method_direct_trigger()
        self.assertEqual(plan.actual, 2100)
        targets = plan._with_parts().sudo()
        targets._measure()
        self.env.flush_all()
        with self.assertQueryCount(10):  # the year; four months, and their people
            targets._measure()
            self.env.flush_all()

    def test_a_director_puts_it_in_force(self):
        plan = self._plan(1000, territory_id=self.north.id)
        mine = plan.with_user(self.manager)
        mine.action_split_months()
        mine.child_ids[0].amount = 70
        with self.assertRaises(AccessError):
            mine.action_confirm()
        plan.action_confirm()
        self.assertEqual({*plan.child_ids.mapped("state")}, {"confirmed"})
        for refused in (
            lambda: mine.child_ids[0].write({"amount": 7}),
            lambda: mine.child_ids[0].unlink(),
            lambda: mine.action_remove_parts(),
            lambda: mine.copy({"parent_id": plan.id, "date_from": "2024-02-02"}),
            lambda: plan.write({"amount": 7}),
        ):
            with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
                refused()
        with self.assertRaisesRegex(UserError, "is a part"):
            plan.child_ids[0].action_draft()
        plan.action_draft()
        mine.child_ids[0].amount = 7

    def test_each_sees_own_targets(self):
        plan = self._plan(1000, territory_id=self.country.id)
        plan.action_split_territories()
        north = plan.child_ids.filtered(lambda part: part.territory_id == self.north)
        north.action_split_people()
        Target = self.env["keqing.target"]
        mine = Target.with_user(self.salesperson).search([])
        self.assertEqual(mine.mapped("user_id"), self.salesperson.with_user(self.salesperson))
        self.assertFalse(Target.with_user(self.colleague).search([("user_id", "!=", False)]))
        self.assertEqual(len(Target.with_user(self.manager).search([])), 2)
        with self.assertRaises(AccessError), mute_logger(QUIET):
            self._plan(user=self.manager, territory_id=self.south.id)
        with self.assertRaises(AccessError), mute_logger(QUIET):
            mine.write({"amount": 1})

    def test_parts_lie_in_their_whole(self):
        plan = self._plan(1000, territory_id=self.north.id)
        for values in (
            {"territory_id": self.south.id},
            {"date_to": "2025-01-31"},
            {"kpi_id": self.kpis["gross_margin"].id},
        ):
            outside = self.assertRaisesRegex(ValidationError, "lies outside")
            with outside, self.env.cr.savepoint():
                self._plan(10, parent_id=plan.id, **{"territory_id": self.harbour.id, **values})
        with self.assertRaisesRegex(ValidationError, "does not add up"):
            self._plan(kpi_id=self.kpis["margin_rate"].id)

    def test_incentives_by_tiers(self):
        """Half: nothing; 1,800 of 2,000 is nine tenths: 1 % and 50; 300 of 200: 2 % and 100."""
        plan = self._plan(
            2200,
            tier_ids=[
                Command.create({"reached_from": 80, "rate": 1, "bonus": 50}),
                Command.create({"reached_from": 100, "rate": 2, "bonus": 100}),
            ],
        )
        plan.action_split_people()
        people = {part.user_id: part for part in plan.child_ids}
        salesperson = people[self.salesperson.with_user(self.director)]
        colleague = people[self.colleague.with_user(self.director)]
        salesperson.amount, colleague.amount = 2000, 200
        salesperson.action_split_months()
        plan.action_confirm()
        self.assertEqual((salesperson.incentive, colleague.incentive), (68, 106))
        self.assertEqual((salesperson.level, colleague.level), ("short", "challenge"))
        self.assertFalse(any(salesperson.child_ids.mapped("incentive")))
        self.assertFalse(plan.incentive)

    def test_the_cockpit_shows_the_plan(self):
        plan = self._plan(1250)
        plan.action_split_months()
        march = plan.child_ids.filtered(lambda part: part.date_from.month == 3)
        quarter = (date(2024, 1, 1), date(2024, 3, 31))
        month = (date(2024, 3, 1), date(2024, 3, 31))

        def told(by="all", period=month, user=None, **options):
            rows = self._table("sales", by, period, user, **options)["rows"]
            return {row["label"]: row["values"][-1] for row in rows}

        self.assertEqual(told(), {"All customers": None})
        plan.action_confirm()
        self.assertEqual(march.amount, 1000)
        self.assertEqual(told(), {"All customers": 1000})
        self.assertEqual(told(period=quarter), {"All customers": 1000})
        half = (date(2024, 3, 10), date(2024, 4, 9))
        self.assertEqual(told(period=half), {"All customers": None})
        self.assertEqual(told(user=self.salesperson), {"Your customers": None})
        self.assertEqual(told("month", quarter)["Mar 2024"], 1000)
        plan.action_draft()
        for part in plan.child_ids:
            part.action_split_people()
        plan.action_confirm()
        self.assertEqual(told(), {"All customers": 1000})
        self.assertEqual(told("holder")["Salesperson"], 1000)
        shown = self.env["keqing.cockpit"].with_user(self.director).with_company(self.company)
        tile = shown.get_cockpit(day="2024-03-15")["tiles"][0]
        self.assertEqual(tile["reached"]["text"], "150.0 %")
