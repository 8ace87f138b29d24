# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


class ScorecardCommon(CustomerCommon):
    """Marks from 0 to 100 on the first quarter of 2024."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mark = cls._create_indicator("mark")
        cls.customers = cls._create_customers(4)

    def _assess_all(self, *marks, indicator=None):
        """Marks of the first customers; None for no mark."""
        for customer, mark in zip(self.customers, marks, strict=False):
            if mark is not None:
                self._assess(indicator or self.mark, customer, mark)

    def _points(self, line, *marks):
        """Points that a scorecard of one line gives for these marks."""
        self._assess_all(*marks)
        run = self._compute_run(self._create_scorecard(lines=[line]))
        verdicts = [self._evaluation(run, customer) for customer in self.customers]
        return [verdict.lines[0][1] for verdict in verdicts[: len(marks)]]


@tagged("post_install", "-at_install")
class TestRefusals(ScorecardCommon):
    """Nobody is judged by what contradicts itself, and the message says where and what to do."""

    def _refused(self, scorecard, *words, day="2024-03-31"):
        run = self._create_run(scorecard, day)
        with self.assertRaises(UserError) as refusal:
            run.action_compute()
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.assertRecordValues(
            run, [{"state": "draft", "definition": False, "total_count": 0, "done_count": 0}]
        )
        self.assertFalse(run.evaluation_ids)
        self.assertFalse(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))
        return str(refusal.exception)

    def _mark_line(self, **values):
        return self._line(self.mark, **values)

    def test_it_says_so_before_a_run_is_refused(self):
        scorecard = self._create_scorecard(thresholds=(0, 0, 0))
        self.assertIn("overlap", scorecard.caution)
        for band, threshold in zip(scorecard.band_ids, (60, 40, 0), strict=True):
            band.threshold = threshold
        self.assertFalse(scorecard.caution)
        scorecard.line_ids.value_target = scorecard.line_ids.value_floor
        self.assertIn("set them apart", scorecard.caution)
        self.assertIn("Say which value earns 0 points", scorecard.line_ids.curve_summary)

    def test_a_new_one_has_a_scale_and_is_not_blamed(self):
        form = Form(self.env["keqing.scorecard"].with_user(self.admin))
        self.assertTrue(form.scale_id)
        self.assertFalse(form.caution)

    def test_no_indicator(self):
        scorecard = self._create_scorecard()
        scorecard.line_ids = [Command.clear()]
        self._refused(scorecard, "Grades of sellers", "Add at least one")

    def test_weights_that_do_not_add_up(self):
        lines = [self._mark_line(weight=60.5), self._line("growth", 30)]
        scorecard = self._create_scorecard(lines=lines)
        self._refused(scorecard, "Grades of sellers", "90.5", "until they add up to 100")

    def test_weights_in_thirds_add_up(self):
        weights = {"first": 33.33, "second": 33.33, "third": 33.34}
        lines = [
            self._line(self._create_indicator(code), weight) for code, weight in weights.items()
        ]
        run = self._compute_run(self._create_scorecard(lines=lines))
        self.assertEqual(run.state, "computed")

    def test_no_grades(self):
        scorecard = self._create_scorecard()
        scorecard.band_ids = [Command.clear()]
        self._refused(scorecard, "Grades of sellers", "no grades", "Choose a scale")

    def test_bands_that_overlap(self):
        for method in ("score", "share"):
            for thresholds in ((60, 60, 0), (40, 60, 0)):
                with self.subTest(method=method, thresholds=thresholds):
                    scorecard = self._create_scorecard(method, thresholds=thresholds)
                    self._refused(scorecard, "A and B overlap", "A must begin above 60")

    def test_bands_that_leave_a_gap(self):
        for method in ("score", "share"):
            with self.subTest(method=method):
                scorecard = self._create_scorecard(method, thresholds=(60, 40, 10))
                self._refused(scorecard, "Below 10 there is no grade", "C must begin at 0")

    def test_quotas_that_do_not_add_up(self):
        scorecard = self._create_scorecard("quota", thresholds=(25, 70, 4))
        self._refused(scorecard, "99 %", "until they make 100 %")

    def test_cumulative_bands_that_overlap(self):
        scorecard = self._create_scorecard("cumulative", thresholds=(80, 80, 100))
        self._refused(scorecard, "A and B overlap", "B must go beyond 80 %")

    def test_cumulative_bands_that_leave_a_gap(self):
        scorecard = self._create_scorecard("cumulative", thresholds=(80, 90, 95))
        self._refused(scorecard, "C must reach to 100 %")

    def test_no_figure_to_cut_by(self):
        scorecard = self._create_scorecard("share", thresholds=(20, 10, 0))
        scorecard.cut_indicator_id = False
        self._refused(scorecard, "Choose the figure to cut by")

    def test_floor_and_target_alike(self):
        scorecard = self._create_scorecard(lines=[self._mark_line(floor=5, target=5)])
        self._refused(scorecard, "Mark: 0 and 100 points are at the same value")

    def test_floor_and_target_the_wrong_way_round(self):
        scorecard = self._create_scorecard(lines=[self._mark_line(floor=9, target=1)])
        self._refused(scorecard, "Mark: 0 and 100 points are the wrong way round")
        self.mark.better = "lower"
        self._compute_run(scorecard, "2023-12-31")

    def test_steps_without_or_with_two_lowest(self):
        for steps in ([(1, 10), (2, 20)], [(None, 0), (None, 5), (2, 20)]):
            with self.subTest(steps):
                scorecard = self._create_scorecard(lines=[self._mark_line(steps=steps)])
                self._refused(scorecard, "Mark: the steps leave a gap")

    def test_steps_that_overlap(self):
        steps = [(None, 0), (2, 10), (2, 20)]
        scorecard = self._create_scorecard(lines=[self._mark_line(steps=steps)])
        self._refused(scorecard, "Mark: two steps overlap")

    def test_points_of_a_step_keep_to_their_limits(self):
        for points in (-1, 101):
            line = self._mark_line(steps=[(None, points)])
            with self.subTest(points), self.assertRaisesRegex(ValidationError, "Points"):
                self._create_scorecard(lines=[line])

    def test_provisional_days_without_grade(self):
        scorecard = self._create_scorecard(provisional_days=90)
        self._refused(scorecard, "Choose the provisional grade")

    def test_provisional_grade_of_another_scale(self):
        stars = self.env.ref("keqing_customer.grade_star_3")
        scorecard = self._create_scorecard(provisional_days=90, provisional_grade_id=stars.id)
        self._refused(scorecard, "Three stars")

    def test_grade_of_another_scale_in_a_band(self):
        scorecard = self._create_scorecard()
        stars = self.env.ref("keqing_customer.grade_star_3")
        with self.assertRaisesRegex(ValidationError, "Three stars is not on the scale A, B, C"):
            scorecard.band_ids[0].grade_id = stars

    def test_every_problem_is_told_at_once(self):
        scorecard = self._create_scorecard(
            lines=[self._mark_line(weight=50, target=0), self._line("growth", 30, target=0)],
            thresholds=(40, 60, 5),
        )
        message = self._refused(scorecard, "weights", "overlap", "no grade", "Mark:", "Growth:")
        self.assertEqual(message.count("•"), 5)

    def test_empty_population(self):
        nobody = self.env["keqing.customer.type"].create({"name": "Group buyer"})
        scorecard = self._create_scorecard(
            lines=[self._mark_line()], customer_type_ids=[Command.set(nobody.ids)]
        )
        self._refused(
            scorecard, "No customer is judged by “Grades of sellers”", "give customers a type"
        )

    def test_period_without_invoices(self):
        self._create_invoice(self.customers[0], 100, "2023-12-31")
        self._create_invoice(self.customers[0], 100, "2024-02-01", post=False)
        self._create_invoice(self.customers[0], 100, "2024-02-01", company=self.other_company)
        scorecard = self._create_scorecard()
        self._refused(scorecard, "Liyue Harbour Trading", "2024 Q1", "Post the invoices first")

    def test_marks_need_no_invoices(self):
        run = self._compute_run(self._create_scorecard(lines=[self._mark_line()]))
        self.assertEqual(run.state, "computed")

    def test_customer_without_territory(self):
        self._create_invoice(self.customers[0], 100, "2024-02-01")
        self.customers[2:].keqing_territory_id = False
        by_share = self._create_scorecard("share", thresholds=(20, 10, 0))
        weighs_share = self._create_scorecard(lines=[self._line("contribution")])
        for scorecard in (by_share, weighs_share):
            self._refused(
                scorecard,
                "Grades of sellers",
                "2 of them have none: Customer 2, Customer 3",
                "Give them a territory",
            )

    def test_currency_without_rate(self):
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        invoice = self._create_invoice(self.customers[0], 100, "2024-02-01", currency=currency)
        scorecard = self._create_scorecard()
        self._refused(scorecard, invoice.name, "MRA", "Liyue Harbour Trading", "Enter the rate")
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2024-01-01",
                "rate": 2,
            }
        )
        run = self.env["keqing.evaluation.run"].search([("scorecard_id", "=", scorecard.id)])
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_rate_of_another_company_is_no_rate(self):
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": self.other_company.id, "rate": 2}
        )
        self._create_invoice(self.customers[0], 100, "2024-02-01", currency=currency)
        self._refused(self._create_scorecard(), "MRA", "Enter the rate")

    def test_a_document_with_its_own_rate_needs_no_other(self):
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        self._create_invoice(
            self.customers[0], 100, "2024-02-01", currency=currency, invoice_currency_rate=4
        )
        run = self._compute_run(self._create_scorecard())
        self.assertEqual(self._evaluation(run, self.customers[0]).lines[0][0], 25)

    def test_currency_of_last_year_without_rate(self):
        """Growth reads last year's invoices, so their currency matters as well."""
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        self._create_invoice(self.customers[0], 100, "2024-02-01")
        invoice = self._create_invoice(self.customers[0], 100, "2023-02-01", currency=currency)
        scorecard = self._create_scorecard(lines=[self._line("growth")])
        self._refused(scorecard, invoice.name, "MRA")

    @freeze_time("2024-03-31 12:00:00")
    def test_period_that_is_not_over(self):
        scorecard = self._create_scorecard(lines=[self._mark_line()])
        self._refused(scorecard, "Grades of sellers", "2024-03-31", "wait for it, or simulate")

    def test_period_of_another_kind(self):
        scorecard = self._create_scorecard()
        with self.assertRaisesRegex(ValidationError, "is not one of its periods"):
            self.env["keqing.evaluation.run"].create(
                {
                    "scorecard_id": scorecard.id,
                    "date_from": "2024-02-01",
                    "date_to": "2024-04-30",
                }
            )


