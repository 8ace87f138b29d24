# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.assignment.keqing_assignment import Effective
from .common import CustomerCommon

BORDERS = [date(year, month, 1) for year in (2023, 2024) for month in (1, 3, 4, 6, 7)][:-1]
RATES = ((date(2022, 1, 1), 0.5), (date(2024, 3, 1), 0.25))


class Bought(NamedTuple):
    """An invoice or credit note."""

    company: Any
    day: date
    amount: int
    is_foreign: bool
    is_refund: bool

    @property
    def worth(self):
        """In company currency, less than nothing for a credit note."""
        rate = max((day, rate) for day, rate in RATES if day <= self.day)[1]
        worth = self.amount / rate if self.is_foreign else self.amount
        return -worth if self.is_refund else worth


class Life:
    """What became of a customer, told by plain Python."""

    def __init__(self, kind, home, moved_on, place):
        self.kind, self.home, self.moved_on, self.place = kind, home, moved_on, place
        self.bought, self.grades = [], {}

    def since(self, company):
        """The day of its first invoice of a company, or None."""
        days = [each.day for each in self.bought if each.company == company and not each.is_refund]
        return min(days, default=None)

    def place_on(self, day):
        return self.home if day < self.moved_on else self.place

    def first_year(self, company):
        since = self.since(company)
        return sum(
            each.worth
            for each in self.bought
            if each.company == company and since <= each.day < since + relativedelta(years=1)
        )


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

    def test_a_branch_counts_for_its_head_and_not_the_other_way_round(self):
        """Who bought first from a branch is no new customer of the head's when it buys there."""
        head, customer = self._create_target(), self._create_customer()
        branch = self.env["res.company"].create(
            {"name": "Yilong Wharf", "parent_id": self.company.id}
        )
        self.manager.company_ids += branch
        receivable = customer.property_account_receivable_id
        name = "property_account_receivable_id"
        self.env["ir.default"].set("res.partner", name, receivable.id, company_id=branch.id)
        own = self._create_target(company_id=branch.id)
        self._create_invoice(customer, 100, "2024-02-01", company=branch)
        self._create_invoice(customer, 40, "2024-03-01")
        (head + own).invalidate_recordset()
        self.assertEqual([head.customer_count, head.amount], [1, 140])
        self.assertEqual([own.customer_count, own.amount], [1, 100])
        other = self._create_customer()
        self._create_invoice(other, 100, "2024-02-01")
        (head + own).invalidate_recordset()
        self.assertEqual([head.customer_count, own.customer_count], [2, 1])

    def test_drafts_and_credit_notes_make_no_customer(self):
        target = self._create_target()
        customer = self._newcomer(("2024-02-01", -100))
        self._create_invoice(customer, 100, "2024-02-02", post=False)
        self.assertEqual(target.customer_count, 0)

    def test_what_is_taken_back_before_the_first_invoice_is_not_of_its_year(self):
        target = self._create_target()
        self._newcomer(("2024-02-01", -100), ("2024-03-01", 100))
        self.assertEqual(target.amount, 100)

    def test_figures_equal_an_independent_count(self):
        """Random customers and targets, counted again one by one.

        In two companies and two currencies, with credit notes, customers that move, and days that
        lie on the borders of periods and years.
        """
        chance = Random(7)
        self._create_rates()
        places = [self.country, self.north, self.south, self.harbour]
        kinds = [self.seller, self.outlet]
        story = [self._live(chance, places, kinds) for __ in range(40)]
        below = {
            self.country: set(places),
            self.north: {self.north, self.harbour},
            self.south: {self.south},
            self.harbour: {self.harbour},
            self.seller: set(kinds),
            self.outlet: {self.outlet},
        }
        expected = {}
        for company, place, kind in product(
            [self.company, self.other_company], places, [*kinds, self.seller.browse()]
        ):
            for first, last in pairwise(sorted(chance.sample(BORDERS, 4))):
                target = self._create_target(
                    company_id=company.id,
                    territory_id=place.id,
                    customer_type_id=kind.id,
                    user_id=False,
                    date_from=first,
                    date_to=last - timedelta(1),
                    quality_grade_id=self.grade_b.id,
                )
                count = amount = graded = good = 0
                for life in story:
                    since = life.since(company)
                    if not since or not first <= since < last:
                        continue
                    if life.place_on(since) not in below[place]:
                        continue
                    if kind and life.kind not in below[kind]:
                        continue
                    count += 1
                    amount += life.first_year(company)
                    graded += bool(life.grades.get(company))
                    good += life.grades.get(company) in (self.grade_a, self.grade_b)
                quality = round(100 * good / graded, 1) if graded else 0
                expected[target] = (count, round(amount, 2), graded, quality)
        targets = self.env["keqing.development.target"].concat(*expected)
        targets.invalidate_recordset()
        for target, figures in expected.items():
            found = (target.customer_count, target.amount, target.graded_count, target.quality)
            self.assertEqual(found, figures, target.display_name)
            worth = sum(self._opened(target).mapped("amount_untaxed_signed"))
            self.assertAlmostEqual(worth, target.amount, 2)
        self.assertGreater(len(set(expected.values())), 20, "they differ")
        self.assertTrue(any(graded for __, __, graded, __ in expected.values()))

    def _create_rates(self):
        """What a unit of the company's currency is worth in Mora."""
        self.mora = self.env["res.currency"].create({"name": "MOR", "symbol": "M"})
        for company, (day, rate) in product((self.company, self.other_company), RATES):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.mora.id,
                    "company_id": company.id,
                    "name": day,
                    "rate": rate,
                }
            )

    def _live(self, chance, places, kinds):
        """A customer that buys, gives back and moves, as chance decides."""
        home, place = chance.choice(places), chance.choice(places)
        life = Life(chance.choice(kinds), home, chance.choice(BORDERS), place)
        customer = self._create_customer(
            keqing_customer_type_id=life.kind.id, keqing_territory_id=home.id
        )
        customer.with_context(keqing_effective=Effective(life.moved_on)).write(
            {"keqing_territory_id": place.id}
        )
        for __ in range(chance.randrange(4)):
            company = chance.choice([self.company, self.company, self.other_company])
            currency = chance.choice([self.mora, company.currency_id])
            bought = Bought(
                company,
                chance.choice(BORDERS) - timedelta(chance.randrange(2)),
                chance.randrange(1, 900),
                currency == self.mora,
                chance.random() < 0.3,
            )
            self._create_invoice(
                customer,
                bought.amount,
                bought.day,
                refund=bought.is_refund,
                currency=currency,
                company=company,
            )
            life.bought.append(bought)
        for company in (self.company, self.other_company):
            grade = chance.choice([self.grade_a, self.grade_b, self.grade_c, None])
            customer.sudo().with_company(company).keqing_grade_id = life.grades[company] = grade
        return life

    def test_any_number_of_targets_costs_the_same(self):
        targets = self._create_target() + self._create_target(territory_id=self.south.id)
        targets += self._create_target(customer_type_id=self.outlet.id)
        self.env.flush_all()
        targets.invalidate_recordset(flush=False)
        targets.fetch(["company_id", "date_from", "date_to"])
        self.env["account.cash.rounding"]._keqing_is_known()  # kept once it is asked for
        with self.assertQueryCount(1):
            targets._actuals()

    def test_customers_are_those_counted(self):
        target = self._create_target(customer_type_id=self.outlet.id)
        customer = self._newcomer(("2024-02-01", 100))
        self._newcomer(("2024-02-01", 100), keqing_customer_type_id=self.seller.id)
        self._newcomer(("2024-02-01", 100), keqing_territory_id=self.south.id)
        gone = self._newcomer(("2024-03-01", 100))
        gone.active = False
        action = target.action_view_customers()
        found = self.env["res.partner"].with_context(**action["context"]).search(action["domain"])
        self.assertEqual(found, customer + gone)
        self.assertEqual(len(found), target.customer_count)
        for nothing in ([None], [False], ["x"]):
            with self.assertRaises(UserError):
                call_kw(target, "action_view_customers", [nothing], {})

    def test_the_amount_opens_the_invoices_that_it_adds_up(self):
        target = self._create_target(customer_type_id=self.outlet.id)
        customer = self._newcomer(("2024-02-29", 1000), ("2024-03-10", -300), ("2024-07-01", 50))
        self._newcomer(("2024-02-01", 70), keqing_customer_type_id=self.seller.id)
        self._newcomer(("2024-02-01", 70), keqing_territory_id=self.south.id)
        with freeze_time("2025-03-01 03:00:00"):
            self._create_invoice(customer, 7, "2025-02-27")
            self._create_invoice(customer, 1, "2025-02-28")  # in its second year
        invoices = self._opened(target)
        self.assertEqual(invoices.partner_id, customer)
        self.assertEqual(sorted(invoices.mapped("amount_untaxed_signed")), [-300, 7, 50, 1000])
        nobodys = self._create_target(territory_id=self.south.id, date_from="2024-03-01")
        self.assertFalse(self._opened(nobodys))
        with self.assertRaises(AccessError):
            target.with_user(self.director).action_view_documents()  # who sees no invoices

    def _opened(self, target):
        """The invoices behind the amount."""
        action = target.action_view_documents()
        return self.env[action["res_model"]].search(action["domain"])

    def test_screens_cost_the_same_for_one_and_for_many(self):
        """What the list, the cards and the form of targets ask for."""
        Target = self.env["keqing.development.target"]
        views = Target.get_views([(False, "list"), (False, "kanban"), (False, "form")])["views"]
        kinds = self.env["keqing.customer.type"].create([{"name": str(i)} for i in range(50)])
        whole = self._create_target(customer_count_planned=1000)
        parts = Target.concat(
            *(self._create_target(parent_id=whole.id, customer_type_id=kind.id) for kind in kinds)
        )
        one_part = self._create_target(territory_id=self.south.id, user_id=self.manager.id)
        self._create_target(
            parent_id=one_part.id, territory_id=self.south.id, customer_type_id=kinds[0].id
        )
        for place in (self.north, self.south):
            self._newcomer(
                ("2024-02-01", 100),
                keqing_customer_type_id=kinds[0].id,
                keqing_territory_id=place.id,
            )

        def cost(domain, kind):
            arch = etree.fromstring(views[kind]["arch"])
            names = {node.get("name") for node in arch.iter("field")} & set(Target._fields)
            specification = {name: {} for name in names - {"child_ids"}}
            specification["territory_id"] = specification["user_id"] = {
                "fields": {"display_name": {}}
            }
            if kind == "form":
                specification["child_ids"] = {"fields": {"customer_count": {}, "progress": {}}}
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = Target.with_user(self.director).web_search_read(domain, specification)
            self.assertEqual(len(found["records"]), Target.search_count(domain))
            return self.cr.sql_log_count - before

        one, many = [("id", "=", parts[0].id)], [("id", "in", parts.ids)]
        for kind, most in (("list", 12), ("kanban", 12), ("form", 13)):
            with self.subTest(kind):
                cost(one, kind)  # caches of the server are warm
                self.assertEqual(cost(one, kind), cost(many, kind))
                self.assertLessEqual(cost(many, kind), most)
        wholes = [[("id", "=", target.id)] for target in (one_part, whole)]
        self.assertEqual(*(cost(domain, "form") for domain in wholes))

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

    @contextmanager
    def _refuses(self, words):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(ValidationError) as refused:
            yield
        self.assertRegex(str(refused.exception), words)

    def test_parts_that_come_back_or_move_are_counted_too(self):
        whole, other = self._create_target(), self._create_target(territory_id=self.country.id)
        part = {"territory_id": self.harbour.id, "customer_count_planned": 6}
        self._create_target(**part, parent_id=whole.id)
        rest = self._create_target(
            **part, parent_id=whole.id, customer_type_id=self.outlet.id, active=False
        )
        elsewhere = self._create_target(**part, parent_id=other.id, customer_type_id=self.seller.id)
        too_many = "“North.* plans 10 customers, its parts together 12. Raise the whole or"
        for target, values, words in (
            (rest, {"active": True}, too_many),
            (elsewhere, {"parent_id": whole.id}, too_many),
            (whole, {"territory_id": self.south.id}, "“Harbour.* part of “South.*: its territory"),
            (
                whole,
                {"date_to": "2024-06-30"},
                "“Harbour.* part of “North.*Jun 30, 2024”: its period",
            ),
        ):
            before = target.read(values)
            with self.subTest(**values), self._refuses(words):
                target.write(values)
            self.assertEqual(target.read(values), before)

    def test_a_whole_does_not_go_before_its_parts(self):
        whole = self._create_target()
        part = self._create_target(parent_id=whole.id, territory_id=self.harbour.id)
        with self._refuses("“North.*is archived.*“Harbour.*archive the"):
            whole.active = False
        with self._refuses("“Harbour.*part of “North.*delete it first"):
            whole.unlink()
        self.assertTrue(whole.active and whole.exists())
        (whole + part).action_archive()
        self.assertFalse(whole.active or part.active)
        (whole + part).unlink()

    def test_the_same_is_not_planned_twice(self):
        year = self._create_target()
        quarter = {"date_from": "2024-10-01", "date_to": "2024-12-31"}
        self._create_target(**quarter, parent_id=year.id, customer_count_planned=5)
        self._create_target(**quarter, customer_type_id=self.outlet.id)
        self._create_target(**quarter, territory_id=self.harbour.id)
        self._create_target(**quarter, company_id=self.other_company.id, user_id=False)
        after = self._create_target(date_from="2025-01-01", date_to="2025-12-31")
        archived = self._create_target(active=False)
        words = "“North.*overlaps with “North.*change the period, the type or the territory"
        for twice in (
            lambda: self._create_target(),
            lambda: self._create_target(date_from="2023-07-01", date_to="2024-01-01"),
            lambda: self._create_target(**quarter, parent_id=year.id, customer_count_planned=1),
            lambda: after.write({"date_from": "2024-12-31"}),
            lambda: archived.write({"active": True}),
            lambda: (
                self.env["keqing.development.target"]
                .with_user(self.manager)
                .web_save(year.copy_data()[0], {})
            ),
        ):
            with self._refuses(words):
                twice()

    def test_a_whole_that_one_does_not_see_is_kept_to(self):
        whole = self._create_target(territory_id=self.country.id)
        self._create_target(
            parent_id=whole.id, territory_id=self.south.id, customer_count_planned=5
        )
        part = self._create_target(parent_id=whole.id, customer_count_planned=4)
        mine = part.with_user(self.manager)
        self.assertFalse(mine.search([("id", "=", whole.id)]))
        mine.customer_count_planned = 5
        with self._refuses("“Country.* plans 10 .* together 11"):
            mine.customer_count_planned = 6
        self.assertEqual(part.customer_count_planned, 5)

    def test_nonsense_is_refused(self):
        target = self._create_target()
        for name, value, label in (
            ("customer_count_planned", 0, "Planned Customers"),
            ("customer_count_planned", -3, "Planned Customers"),
            ("quality_planned", 101, "Planned Quality"),
            ("amount_planned", -1, "Planned Amount"),
        ):
            words = f"“{label}” cannot be {value}"
            with self.subTest(name, value=value):
                with self._refuses(f"North.*Dec 31, 2024: {words}"):
                    target.with_user(self.manager).web_save({name: value}, {})
                with self._refuses(words):
                    self._create_target(territory_id=self.south.id, **{name: value})
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._create_target(date_from="2025-01-01")

    # Telling

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_development_target").method_direct_trigger()

    def test_each_milestone_is_told_once(self):
        target = self._create_target(customer_count_planned=2)
        self.assertEqual(target.user_id, self.manager)
        self._run_cron()
        self.assertEqual(self._told(target), [])
        self._newcomer(("2024-02-01", 100))
        for __ in range(2):
            self._run_cron()
        self.assertEqual(self._told(target), ["50 % reached: 1 of 2 new customers."])
        self._newcomer(("2024-02-01", 100))
        for __ in range(2):
            self._run_cron()
        self.assertEqual(
            self._told(target)[1:],
            ["100 % reached: 2 of 2 new customers."],
            "90 was passed on the way",
        )
        self.assertIn(self.manager.partner_id, target.message_ids.notified_partner_ids)

    def _told(self, targets):
        """What was said of targets, in the order in which it was."""
        messages = targets.message_ids.sorted("id")
        return [message.preview for message in messages if "reached" in (message.preview or "")]

    def test_each_of_three_milestones_is_told_once(self):
        target = self._create_target()
        for __ in range(11):
            self._newcomer(("2024-02-01", 100))
            target.invalidate_recordset()
            self._run_cron()
            self._run_cron()  # the job is doubled
        words = "%s reached: %s of 10 new customers."
        self.assertEqual(
            self._told(target), [words % ("50 %", 5), words % ("90 %", 9), words % ("100 %", 10)]
        )

    def test_the_language_is_that_of_who_is_told(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_CN"])
        self.manager.lang = "zh_CN"
        target = self._create_target(customer_count_planned=1)
        self._newcomer(("2024-02-01", 100))
        self._run_cron()
        [told] = target.message_ids.filtered(lambda message: "100" in message.body)
        self.assertIn("新客户", told.body)

    def test_a_late_job_tells_what_was_reached_in_time_once(self):
        target = self._create_target(date_to="2024-06-30", customer_count_planned=1)
        other = self._create_target(
            territory_id=self.harbour.id, date_to="2024-06-30", customer_count_planned=2
        )
        self._newcomer(("2024-06-30", 100))
        with freeze_time("2024-07-20 03:00:00"):
            for __ in range(2):
                self._run_cron()
            self.assertEqual(self._told(target), ["100 % reached: 1 of 1 new customers."])
            self.assertEqual(self._told(other), ["50 % reached: 1 of 2 new customers."])
            self._create_invoice(self._create_customer(), 100, "2024-07-01")  # too late to count
            self._run_cron()
        self.assertEqual(len(self._told(target + other)), 2)

    def test_who_tells_at_the_same_time_tells_once(self):
        target = self._create_target(customer_count_planned=1)
        self._newcomer(("2024-02-01", 100))
        Target = self.env.registry[target._name]
        nobody = target.browse()
        with patch.object(Target, "try_lock_for_update", return_value=nobody):
            self._run_cron()
        self.assertEqual(self._told(target), [], "another process holds it, and tells")
        self._run_cron()
        self.assertEqual(len(self._told(target)), 1)

    def test_a_milestone_lost_and_reached_again_is_not_told_again(self):
        target = self._create_target(customer_count_planned=1)
        customer = self._newcomer(("2024-02-01", 100))
        self._run_cron()
        invoice = self.env["account.move"].search([("partner_id", "=", customer.id)])
        invoice.button_draft()
        target.invalidate_recordset()
        self._run_cron()
        invoice.action_post()
        target.invalidate_recordset()
        self._run_cron()
        self.assertEqual(len(self._told(target)), 1)

    @freeze_time("2024-06-30 17:00:00")
    def test_progress_is_told_by_the_day_of_the_company(self):
        elsewhere = self.env.ref("base.user_root").company_id
        self.assertNotEqual(elsewhere, self.company)
        elsewhere.partner_id.tz = "UTC"
        self.company.partner_id.tz = "Asia/Taipei"
        target = self._create_target(date_from="2024-07-01", customer_count_planned=1)
        self._newcomer(("2024-07-01", 100))
        self._run_cron()
        self.assertEqual(len(self._told(target)), 1)

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

    def test_nobody_plans_themselves_into_what_others_do(self):
        """To be responsible is to see the figures."""
        own = self._create_target(territory_id=self.harbour.id).with_user(self.manager)
        there = {"territory_id": self.south.id, "user_id": self.manager.id}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.write(there)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.copy(there)

    def test_a_salesperson_sees_the_whole_figure(self):
        """Figures count customers of colleagues; the list shows only one's own."""
        target = self._create_target(territory_id=self.harbour.id)
        self._newcomer(("2024-02-01", 100), user_id=self.manager.id)
        self.assertEqual(target.with_user(self.salesperson).customer_count, 1)
