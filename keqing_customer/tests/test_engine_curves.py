# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from fractions import Fraction

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCommon


class CurveCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mark = cls._create_indicator("mark", mark_min=-1000, mark_max=100_000)

    def _judge(self, marks, **line):
        """The points that customers earn with these marks, in the same order."""
        customers = self._create_customers(len(marks))
        for customer, mark in zip(customers, marks, strict=True):
            self._assess(self.mark, customer, mark)
        self.run = self._compute_run(self._create_scorecard(lines=[self._line(self.mark, **line)]))
        return [self._evaluation(self.run, each).score for each in customers]

    def _points(self, *points):
        """The values of a line of points."""
        steps = [{"value_from": value, "points": earned} for value, earned in points]
        return {"curve": "points", "step_ids": [Command.create(step) for step in steps]}


@tagged("post_install", "-at_install")
class TestCurves(CurveCommon):
    def test_along_a_line_of_points(self):
        line = self._points((50, 60), (0, 0), (100, 100))
        self.assertEqual(
            self._judge([-5, 0, 25, 50, 75, 100, 120], **line), [0, 0, 30, 60, 80, 100, 100]
        )
        self.assertEqual(
            self.run.scorecard_id.line_ids.curve_summary,
            "at 0: 0 · at 50: 60 · at 100: 100",
        )

    def test_a_line_may_rise_and_fall(self):
        line = self._points((0, 0), (20, 100), (60, 20))
        self.assertEqual(self._judge([10, 40, 100], **line), [50, 60, 20])

    def test_what_is_missing_along_a_line(self):
        self._judge([20], **self._points((0, 0), (50, 50), (70, 100)))
        self.assertIn(
            "Enough by itself: Mark 40 instead of 20.",
            self.run.evaluation_ids.get_explanation()["outlook"],
        )

    def test_a_line_takes_two_points(self):
        for points in ([(1, 5)], [(1, 5), (1, 10)]):
            card = self._create_scorecard(lines=[self._line(self.mark, **self._points(*points))])
            self.assertIn("a line takes two points", card.caution)

    def test_a_bound_may_belong_to_the_step_below(self):
        steps = [(None, 100), (30, 60), (60, 20)]
        marks = [29.99, 30, 30.01, 60, 60.01]
        self.assertEqual(self._judge(marks, steps=list(steps)), [100, 60, 60, 20, 20])
        customers = self.run.evaluation_ids.partner_id
        customers.active = False
        self.assertEqual(
            self._judge(marks, steps=list(steps), steps_begin="above"), [100, 100, 60, 60, 20]
        )
        self.assertEqual(
            self.run.scorecard_id.line_ids.curve_summary,
            "up to 30: 100 · above 30: 60 · above 60: 20",
        )

    def test_in_percent_of_the_best(self):
        self.assertEqual(self._judge([80, 40, 10, 0, -10], curve="best"), [100, 50, 12.5, 0, 0])

    def test_the_best_of_nothing_is_nothing(self):
        self.assertEqual(self._judge([0, -5], curve="best"), [0, 0])

    def test_lower_is_better_has_no_best(self):
        self.mark.better = "lower"
        card = self._create_scorecard(lines=[self._line(self.mark, curve="best")])
        self.assertIn("lower is better", card.caution)

    def test_by_fifths(self):
        self.assertEqual(
            self._judge([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], curve="quintile"),
            [100, 100, 80, 80, 60, 60, 40, 40, 20, 20],
        )

    def test_the_same_value_is_in_the_better_fifth(self):
        self.assertEqual(self._judge([5, 5, 5, 5, 1], curve="quintile"), [100, 100, 100, 100, 20])
        self.run.evaluation_ids.partner_id.active = False
        self.mark.better = "lower"
        self.assertEqual(self._judge([1, 2, 3, 4, 5], curve="quintile"), [100, 80, 60, 40, 20])

    def test_the_rule_of_tobacco(self):
        """35 Q / Qmax + 55 M / Mmax + 5 for the trade + 5 for the shop."""
        bought = {"A": (1200, 60_000), "B": (800, 90_000), "C": (300, 15_000)}
        customers = {name: self._create_customer(name) for name in bought}
        trade, shop = (self._create_indicator(code) for code in ("trade", "shop"))
        for name, (quantity, amount) in bought.items():
            self._create_invoice(customers[name], amount, "2024-02-01", quantity=quantity)
            self._assess(trade, customers[name], 100)
            self._assess(shop, customers[name], 50)
        lines = [
            self._line("quantity", 35, curve="best"),
            self._line("purchase_amount", 55, curve="best"),
            self._line(trade, 5),
            self._line(shop, 5),
        ]
        run = self._compute_run(self._create_scorecard(lines=lines))
        for name, (quantity, amount) in bought.items():
            expected = Fraction(35 * quantity, 1200) + Fraction(55 * amount, 90_000) + 5
            expected += Fraction(5, 2)
            verdict = self._evaluation(run, customers[name])
            self.assertEqual(verdict.score, float(round(expected, 2)))


@tagged("post_install", "-at_install")
class TestFigures(CurveCommon):
    def _fact(self, code, date_from, date_to):
        self.env.flush_all()
        population = SQL("SELECT %s::int AS partner_id", self.customer.id)
        days = Date.to_date(date_from), Date.to_date(date_to)
        facts = self.indicators[code]._facts_sql(population, self.company, *days)
        [[__, value]] = self.env.execute_query(facts)
        return value

    def setUp(self):
        super().setUp()
        self.customer = self._create_customer()

    def test_average_invoice(self):
        quarter = "2024-01-01", "2024-03-31"
        self.assertIsNone(self._fact("average_invoice", *quarter))
        for amount, refund in ((300, False), (100, False), (50, True)):
            self._create_invoice(self.customer, amount, "2024-02-01", refund=refund)
        self.assertEqual(self._fact("average_invoice", *quarter), 175)

    def test_quantity_is_in_one_unit(self):
        quarter = "2024-01-01", "2024-03-31"
        self.assertEqual(self._fact("quantity", *quarter), 0)
        self._create_invoice(self.customer, 300, "2024-02-01", quantity=5)
        self._create_invoice(self.customer, 300, "2024-02-01", quantity=1, refund=True)
        dozens = self._create_invoice(self.customer, 300, "2024-02-01", quantity=2, post=False)
        dozens.invoice_line_ids.product_uom_id = self.env.ref("uom.product_uom_dozen")
        dozens.action_post()
        self.assertEqual(self._fact("quantity", *quarter), 5 - 1 + 24)

    def test_days_sales_outstanding_and_what_is_late_of_them(self):
        """Receivables, of these not due, and sales of thirty days."""
        april = "2024-04-01", "2024-04-30"
        for receivable, current, sales, expected in (
            (25_000, 6_000, 15_000, (50, 12, 38)),
            (15_000, 4_000, 10_000, (45, 12, 33)),
        ):
            with self.subTest(receivable=receivable):
                self.customer = self._create_customer()
                self._create_invoice(
                    self.customer, receivable - current, "2024-03-01", due="2024-03-31"
                )
                self._create_invoice(self.customer, current, "2024-04-10", due="2024-05-10")
                paid = self._create_invoice(self.customer, sales - current, "2024-04-05")
                self._pay(paid, sales - current, "2024-04-06")
                codes = "dso", "dso_best", "days_delinquent"
                self.assertEqual(tuple(self._fact(code, *april) for code in codes), expected)