@tagged("post_install", "-at_install")
class TestCurves(ScorecardCommon):
    def test_linear_from_floor_to_target(self):
        line = self._line(self.mark, floor=20, target=60)
        self.assertEqual(self._points(line, 20, 30, 60), [0, 25, 100])

    def test_linear_stops_at_both_ends(self):
        line = self._line(self.mark, floor=20, target=60)
        self.assertEqual(self._points(line, 0, 100, None), [0, 100, None])

    def test_linear_downwards(self):
        self.mark.better = "lower"
        line = self._line(self.mark, floor=60, target=20)
        self.assertEqual(self._points(line, 70, 50, 20, 0), [0, 25, 100, 100])

    def test_a_step_begins_at_its_value(self):
        line = self._line(self.mark, steps=[(None, 5), (10, 50), (20, 100)])
        self.assertEqual(self._points(line, 9.99, 10, 19.99, 20), [5, 50, 50, 100])

    def test_steps_of_the_unknown_are_unknown(self):
        line = self._line(self.mark, steps=[(None, 5), (10, 50)])
        self.assertEqual(self._points(line, None, 0), [None, 5])

    def test_order_of_steps_does_not_matter(self):
        line = self._line(self.mark, steps=[(20, 100), (None, 5), (10, 50)])
        self.assertEqual(self._points(line, 15, 25), [50, 100])

    def test_percentile_is_the_share_of_those_who_are_worse(self):
        line = self._line(self.mark, curve="percentile")
        self.assertEqual(self._points(line, 10, 20, 30, 40), [12.5, 37.5, 62.5, 87.5])

    def test_percentile_counts_equals_half(self):
        line = self._line(self.mark, curve="percentile")
        self.assertEqual(self._points(line, 10, 20, 20, 20), [12.5, 62.5, 62.5, 62.5])

    def test_percentile_of_the_known_only(self):
        line = self._line(self.mark, curve="percentile")
        self.assertEqual(self._points(line, 10, None, 20, None), [25, None, 75, None])

    def test_percentile_downwards(self):
        self.mark.better = "lower"
        line = self._line(self.mark, curve="percentile")
        self.assertEqual(self._points(line, 10, 20, 30, 40), [87.5, 62.5, 37.5, 12.5])


