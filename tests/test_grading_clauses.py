# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The grading clauses of the five policies, each as its authors would try it out."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_customer.tests.common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestGradingClauses(CustomerCommon):
    def _customers_who_bought(self, *amounts, **values):
        customers = self._create_customers(len(amounts), **values)
        for customer, amount in zip(customers, amounts, strict=True):
            if amount:
                self._create_invoice(customer, amount, "2024-02-10")
        return customers

    def test_s1_15_key_normal_special_by_quota(self):
        """25 : 70 : 5 of the customers; of twenty, five are key, fourteen normal, one special."""
        scale = self.env.ref("keqing_customer.scale_key")
        scorecard = self._create_scorecard("quota", thresholds=(25, 70, 5), scale_id=scale.id)
        customers = self._customers_who_bought(*range(9_500, 7_500, -100))
        run = self._compute_run(scorecard)
        self.assertEqual(self._grades(run, customers), ["K"] * 5 + ["N"] * 14 + ["S"])

    def test_s1_13_s1_14_the_few_who_bring_most_of_the_profit(self):
        """Two of ten customers bring four fifths of the margin: the others are not A."""
        margin = self.indicators["gross_margin"]
        scorecard = self._create_scorecard(
            "cumulative", thresholds=(80, 95, 100), cut_indicator_id=margin.id
        )
        free = self._create_product("Sample", standard_price=0)  # all of the price is margin
        customers = self._create_customers(10)
        for customer, amount in zip(customers, [5_000, 3_000, *[250] * 8], strict=True):
            self._create_invoice(customer, amount, "2024-02-10", product=free)
        run = self._compute_run(scorecard)
        self.assertEqual(self._grades(run, customers), [*"AA", *["B"] * 6, *"CC"])

    def test_s1_16_s3_16_s4_02_a_grade_carries_the_service_standard(self):
        """A is talked to every month, B every two, C every quarter; the numbers are data."""
        customer = self._customers_who_bought(9_000)
        self._confirm_run(self._create_scorecard())
        grade = customer.with_company(self.company).keqing_grade_id
        self.assertEqual(grade, self.grade_a)
        self.assertEqual(
            [(each.contact_interval, each.contact_interval_unit) for each in self.scale.grade_ids],
            [(1, "month"), (2, "month"), (3, "month")],
        )
        self.assertTrue(all(each.strategy for each in self.scale.grade_ids))
        self.grade_a.contact_interval = 2
        self.assertEqual(customer.with_company(self.company).keqing_grade_id.contact_interval, 2)

    def test_s0_33_s1_20_the_four_degrees_with_their_coverage(self):
        """Satisfaction, loyalty, contribution and dependence; what nobody asked is not counted."""
        satisfaction = self.indicators["satisfaction"]
        lines = [
            self._line(satisfaction, weight=25, floor=1, target=5),
            self._line("repurchase", weight=15, target=1),
            self._line("tenure", weight=10, target=100),
            self._line("contribution", weight=25, target=50),
            self._line("dependence", weight=25, floor=1, target=5),
        ]
        scorecard = self._create_scorecard(lines=lines, purpose="relationship")
        loyal, other = self._create_customers(2)
        free = self._create_product("Sample", standard_price=0)  # all of the price is margin
        for customer, amount, date in (
            (loyal, 3_000, "2023-12-22"),  # 100 days before the quarter's end
            (loyal, 1_000, "2024-02-10"),
            (other, 3_000, "2024-02-10"),
        ):
            self._create_invoice(customer, amount, date, product=free)
        self._assess(satisfaction, loyal, 4)
        evaluation = self._evaluation(self._compute_run(scorecard), loyal)
        # 25 x 75 % + 15 x 100 % + 10 x 100 % + 25 x 50 % (a quarter of the margin), of 75 known
        self.assertEqual(evaluation.coverage, 75)
        self.assertEqual(evaluation.score, 75)

    def test_s1_04_s1_32_stars_by_enthusiasm(self):
        """One to five stars by how warm the customer is towards us."""
        enthusiasm = self.indicators["enthusiasm"]
        scorecard = self._create_scorecard(
            lines=[self._line(enthusiasm, floor=0, target=5)],
            thresholds=(100, 80, 60, 40, 0),
            scale_id=self.env.ref("keqing_customer.scale_stars").id,
        )
        customers = self._customers_who_bought(*[100] * 5)
        for mark, customer in enumerate(customers, start=1):
            self._assess(enthusiasm, customer, mark)
        run = self._compute_run(scorecard)
        self.assertEqual(self._grades(run, customers), ["1★", "2★", "3★", "4★", "5★"])

    def test_s2_42_to_46_the_policy_chooses_the_cycle(self):
        """Frequency, amount and satisfaction, by the quarter, the half-year or the year."""
        satisfaction = self.indicators["satisfaction"]
        lines = [
            self._line("purchase_frequency", weight=40, target=4),
            self._line("purchase_amount", weight=40, target=4_000),
            self._line(satisfaction, weight=20, floor=1, target=5),
        ]
        scorecard = self._create_scorecard(lines=lines)
        customer = self._create_customer()
        for date in ("2023-05-10", "2023-08-10", "2023-11-10", "2023-12-10"):
            self._create_invoice(customer, 1_000, date)
        self._assess(satisfaction, customer, 5, date="2023-12-20")
        scores = {}
        for cycle in ("quarter", "half", "year"):
            scorecard.period = cycle
            run = self._compute_run(scorecard, "2023-12-31")
            scores[cycle] = self._evaluation(run, customer).score
            run.action_cancel()
        # two, three and four invoices of a thousand each
        self.assertEqual(scores, {"quarter": 60, "half": 80, "year": 100})

    def test_s3_05_s4_29_grades_move_with_what_customers_do(self):
        """A C customer that buys more becomes B at the next periodic evaluation, and so on down."""
        scorecard = self._create_scorecard(customer_type_ids=[Command.set(self.outlet.ids)])
        customer = self._customers_who_bought(3_000)
        self._confirm_run(scorecard)
        self._create_invoice(customer, 5_000, "2024-05-10")
        self._create_invoice(customer, 1_000, "2024-08-10")
        in_company = customer.with_company(self.company)
        for now, expected in (
            ("2024-04-10", ("C", False)),
            ("2024-07-01", ("B", "up")),
            ("2024-10-01", ("C", "down")),
        ):
            with freeze_time(f"{now} 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
            waiting = scorecard.run_ids.filtered(lambda run: run.state == "computed")
            waiting.action_confirm()
            self.assertEqual(
                (in_company.keqing_grade_id.code, in_company.keqing_grade_trend), expected
            )

    def test_s0_46_s0_47_s4_01_customers_are_found_by_their_grade(self):
        """Segments are there to work with: customers filter and group by grade."""
        customers = self._customers_who_bought(9_000, 5_000, 1_000, 0)
        self._confirm_run(self._create_scorecard())
        Partner = self.env["res.partner"].with_company(self.company)
        self.assertEqual(
            Partner.search([("keqing_grade_id.code", "=", "A"), ("id", "in", customers.ids)]),
            customers[0],
        )
        groups = Partner._read_group(
            [("id", "in", customers.ids)], ["keqing_grade_id"], ["__count"]
        )
        self.assertEqual({grade.code: count for grade, count in groups}, {"A": 1, "B": 1, "C": 2})
