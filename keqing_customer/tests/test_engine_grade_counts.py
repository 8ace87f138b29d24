# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestGradeCounts(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mark = cls._create_indicator("mark")
        cls.credit = cls._create_scorecard(
            name="Trust", purpose="relationship", lines=[cls._line(cls.mark)]
        )
        cls.grade = cls.env["keqing.indicator"].create(
            {
                "code": "trust_grade",
                "name": "Trust",
                "unit": "grade",
                "measure": "scorecard_grade",
                "scorecard_id": cls.credit.id,
            }
        )
        steps = [(None, 0), (2, 50), (3, 100)]
        cls.outer = cls._create_scorecard(name="Outer", lines=[cls._line(cls.grade, steps=steps)])
        cls.customers = cls._create_customers(4)
        for customer, mark in zip(cls.customers, (90, 50, 10), strict=False):
            cls._assess(cls.mark, customer, mark)

    def _points(self, run):
        return [self._evaluation(run, each).lines[0] for each in self.customers]

    def _cancel(self, run):
        run.action_cancel()
        run.flush_recordset()  # as a request does at its end: creating the next one does not

    def test_the_place_of_the_grade_counts(self):
        inner = self._confirm_run(self.credit)
        self.assertEqual(self._grades(inner, self.customers), ["A", "B", "C", False])
        run = self._compute_run(self.outer)
        self.assertEqual(self._points(run), [[3, 100], [2, 50], [1, 0], [None, None]])
        line = self._evaluation(run, self.customers[1]).get_explanation()["lines"][0]
        self.assertEqual(line["value"], self.grade_b.name)
        self.assertIn(self.grade_a.name, self.outer.line_ids.curve_summary)

    def test_what_was_decided_otherwise_counts(self):
        inner = self._confirm_run(self.credit)
        self._evaluation(inner, self.customers[2])._override(self.grade_a, "A letter of the bank")
        self.assertEqual(self._points(self._compute_run(self.outer))[2], [3, 100])

    def test_what_waits_to_be_confirmed_is_waited_for(self):
        inner = self._compute_run(self.credit)
        run = self._create_run(self.outer)
        with self.assertRaisesRegex(UserError, "not confirmed yet"), self.env.cr.savepoint():
            run.action_compute()
        inner.action_confirm()
        run.action_compute()
        self.assertEqual(run.state, "computed")

    def test_a_run_of_another_period_is_not_waited_for(self):
        self._confirm_run(self.credit)
        self._create_run(self.credit, "2024-06-30")
        self.assertEqual(self._compute_run(self.outer).state, "computed")

    def test_the_last_verdict_of_the_window_counts(self):
        self._confirm_run(self.credit)
        first, second = self.customers[:2]
        run = self._compute_run(self.outer, "2024-06-30")
        self.assertEqual(self._evaluation(run, second).lines[0], [None, None])
        self._cancel(run)
        self.grade.window = "year"
        run = self._compute_run(self.outer, "2024-06-30")
        self.assertEqual(self._evaluation(run, second).lines[0], [2, 50])
        self._cancel(run)
        self._assess(self.mark, first, 10, "2024-06-01")
        self._confirm_run(self.credit, "2024-06-30")
        run = self._compute_run(self.outer, "2024-06-30")
        self.assertEqual(self._evaluation(run, first).lines[0], [1, 0])

    def test_the_grade_of_another_company_is_unknown(self):
        self._confirm_run(self.credit)
        card = self.outer.copy(
            {"company_id": self.other_company.id, "territory_ids": False, "user_id": False}
        )
        run = self._compute_run(card)
        self.assertEqual({tuple(each.lines[0]) for each in run.evaluation_ids}, {(None, None)})

    def test_the_verdict_lies_behind_the_figure(self):
        inner = self._confirm_run(self.credit)
        verdict = self._evaluation(self._compute_run(self.outer), self.customers[0])
        action = verdict.action_view_documents(self.grade.id)
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self._evaluation(inner, self.customers[0]))

    def test_a_grade_for_the_next_grade_is_told_as_a_grade(self):
        self._confirm_run(self.credit)
        outlook = self._evaluation(
            self._compute_run(self.outer), self.customers[1]
        ).get_explanation()
        self.assertIn(
            f"Enough by itself: Trust {self.grade_a.name} instead of {self.grade_b.name}.",
            outlook["outlook"],
        )

    def test_it_takes_a_scorecard_and_its_unit(self):
        for values in ({"scorecard_id": False}, {"unit": "count"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.grade.write(values)
        with self.assertRaises(ValidationError):
            self.mark.scorecard_id = self.credit
        with Form(self.env["keqing.indicator"]) as form:
            form.name, form.code, form.measure = "Other", "other", "scorecard_grade"
            self.assertEqual(form.unit, "grade")
            form.scorecard_id = self.credit