@tagged("post_install", "-at_install")
class TestPopulation(ScorecardCommon):
    def _judged(self, **values):
        scorecard = self._create_scorecard(lines=[self._line(self.mark)], **values)
        return self._compute_run(scorecard).evaluation_ids.partner_id

    def test_types_and_those_below(self):
        buyer_type = self.env["keqing.customer.type"].create({"name": "Group buyer"})
        buyer = self._create_customer("Ningguang", keqing_customer_type_id=buyer_type.id)
        self.assertEqual(self._judged(), self.customers)
        self.assertEqual(self._judged(customer_type_ids=[Command.set(buyer_type.ids)]), buyer)

    def test_territories_and_those_below(self):
        self.customers[0].keqing_territory_id = self.south
        self.customers[1].keqing_territory_id = self.north
        self.customers[2].keqing_territory_id = False
        for territory, expected in {
            self.north: self.customers[1] | self.customers[3],
            self.south: self.customers[0],
            self.country: self.customers - self.customers[2],
        }.items():
            with self.subTest(territory.name):
                judged = self._judged(territory_ids=[Command.set(territory.ids)])
                self.assertEqual(judged.sorted("id"), expected.sorted("id"))

    def test_without_types_everybody_we_sell_to(self):
        known = self._judged(customer_type_ids=[Command.clear()])
        buyer = self._create_customer("Ningguang", keqing_customer_type_id=False)
        stranger = self._create_customer("Signora", keqing_customer_type_id=False)
        self._create_invoice(buyer, 1, "2024-01-01")
        self.assertEqual(buyer.customer_rank, 1)
        judged = self._judged(customer_type_ids=[Command.clear()])
        self.assertEqual(judged - known, buyer)
        self.assertNotIn(stranger, judged)

    def test_no_contacts_no_archived_none_of_another_company(self):
        self._create_customer("Buyer", is_company=False, parent_id=self.customers[0].id)
        self._create_customer("Rex Lapis", active=False)
        self._create_customer("Ayaka", company_id=self.other_company.id)
        person = self._create_customer("Zhongli", is_company=False)
        branch = self._create_customer("Branch", parent_id=self.customers[0].id)
        own = self._create_customer("Beidou", company_id=self.company.id)
        self.assertEqual(self._judged(), self.customers + person + branch + own)


@tagged("post_install", "-at_install")
class TestDefinition(ScorecardCommon):
    def test_scorecard_copies_all_that_judges(self):
        scorecard = self._create_scorecard(
            lines=[
                self._line(self.mark, 70, steps=[(None, 5), (10, 50)]),
                self._line("growth", 30, floor=-10, target=20),
            ],
            thresholds=(75, 50, 0),
            downgrade_after=2,
        )
        copy = scorecard.copy()
        self.assertEqual(copy.name, "Grades of sellers (copy)")
        self.assertEqual(copy._get_definition(), scorecard._get_definition())
        self.assertFalse(copy.line_ids & scorecard.line_ids)
        self.assertFalse(copy.line_ids.step_ids & scorecard.line_ids.step_ids)
        self.assertFalse(copy.run_ids)

    def test_indicator_and_scale_copy_under_another_code(self):
        indicator = self.indicators["purchase_amount"].copy()
        self.assertEqual(indicator.code, "purchase_amount_copy")
        scale = self.scale.copy()
        self.assertFalse(scale.code)
        self.assertEqual(scale.grade_ids.mapped("code"), ["A", "B", "C"])
        self.assertFalse(scale.grade_ids & self.scale.grade_ids)

    def test_indicator_copies_twice(self):
        copies = [self.indicators["purchase_amount"].copy() for __ in range(2)]
        self.assertEqual(len({copy.code for copy in copies}), 2)

    def test_another_scale_brings_its_bands(self):
        scorecard = self._create_scorecard()
        scorecard.scale_id = self.env.ref("keqing_customer.scale_stars")
        self.assertEqual(scorecard.band_ids.grade_id, scorecard.scale_id.grade_ids)

    def test_a_new_grade_keeps_the_thresholds_of_the_others(self):
        scale = self.scale.copy()
        scorecard = self._create_scorecard(scale_id=scale.id, thresholds=(80, 50, 0))
        self.assertEqual(scorecard.band_ids.mapped("threshold"), [80, 50, 0])

    def test_an_indicator_stands_once_on_a_scorecard(self):
        lines = [self._line(self.mark, 50), self._line(self.mark, 50)]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_scorecard(lines=lines)

    def test_a_run_keeps_the_scorecard_it_was_computed_with(self):
        self._assess_all(50, 30)
        scorecard = self._create_scorecard(lines=[self._line(self.mark)])
        run = self._compute_run(scorecard)
        before = run.definition
        explained = self._evaluation(run, self.customers[0]).get_explanation()
        scorecard.band_ids[0].threshold = 45
        scorecard.line_ids.value_target = 50
        self.assertEqual(run.definition, before)
        self.assertEqual(self._evaluation(run, self.customers[0]).get_explanation(), explained)
        self.assertEqual(self._grades(run, self.customers), ["B", "C", False, False])

    def test_computing_anew_takes_the_scorecard_as_it_is_now(self):
        self._assess_all(50, 30)
        scorecard = self._create_scorecard(lines=[self._line(self.mark)])
        run = self._compute_run(scorecard)
        scorecard.line_ids.value_target = 50
        run.action_recompute()
        self.assertEqual(self._grades(run, self.customers), ["A", "A", False, False])

    def test_a_grade_that_was_given_cannot_be_deleted(self):
        self._assess_all(100)
        self._compute_run(self._create_scorecard(lines=[self._line(self.mark)]))
        for record in (self.grade_a, self.grade_a.scale_id):
            with self.assertRaisesRegex(UserError, "Grade .* stands in evaluations"):
                record.unlink()

    def test_periods_have_names(self):
        for kind, day, name in (
            ("month", "2024-02-29", "Feb 2024"),
            ("quarter", "2024-12-31", "2024 Q4"),
            ("half", "2024-06-30", "2024 H1"),
            ("half", "2024-07-01", "2024 H2"),
            ("year", "2024-05-05", "2024"),
            ("rolling", "2024-02-29", "12 months to Feb 2024"),
        ):
            with self.subTest(kind=kind, day=day):
                scorecard = self._create_scorecard(period=kind)
                run = self._create_run(scorecard, day)
                self.assertEqual(run.period_name, name)
                self.assertEqual(run.name, f"{name} · Grades of sellers")

    @freeze_time("2026-07-01")
    def test_a_run_proposes_the_period_just_over(self):
        for kind, date_from, date_to in (
            ("month", "2026-06-01", "2026-06-30"),
            ("quarter", "2026-04-01", "2026-06-30"),
            ("half", "2026-01-01", "2026-06-30"),
            ("year", "2025-01-01", "2025-12-31"),
            ("rolling", "2025-07-01", "2026-06-30"),
        ):
            with self.subTest(kind):
                scorecard = self._create_scorecard(period=kind)
                run = self.env["keqing.evaluation.run"].create({"scorecard_id": scorecard.id})
                dates = (Date.to_date(date_from), Date.to_date(date_to))
                self.assertEqual((run.date_from, run.date_to), dates)
