# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon

Q1, Q2, Q3, Q4 = "2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"


class RunCommon(CustomerCommon):
    """A scorecard of one mark: 60 and more is an A, 40 and more a B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mark = cls._create_indicator("mark", window="period")
        cls.customers = cls._create_customers(3, user_id=cls.salesperson.id)
        cls.scorecard = cls._create_scorecard(lines=[cls._line(cls.mark)])

    def _assess_all(self, day, *marks):
        """Marks of the first customers in the period that ends on ``day``; None for no mark."""
        for customer, mark in zip(self.customers, marks, strict=False):
            if mark is not None:
                self._assess(self.mark, customer, mark, day)

    def _compute(self, day, *marks, scorecard=None):
        self._assess_all(day, *marks)
        return self._compute_run(scorecard or self.scorecard, day)

    def _confirm(self, day, *marks, scorecard=None):
        run = self._compute(day, *marks, scorecard=scorecard)
        run.action_confirm()
        return run

    def _badges(self, company=None):
        customers = self.customers.with_company(company or self.company)
        return [
            (customer.keqing_grade_id.code, customer.keqing_grade_trend) for customer in customers
        ]

    def _history_length(self, customer):
        domain = customer.action_view_keqing_evaluations()["domain"]
        return self.env["keqing.evaluation"].search_count(domain)

    def _moves(self, run):
        return [self._evaluation(run, customer).movement for customer in self.customers]


@tagged("post_install", "-at_install")
class TestStates(RunCommon):
    def test_a_computed_run_waits_and_changes_no_customer(self):
        run = self._compute(Q1, 80, 50)
        self.assertRecordValues(
            run,
            [
                {
                    "state": "computed",
                    "total_count": 3,
                    "done_count": 3,
                    "progress": 100,
                    "new_count": 2,
                    "little_data_count": 1,
                }
            ],
        )
        self.assertEqual(self._grades(run, self.customers), ["A", "B", False])
        self.assertEqual(self._badges(), [(False, False)] * 3)

    def test_facts_are_gone_when_all_is_judged(self):
        run = self._compute(Q1, 80, 50)
        self.assertFalse(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))

    def test_computing_is_for_drafts(self):
        run = self._compute(Q1, 80)
        with self.assertRaisesRegex(UserError, "has been computed already"):
            run.action_compute()

    def test_a_run_without_a_scorecard_has_no_name_yet(self):
        self.assertFalse(self.env["keqing.evaluation.run"].new({}).name)

    def test_months_are_named_as_people_say_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        run = self._create_run(self._create_scorecard(period="month"), Q1)
        self.assertEqual(run.period_name, "Mar 2024")
        self.assertEqual(run.with_context(lang="zh_CN").period_name, "2024年3月")

    def test_a_period_without_a_run_is_proposed(self):
        Run = self.env["keqing.evaluation.run"]
        first, second = (Run.create({"scorecard_id": self.scorecard.id}) for __ in range(2))
        self.assertEqual(second.date_from, first.date_to + timedelta(days=1))
        first.action_cancel()
        self.assertEqual(Run.new({"scorecard_id": self.scorecard.id}).date_from, first.date_from)

    def test_one_run_per_scorecard_and_period(self):
        self._create_run(self.scorecard, Q1)
        self._create_run(self.scorecard, Q2)
        self._create_run(self._create_scorecard(), Q1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_run(self.scorecard, Q1)

    def test_a_cancelled_period_can_be_opened_anew(self):
        run = self._compute(Q1, 80)
        run.action_cancel()
        self.env.flush_all()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(run.evaluation_ids)
        self.assertEqual(self._compute_run(self.scorecard, Q1).state, "computed")

    def test_computing_anew_forgets_what_was_overridden(self):
        run = self._compute(Q1, 80, 50)
        self._evaluation(run, self.customers[0])._override(self.grade_c, "Owes us")
        self._assess(self.mark, self.customers[1], 90, Q1)
        run.action_recompute()
        self.assertEqual(self._grades(run, self.customers), ["A", "A", False])
        self.assertFalse(run.overridden_count)
        self.assertEqual(len(run.evaluation_ids), 3)

    def test_only_a_waiting_run_can_be_computed_anew(self):
        confirmed = self._confirm(Q1, 80)
        for run in (confirmed, self._create_run(self.scorecard, Q2)):
            with self.subTest(run.state), self.assertRaisesRegex(UserError, "waits"):
                run.action_recompute()

    def test_a_confirmed_run_stays(self):
        run = self._confirm(Q1, 80)
        with self.assertRaisesRegex(UserError, "cannot be voided"):
            run.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            run.unlink()
        with self.assertRaisesRegex(UserError, "does not wait for confirmation"):
            run.action_confirm()

    def test_a_draft_cannot_be_confirmed(self):
        with self.assertRaisesRegex(UserError, "does not wait for confirmation"):
            self._create_run(self.scorecard, Q1).action_confirm()

    def test_the_period_of_results_cannot_be_changed(self):
        run = self._compute(Q1, 80)
        for values in (
            {"date_from": "2024-04-01", "date_to": Q2},
            {"scorecard_id": self._create_scorecard().id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "draft run"):
                run.write(values)

    def test_a_waiting_run_is_deleted_with_its_results(self):
        run = self._compute(Q1, 80)
        evaluations = run.evaluation_ids
        run.unlink()
        self.assertFalse(evaluations.exists())

    def test_matrix_counts_from_grade_to_grade(self):
        self._confirm(Q1, 80, 50)
        run = self._compute(Q2, 50, 50, 10)
        a, b = self.grade_a.id, self.grade_b.id
        self.assertEqual([grade["code"] for grade in run.matrix["grades"]], ["A", "B", "C"])
        self.assertEqual(
            run.matrix["rows"],
            [
                {"previous": a, "cells": [0, 1, 0, 0]},
                {"previous": b, "cells": [0, 1, 0, 0]},
                {"previous": False, "cells": [0, 0, 1, 0]},
            ],
        )


@tagged("post_install", "-at_install")
class TestConfirm(RunCommon):
    @freeze_time("2024-04-02 08:00:00")
    def test_confirming_gives_the_grades(self):
        run = self._compute(Q1, 80, 50, 10)
        run.with_user(self.manager).action_confirm()
        self.assertEqual(self._badges(), [("A", False), ("B", False), ("C", False)])
        self.assertRecordValues(
            run,
            [
                {
                    "state": "confirmed",
                    "confirmed_by_id": self.manager.id,
                    "confirmed_on": Datetime.to_datetime("2024-04-02 08:00:00"),
                }
            ],
        )

    def test_arrows_show_who_moved_last(self):
        self._confirm(Q1, 80, 50, 50)
        run = self._confirm(Q2, 50, 80, 50)
        self.assertEqual(self._moves(run), ["down", "up", "same"])
        self.assertEqual(self._badges(), [("B", "down"), ("A", "up"), ("B", False)])
        self._confirm(Q3, 50, 80, 10)
        self.assertEqual(self._badges(), [("B", False), ("A", False), ("C", "down")])

    def test_who_is_unknown_keeps_the_grade(self):
        self._confirm(Q1, 80)
        run = self._confirm(Q2)
        self.assertEqual(self._badges()[:2], [("A", False), (False, False)])
        self.assertFalse(self._evaluation(run, self.customers[0]).computed_grade_id)

    def test_only_the_own_company(self):
        self._confirm(Q1, 80, 50, 10)
        self.assertEqual(self._badges(self.other_company), [(False, False)] * 3)
        theirs = self._create_scorecard(
            company_id=self.other_company.id, user_id=False, lines=[self._line(self.mark)]
        )
        self._assess(self.mark, self.customers[0], 10, company_id=self.other_company.id)
        run = self._confirm_run(theirs)
        self.assertFalse(self._evaluation(run, self.customers[0]).previous_grade_id)
        self.assertEqual(self._badges(self.other_company)[0], ("C", False))
        self.assertEqual(self._badges()[0], ("A", False))

    def test_an_unchanged_customer_is_not_rewritten(self):
        self._confirm(Q1, 80, 50, 10)
        before = self._row_versions()
        self._confirm(Q2, 80, 10, 10)
        after = self._row_versions()
        changed = [old != new for old, new in zip(before, after, strict=True)]
        self.assertEqual(changed, [False, True, False])

    def _row_versions(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT ctid::text FROM res_partner WHERE id IN %s ORDER BY id",
            [tuple(self.customers.ids)],
        )
        return self.env.cr.fetchall()

    def test_an_earlier_period_does_not_overrule_a_later_one(self):
        self._confirm(Q2, 80, 50, 10)
        self._confirm(Q1, 10, 10, 80)
        self.assertEqual(self._badges(), [("A", False), ("B", False), ("C", False)])

    def test_an_earlier_period_counts_for_who_has_no_later_one(self):
        self._confirm(Q2, 80)
        newcomer = self.customers[1]
        self._assess_all(Q1, 10, 50)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM keqing_evaluation WHERE partner_id = %s", [newcomer.id])
        self.env.invalidate_all()
        self._confirm_run(self.scorecard, Q1)
        self.assertEqual(self._badges()[:2], [("A", False), ("B", False)])

    def test_credit_has_its_own_grade(self):
        credit = self._create_scorecard(purpose="credit", lines=[self._line(self.mark)])
        self._confirm(Q2, 10)
        self._confirm(Q1, 80, scorecard=credit)
        self.assertEqual(self.customers[0].keqing_credit_grade_id, self.grade_a)
        self.assertEqual(self.customers[0].keqing_grade_id, self.grade_c)

    def test_other_purposes_grade_nobody_but_keep_history(self):
        relationship = self._create_scorecard(purpose="relationship", lines=[self._line(self.mark)])
        self._confirm(Q1, 80, scorecard=relationship)
        self.assertEqual(self._badges()[0], (False, False))
        run = self._compute(Q2, 50, scorecard=relationship)
        evaluation = self._evaluation(run, self.customers[0])
        self.assertEqual(evaluation.previous_grade_id, self.grade_a)
        self.assertEqual(evaluation.movement, "down")


@tagged("post_install", "-at_install")
class TestOverride(RunCommon):
    def test_before_confirmation_the_verdict_itself_changes(self):
        self._confirm(Q1, 80)
        run = self._compute(Q2, 80)
        evaluation = self._evaluation(run, self.customers[0])
        evaluation.with_user(self.manager)._override(self.grade_b, "  Owes us  ")
        self.assertRecordValues(
            evaluation,
            [
                {
                    "grade_id": self.grade_b.id,
                    "computed_grade_id": self.grade_a.id,
                    "movement": "down",
                    "is_overridden": True,
                    "override_reason": "Owes us",
                    "override_user_id": self.manager.id,
                }
            ],
        )
        self.assertTrue(evaluation.override_date)
        self.assertEqual(self._badges()[0], ("A", False))
        run.action_confirm()
        self.assertEqual(self._badges()[0], ("B", "down"))

    def test_a_reason_is_needed(self):
        evaluation = self._evaluation(self._compute(Q1, 80), self.customers[0])
        for reason in (False, "", "  \n"):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "Say why"):
                evaluation._override(self.grade_b, reason)

    def test_a_grade_of_another_scale_is_refused(self):
        evaluation = self._evaluation(self._compute(Q1, 80), self.customers[0])
        stars = self.env.ref("keqing_customer.grade_star_3")
        with self.assertRaisesRegex(UserError, "Customer 0 .* Three stars is not on the scale"):
            evaluation._override(stars, "Looks nice")

    def test_who_is_unknown_can_be_given_a_grade(self):
        run = self._compute(Q1)
        self._evaluation(run, self.customers[0])._override(self.grade_b, "Known from before")
        run.action_confirm()
        self.assertEqual(self._badges()[0], ("B", False))

    def test_after_confirmation_a_correction_names_what_it_replaces(self):
        self._confirm(Q1, 50, 50)
        run = self._confirm(Q2, 80, 50)
        old = self._evaluation(run, self.customers[0])
        before = old.read()[0]
        old.with_user(self.manager)._override(self.grade_c, "Owes us")
        new = self._evaluation(run, self.customers[0])
        self.assertEqual(new.corrects_id, old)
        self.assertEqual(self._changed(before, old.read()[0]), {"is_superseded"})
        self.assertEqual(
            self._changed(before, new.read()[0]),
            {
                "id",
                "grade_id",
                "movement",
                "is_overridden",
                "override_reason",
                "override_user_id",
                "override_date",
                "corrects_id",
            },
        )
        self.assertEqual(new.movement, "down")
        self.assertEqual(self._badges()[:2], [("C", "down"), ("B", False)])
        self.assertEqual((run.down_count, run.up_count, run.overridden_count), (1, 0, 1))
        self.assertEqual(self._history_length(self.customers[0]), 2)

    @staticmethod
    def _changed(before, after):
        return {name for name in before if before[name] != after[name]}

    def test_a_replaced_verdict_cannot_be_corrected_again(self):
        run = self._confirm(Q1, 80)
        old = self._evaluation(run, self.customers[0])
        old._override(self.grade_c, "Owes us")
        with self.assertRaisesRegex(UserError, "was corrected already"):
            old._override(self.grade_b, "Has paid half")
        self._evaluation(run, self.customers[0])._override(self.grade_b, "Has paid half")
        self.assertEqual(self._badges()[0], ("B", False))
        self.assertEqual(len(run.evaluation_ids), 5)

    def test_correcting_an_earlier_period_leaves_the_later_grade(self):
        first = self._confirm(Q1, 80)
        self._confirm(Q2, 50)
        self._evaluation(first, self.customers[0])._override(self.grade_c, "Owed us then")
        self.assertEqual(self._badges()[0], ("B", "down"))

    def test_drafts_and_simulations_are_not_overridden(self):
        run = self._compute(Q1, 80)
        evaluation = self._evaluation(run, self.customers[0])
        run.state = "computing"
        with self.assertRaisesRegex(UserError, "computed or confirmed run"):
            evaluation._override(self.grade_b, "In a hurry")
        run.write({"state": "computed", "is_simulation": True})
        with self.assertRaisesRegex(UserError, "computed or confirmed run"):
            evaluation._override(self.grade_b, "What if")

    def test_the_wizard_gives_the_grade_to_all_that_are_chosen(self):
        run = self._compute(Q1, 80, 50, 10).with_user(self.manager)
        chosen = run.evaluation_ids[:2]
        action = chosen.action_override()
        wizard = (
            self.env["keqing.evaluation.override"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"grade_id": self.grade_c.id, "reason": "Moved away"})
        )
        wizard.action_apply()
        self.assertEqual(chosen.mapped("grade_id"), self.grade_c)
        self.assertEqual(run.overridden_count, 2)


@tagged("post_install", "-at_install")
class TestMercy(RunCommon):
    """Downgrade only after two periods in a row; a provisional grade for the new."""

    def _create_patient_scorecard(self, periods=2):
        return self._create_scorecard(lines=[self._line(self.mark)], downgrade_after=periods)

    def _history(self, *marks, periods=2):
        """Grades of one customer who got these marks, quarter by quarter."""
        scorecard = self._create_patient_scorecard(periods)
        grades = ""
        for day, mark in zip((Q1, Q2, Q3, Q4), marks, strict=False):
            run = self._confirm(day, mark, scorecard=scorecard)
            grades += self._evaluation(run, self.customers[0]).grade_id.code
        self.assertEqual(self._badges()[0][0], grades[-1])
        return grades

    def test_the_first_bad_period_is_held_and_the_second_goes_down(self):
        self.assertEqual(self._history(80, 10, 10), "AAC")

    def test_at_once_by_default(self):
        self.assertEqual(self._history(80, 10, periods=1), "AC")

    def test_three_in_a_row(self):
        self.assertEqual(self._history(80, 10, 50, 50, periods=3), "AAAB")

    def test_a_good_period_in_between_counts_from_the_start(self):
        self.assertEqual(self._history(80, 10, 80, 10), "AAAA")

    def test_going_up_is_never_held(self):
        self.assertEqual(self._history(10, 50, 80), "CBA")

    def test_after_going_down_the_count_starts_again(self):
        self.assertEqual(self._history(80, 50, 50, 10), "AABB")

    def test_a_held_verdict_says_so(self):
        scorecard = self._create_patient_scorecard()
        self._confirm(Q1, 80, scorecard=scorecard)
        held = self._evaluation(self._confirm(Q2, 10, scorecard=scorecard), self.customers[0])
        self.assertRecordValues(
            held,
            [
                {
                    "is_held": True,
                    "below_count": 1,
                    "movement": "same",
                    "computed_grade_id": self.grade_c.id,
                    "grade_id": self.grade_a.id,
                }
            ],
        )

    def test_going_down_by_hand_counts_as_going_down(self):
        scorecard = self._create_patient_scorecard()
        self._confirm(Q1, 80, scorecard=scorecard)
        run = self._confirm(Q2, 50, scorecard=scorecard)
        self._evaluation(run, self.customers[0])._override(self.grade_b, "We know better")
        run = self._compute(Q3, 10, scorecard=scorecard)
        self.assertEqual(self._grades(run, self.customers[0]), ["B"])

    def test_periods_of_another_scorecard_do_not_count(self):
        mine, other = self._create_patient_scorecard(), self._create_patient_scorecard()
        self._confirm(Q1, 80, scorecard=mine)
        self._confirm(Q2, 10, scorecard=other)
        run = self._compute(Q3, 10, scorecard=mine)
        self.assertEqual(self._grades(run, self.customers[0]), ["A"])

    def test_periods_that_are_not_confirmed_do_not_count(self):
        scorecard = self._create_patient_scorecard()
        self._confirm(Q1, 80, scorecard=scorecard)
        self._compute(Q2, 10, scorecard=scorecard)
        run = self._compute(Q3, 10, scorecard=scorecard)
        self.assertEqual(self._grades(run, self.customers[0]), ["A"])

    def test_later_periods_do_not_count(self):
        scorecard = self._create_patient_scorecard()
        self._confirm(Q1, 80, scorecard=scorecard)
        self._confirm(Q3, 10, scorecard=scorecard)
        run = self._compute(Q2, 10, scorecard=scorecard)
        self.assertEqual(self._grades(run, self.customers[0]), ["A"])

    def test_a_new_customer_is_provisional_for_so_many_days(self):
        scorecard = self._create_scorecard(
            lines=[self._line(self.mark)],
            provisional_days=90,
            provisional_grade_id=self.grade_b.id,
        )
        old, new, __ = self.customers
        self._create_invoice(old, 1, "2024-01-01")  # 90 days before the end
        self._create_invoice(new, 1, "2024-01-02")
        run = self._compute(Q1, 80, 80, scorecard=scorecard)
        self.assertRecordValues(
            self._evaluation(run, old) + self._evaluation(run, new),
            [
                {
                    "is_provisional": False,
                    "grade_id": self.grade_a.id,
                    "computed_grade_id": self.grade_a.id,
                },
                {
                    "is_provisional": True,
                    "grade_id": self.grade_b.id,
                    "computed_grade_id": self.grade_a.id,
                },
            ],
        )

    def test_invoices_of_another_company_make_nobody_old(self):
        scorecard = self._create_scorecard(
            lines=[self._line(self.mark)],
            provisional_days=30,
            provisional_grade_id=self.grade_b.id,
        )
        self._create_invoice(self.customers[0], 1, "2020-01-01", company=self.other_company)
        self._create_invoice(self.customers[0], 1, "2020-01-01", post=False)
        run = self._compute(Q1, 80, scorecard=scorecard)
        self.assertTrue(self._evaluation(run, self.customers[0]).is_provisional)


@tagged("post_install", "-at_install")
class TestSimulation(RunCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_mark = cls._create_indicator("other_mark", window="period")
        cls.scorecard.line_ids = [
            Command.update(cls.scorecard.line_ids.id, {"weight": 50}),
            Command.create(cls._line(cls.other_mark, 50)),
        ]

    def setUp(self):
        super().setUp()
        self._assess_all(Q1, 100, 0)
        for customer, mark in zip(self.customers, (50, 100), strict=False):
            self._assess(self.other_mark, customer, mark, Q1)

    def _simulate(self, run, weights, thresholds=None):
        Simulation = self.env["keqing.evaluation.simulation"].with_user(self.manager)
        simulation = Simulation.create({"run_id": run.id})
        for line, weight in zip(simulation.line_ids, weights, strict=True):
            line.weight = weight
        for band, threshold in zip(simulation.band_ids, thresholds or (), strict=bool(thresholds)):
            band.threshold = threshold
        return self.env["keqing.evaluation.run"].browse(simulation.action_simulate()["res_id"])

    def test_it_starts_from_the_weights_and_limits_of_the_run(self):
        run = self._compute(Q1)
        simulation = self.env["keqing.evaluation.simulation"].create({"run_id": run.id})
        self.assertEqual(simulation.line_ids.mapped("weight"), [50, 50])
        self.assertEqual(simulation.band_ids.mapped("threshold"), [60, 40, 0])

    def test_other_weights_give_other_grades(self):
        run = self._compute(Q1)
        self.assertEqual(self._grades(run, self.customers), ["A", "B", False])
        simulated = self._simulate(run, (0, 100), (90, 60, 0))
        self.assertEqual(self._grades(simulated, self.customers), ["C", "A", False])

    def test_it_changes_nothing(self):
        run = self._confirm(Q1)
        names = [name for name in run._fields if name != "simulation_ids"]
        before = run.read(names), run.evaluation_ids.read(), self.scorecard.read()
        badges = self._badges()
        simulated = self._simulate(run, (0, 100))
        self.assertEqual((run.read(names), run.evaluation_ids.read()), before[:2])
        self.assertEqual(self.scorecard.line_ids.mapped("weight"), [50, 50])
        self.assertEqual(self._badges(), badges)
        self.assertEqual(self._history_length(self.customers[0]), 1)
        with self.assertRaisesRegex(UserError, "changes no customer"):
            simulated.action_confirm()

    def test_it_starts_from_the_grades_that_the_run_started_from(self):
        run = self._confirm(Q1)  # today's grades are its outcome
        simulated = self._simulate(run, (0, 100), (90, 60, 0))
        self.assertEqual(run.matrix["rows"], [{"previous": False, "cells": [1, 1, 0, 1]}])
        self.assertEqual(simulated.simulated_matrix, run.matrix)
        self.assertEqual(simulated.matrix["rows"], [{"previous": False, "cells": [1, 0, 1, 1]}])

    def test_it_judges_the_customers_of_the_run_and_nobody_else(self):
        run = self._confirm(Q1)
        self._create_customer("Came since")
        self.customers[1].action_archive()
        simulated = self._simulate(run, (0, 100))
        self.assertEqual(simulated.total_count, run.total_count)
        self.assertEqual(simulated.evaluation_ids.partner_id, run.evaluation_ids.partner_id)

    def test_it_says_what_it_tries(self):
        run = self._compute(Q1)
        simulated = self._simulate(run, (0, 100), (90, 40, 0))
        names = self.scorecard.line_ids.indicator_id.mapped("name")
        self.assertEqual(
            simulated.name,
            f"{run.name} · {names[0]} 50 → 0 · {names[1]} 50 → 100 · {self.grade_a.name} 60 → 90",
        )
        again = self._simulate(simulated, (50, 50), (60, 40, 0))
        self.assertEqual(again.name, run.name)

    def test_it_names_who_gets_another_grade(self):
        run = self._compute(Q1)
        simulated = self._simulate(run, (0, 100), (90, 60, 0)).with_user(self.manager)
        self.assertEqual(simulated.difference_ids.partner_id, self.customers[:2])
        self.assertRecordValues(
            simulated.difference_ids.sorted("partner_id"),
            [
                {"simulated_grade_id": self.grade_a.id, "grade_id": self.grade_c.id},
                {"simulated_grade_id": self.grade_b.id, "grade_id": self.grade_a.id},
            ],
        )
        self._create_user("stranger", "manager")
        seen = simulated.with_user(self.env["res.users"].search([("login", "=", "stranger")]))
        self.assertFalse(seen.difference_ids)

    def test_what_was_set_by_hand_is_no_effect_of_weights(self):
        run = self._compute(Q1)
        self._evaluation(run, self.customers[0])._override(self.grade_c, "Closes down")
        simulated = self._simulate(run, (50, 50))
        self.assertFalse(simulated.difference_ids)
        self.assertEqual(simulated.simulated_overridden_count, 1)
        run.action_confirm()
        self._evaluation(run, self.customers[1])._override(self.grade_a, "Will grow")
        self.assertFalse(self._simulate(run, (50, 50)).difference_ids)
        simulated = self._simulate(run, (0, 100), (90, 60, 0))
        self.assertEqual(
            simulated.difference_ids.sorted("partner_id").mapped("simulated_grade_id.code"),
            ["A", "B"],
        )

    def test_a_held_or_provisional_grade_was_judged_too(self):
        run = self._compute(Q1)
        held, new = (self._evaluation(run, each) for each in self.customers[:2])
        held.write({"is_held": True, "previous_grade_id": self.grade_a.id})
        held.computed_grade_id = self.grade_b
        new.is_provisional = True
        run.definition = {**run.definition, "provisional_grade_id": self.grade_c.id}
        (held + new)._override(self.grade_b, "By hand")
        simulated = self._simulate(run, (50, 50))
        verdicts = [self._evaluation(simulated, each) for each in self.customers[:2]]
        self.assertEqual(
            [each.simulated_grade_id for each in verdicts], [self.grade_a, self.grade_c]
        )

    def test_who_looks_counts_the_customers_they_see(self):
        run = self._compute(Q1)
        simulated = self._simulate(run, (0, 100))
        self._evaluation(run, self.customers[0])._override(self.grade_c, "Closes down")
        for user in (self.manager, self._create_user("stranger", "manager")):
            seen, of_run = simulated.with_user(user), run.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(seen.simulated_matrix, of_run.matrix)
                self.assertEqual(seen.simulated_overridden_count, of_run.overridden_count)
        self.assertFalse(seen.simulated_matrix["rows"])

    def test_what_managers_try_is_not_for_who_is_judged_by_it(self):
        """Weights, limits and how many customers: with a run that is only supposed, its name."""
        run = self._compute(Q1)
        simulated = self._simulate(run, (0, 100))
        self.assertTrue(run.with_user(self.salesperson).has_access("read"))
        self.assertTrue(simulated.with_user(self.manager).definition)
        self.assertFalse(simulated.with_user(self.salesperson).has_access("read"))

    def test_its_lines_are_those_of_the_run(self):
        run = self._compute(Q1)
        simulation = self.env["keqing.evaluation.simulation"].create({"run_id": run.id})
        line, band = simulation.line_ids[0], simulation.band_ids[0]
        for record, values in ((line, {"position": 99}), (line, {"position": -1})):
            with (
                self.subTest(values),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                record.write(values)
                simulation.action_simulate()
            self.env.invalidate_all()
        band.unlink()
        with self.assertRaisesRegex(UserError, "measured otherwise"):
            simulation.action_simulate()

    def test_it_goes_with_the_run(self):
        run = self._compute(Q1)
        simulated = self._simulate(run, (0, 100))
        run.action_cancel()
        run.unlink()
        self.assertFalse(simulated.exists())

    def test_it_does_not_take_the_place_of_the_run(self):
        draft = self._create_run(self.scorecard, Q1)
        self._simulate(draft, (0, 100))
        self._simulate(draft, (10, 90))
        draft.action_compute()
        self.assertEqual(self._grades(draft, self.customers), ["A", "B", False])

    @freeze_time("2024-03-20")
    def test_a_period_that_is_not_over_can_be_simulated(self):
        simulated = self._simulate(self._create_run(self.scorecard, Q1), (50, 50))
        self.assertEqual(simulated.state, "computed")

    def test_weights_must_add_up(self):
        with self.assertRaisesRegex(UserError, "add up to 90"):
            self._simulate(self._compute(Q1), (10, 80))

    def test_limits_must_not_overlap(self):
        with self.assertRaisesRegex(UserError, "A and B overlap"):
            self._simulate(self._compute(Q1), (50, 50), (40, 60, 0))


@tagged("post_install", "-at_install")
class TestMessages(RunCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.colleague = cls._create_user("colleague", "user", lang="zh_CN")
        cls.grade_a.with_context(lang="zh_CN").name = "甲"

    def _messages(self, run):
        return self.env["mail.message"].search(
            [
                ("model", "=", "keqing.evaluation.run"),
                ("res_id", "=", run.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def test_one_message_per_owner_with_who_moved_where(self):
        self.customers[2].user_id = self.colleague
        self._confirm(Q1, 80, 50, 10)
        run = self._confirm(Q2, 50, 80, 80)
        messages = self._messages(run)
        self.assertEqual(len(messages), 2)
        own = messages.filtered(lambda each: self.salesperson.partner_id in each.partner_ids)
        self.assertEqual(own.partner_ids, self.salesperson.partner_id)
        up, down = own.body.split("Gone down")
        self.assertIn("Customer 1: B → A", up)
        self.assertIn("Customer 0: A → B", down)
        self.assertNotIn("Customer 2", own.body)
        self.assertIn("2024 Q2", own.subject)

    def test_in_the_language_of_the_owner(self):
        self.customers[2].user_id = self.colleague
        self._confirm(Q1, 80, 50, 10)
        messages = self._messages(self._confirm(Q2, 50, 50, 80))
        theirs = messages.filtered(lambda each: self.colleague.partner_id in each.partner_ids)
        self.assertIn("→ 甲", theirs.body)
        self.assertIn("A → B", (messages - theirs).body)

    def test_no_message_when_nothing_moved(self):
        self.assertFalse(self._messages(self._confirm(Q1, 80, 50, 10)))
        self.assertFalse(self._messages(self._confirm(Q2, 80, 50, 10)))

    def test_no_message_about_customers_of_nobody(self):
        self.customers.user_id = False
        self._confirm(Q1, 80, 50, 10)
        self.assertFalse(self._messages(self._confirm(Q2, 10, 10, 80)))

    def test_who_confirms_is_told_about_own_customers_too(self):
        self.customers[0].user_id = self.manager
        self._confirm(Q1, 80, 50, 10)
        run = self._compute(Q2, 10, 50, 10)
        run.with_user(self.manager).action_confirm()
        self.assertEqual(
            self._messages(run).notification_ids.res_partner_id, self.manager.partner_id
        )

    def test_what_was_overridden_is_told_as_decided(self):
        self._confirm(Q1, 80, 50, 10)
        run = self._compute(Q2, 80, 50, 10)
        self._evaluation(run, self.customers[0])._override(self.grade_c, "Owes us")
        run.action_confirm()
        self.assertIn("Customer 0: A → C", self._messages(run).body)

    def test_a_long_list_is_cut_short(self):
        self.customers += self._create_customers(31, user_id=self.salesperson.id)
        self._confirm(Q1, *[10] * 34)
        [message] = self._messages(self._confirm(Q2, *[80] * 34))
        self.assertIn("Gone up (34)", message.body)
        self.assertEqual(message.body.count("→"), 30)
        self.assertIn("and 4 more", message.body)


@tagged("post_install", "-at_install")
class TestOpening(RunCommon):
    """The scheduled action that opens a run when its period has ended."""

    def _open(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        return self.env["keqing.evaluation.run"].search(
            [("scorecard_id", "=", self.scorecard.id)], order="id"
        )

    def _deadline_note(self, run):
        self.assertEqual(run.activity_ids.user_id, self.manager)
        return run.activity_ids.note

    @freeze_time("2024-04-01 02:00:00")
    def test_the_period_just_ended_is_computed_and_waits(self):
        self._assess_all(Q1, 80, 50)
        run = self._open()
        self.assertEqual((run.state, run.period_name), ("computed", "2024 Q1"))
        self.assertEqual(self._badges(), [(False, False)] * 3)
        self.assertIn("then confirm", self._deadline_note(run))

    @freeze_time("2024-03-31 16:30:00")  # half past midnight of 1 April in Shanghai
    def test_a_period_ends_at_midnight_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self._assess_all(Q1, 80)
        run = self._open()
        self.assertEqual((run.state, run.period_name), ("computed", "2024 Q1"))

    @freeze_time("2024-03-31 16:30:00")
    def test_midnight_elsewhere_ends_nothing(self):
        self.company.partner_id.tz = "UTC"
        self.manager.tz = "Asia/Shanghai"
        self.assertEqual(self._open().period_name, "2023 Q4")

    @freeze_time("2024-03-31 15:30:00")  # half past eleven at night in Shanghai
    def test_the_last_evening_is_not_over(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.assertEqual(self._open().period_name, "2023 Q4")

    @freeze_time("2024-04-01 02:00:00")
    def test_a_period_is_opened_once(self):
        self._assess_all(Q1, 80)
        run = self._open()
        self.assertEqual(self._open(), run)
        run.action_cancel()
        self.assertFalse(run.activity_ids)
        self.assertEqual(self._open(), run)

    def test_every_period_is_opened(self):
        for day in ("2024-04-01", "2024-07-01"):
            with freeze_time(day):
                runs = self._open()
        self.assertEqual(runs.mapped("period_name"), ["2024 Q1", "2024 Q2"])

    def test_what_a_sleeping_job_missed_is_opened_and_told(self):
        for day in ("2024-01-02", "2024-10-05"):
            with freeze_time(day):
                runs = self._open()
        names = ["2023 Q4", "2024 Q1", "2024 Q2", "2024 Q3"]
        self.assertEqual(runs.mapped("period_name"), names)
        self.assertEqual(len(runs.activity_ids), 4)
        with freeze_time("2026-10-05"):  # nobody wants eight runs after two years
            self.assertEqual(len(self._open()), 5)

    @freeze_time("2024-04-01 02:00:00")
    def test_who_left_is_not_asked_to_confirm(self):
        self.manager.active = False
        self.assertIn("admin", self._open().activity_ids.user_id.login)

    @freeze_time("2024-04-01 02:00:00")
    def test_what_stands_in_the_way_is_told_and_the_run_stays_a_draft(self):
        self.scorecard.band_ids[0].threshold = 30
        self.scorecard.line_ids.weight = 90
        run = self._open()
        self.assertEqual(run.state, "draft")
        self.assertFalse(run.evaluation_ids)
        self.assertFalse(run.definition)
        note = self._deadline_note(run)
        self.assertIn("A and B overlap", note)
        self.assertIn("<br", note)

    @freeze_time("2024-04-01 02:00:00")
    def test_names_in_the_way_are_no_html(self):
        self.scorecard.name = "<b>Bold</b>"
        self.scorecard.line_ids.weight = 90
        self.assertIn("&lt;b&gt;Bold", self._deadline_note(self._open()))

    @freeze_time("2024-04-01 02:00:00")
    def test_one_bad_scorecard_does_not_stop_the_others(self):
        bad = self._create_scorecard()
        bad.sequence = 1
        bad.line_ids.weight = 90
        self.scorecard = bad + self.scorecard
        runs = self.env["keqing.evaluation.run"]
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
        runs = runs.search([("scorecard_id", "in", self.scorecard.ids)])
        self.assertEqual(sorted(runs.mapped("state")), ["computed", "draft"])

    @freeze_time("2024-04-01 02:00:00")
    def test_not_when_switched_off_or_archived(self):
        self.scorecard.auto_open = False
        self.assertFalse(self._open())
        self.scorecard.write({"auto_open": True, "active": False})
        self.assertFalse(self._open())

    @freeze_time("2024-04-01 02:00:00")
    def test_confirming_closes_the_activity(self):
        self._assess_all(Q1, 80)
        run = self._open()
        run.with_user(self.manager).action_confirm()
        self.assertFalse(run.activity_ids)


@tagged("post_install", "-at_install")
class TestBatches(RunCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers += cls._create_customers(9)
        cls.startClassPatcher(cls._batches_of(5))

    @classmethod
    def _batches_of(cls, size):
        Run = cls.registry["keqing.evaluation.run"]
        return patch.object(Run, "_get_batch_size", lambda run: size)

    def _compute_by_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_evaluation_compute").method_direct_trigger()

    def test_many_customers_are_left_to_the_job(self):
        cron = self.env.ref("keqing_customer.ir_cron_evaluation_compute")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        run = self._compute(Q1, *range(10, 100, 8))
        self.assertEqual((run.state, run.done_count, run.progress), ("computing", 0, 0))
        self.assertFalse(run.evaluation_ids)
        self.assertEqual(self.env["ir.cron.trigger"].search_count(triggers), before + 1)
        self._compute_by_job()
        self.assertRecordValues(run, [{"state": "computed", "done_count": 12, "total_count": 12}])
        self.assertEqual("".join(self._grades(run, self.customers)), "CCCCBBBAAAAA")

    def test_every_step_leaves_what_the_next_continues_from(self):
        run = self._compute(Q1, *range(10, 100, 8))
        done = []
        while run.state == "computing":
            run._compute_step()
            self.env.invalidate_all()
            done.append((run.done_count, len(run.evaluation_ids)))
        self.assertEqual(done, [(0, 0), (5, 5), (10, 10), (12, 12)])

    def test_facts_stay_as_they_were_when_the_run_began(self):
        run = self._compute(Q1, *[80] * 12)
        run._compute_step()
        run._compute_step()
        for customer in self.customers:
            self._assess(self.mark, customer, 10, Q1)
        self._compute_by_job()
        self.assertEqual(set(self._grades(run, self.customers)), {"A"})

    def test_a_customer_deleted_meanwhile_stops_nothing(self):
        run = self._compute(Q1, *[80] * 12)
        run._compute_step()
        self.customers[11].unlink()
        self._compute_by_job()
        self.assertEqual(run.state, "computed")
        self.assertEqual(len(run.evaluation_ids), 11)

    def test_who_became_a_contact_meanwhile_is_not_judged(self):
        run = self._compute(Q1, *[80] * 12)
        run._compute_step()
        self.customers[11].write({"is_company": False, "parent_id": self.customers[0].id})
        self._compute_by_job()
        self.assertEqual(run.state, "computed")
        self.assertEqual(run.evaluation_ids.partner_id, self.customers[:11])

    def test_cancelling_stops_the_job(self):
        run = self._compute(Q1, *[80] * 12)
        run._compute_step()
        run._compute_step()
        run.action_cancel()
        self._compute_by_job()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(run.evaluation_ids)
        self.assertFalse(self.env["keqing.evaluation.fact"].search([("run_id", "=", run.id)]))

    def _statements(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_statements_do_not_grow_with_the_customers(self):
        self.startPatcher(self._batches_of(1000))
        self._confirm(Q1, *[50] * 12)
        counts = []
        for day, mark in ((Q2, 10), (Q3, 50), (Q4, 10)):  # two move, and their owner is told
            self._assess_all(day, mark, mark)
            run = self._create_run(self.scorecard, day)
            counts.append(
                (self._statements(run.action_compute), self._statements(run.action_confirm))
            )
            if day == Q3:
                self._create_customers_at_once(200)
        __, few, many = counts  # the first one fills caches
        self.assertEqual(few, many)

    def test_statements_grow_with_the_batches_alone(self):
        self._create_customers_at_once(188)
        counts = []
        for day, size in ((Q1, 100), (Q2, 100), (Q3, 50), (Q4, 25)):
            with self._batches_of(size):
                run = self._create_run(self.scorecard, day)
                run.action_compute()
                counts.append(self._statements(run._compute_to_end))
        __, two, four, eight = counts  # the first one finds what is remembered afterwards
        self.assertEqual(eight - four, 2 * (four - two))

    def _create_customers_at_once(self, count):
        self.env["res.partner"].create(
            [
                {
                    "name": f"Outlet {number}",
                    "is_company": True,
                    "keqing_customer_type_id": self.outlet.id,
                }
                for number in range(count)
            ]
        )


@tagged("post_install", "-at_install")
class TestNothingChosen(RunCommon):
    def test_nothing_is_not_everything(self):
        """Who may not is refused first, who may is told to choose."""
        self._compute(Q1, 80)
        none = self.env["keqing.evaluation.run"]
        stranger = self._create_user("stranger")
        for name in ("action_compute", "action_recompute", "action_cancel", "action_confirm"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    getattr(none.with_user(stranger), name)()
                with self.assertRaisesRegex(UserError, "Select the records"):
                    getattr(none.with_user(self.manager), name)()
        with self.assertRaisesRegex(UserError, "Select the records"):
            self.env["keqing.evaluation"].with_user(self.manager).action_override()


@tagged("post_install", "-at_install")
class TestResults(RunCommon):
    """The results open on one scorecard and one period; more stand side by side."""

    def test_the_last_period_of_one_scorecard(self):
        credit = self._create_scorecard(
            name="Credit", purpose="credit", lines=[self._line(self.mark)]
        )
        for scorecard, day in ((self.scorecard, "2023-12-31"), (self.scorecard, Q1), (credit, Q2)):
            self._confirm(day, 100, scorecard=scorecard)
        action = self.env["keqing.evaluation"].with_user(self.manager).action_view_results()
        context = action["context"]
        self.assertEqual(context["search_default_scorecard_id"], self.scorecard.id)
        self.assertEqual(context["search_default_date_to"], Q1)

    def test_two_periods_are_not_added_up(self):
        for day in ("2023-12-31", Q1):
            self._confirm(day, 100, 50, 0)
        view = self.env.ref("keqing_customer.keqing_evaluation_view_pivot")
        fields = [
            (node.get("name"), node.get("interval"), node.get("type"))
            for node in etree.fromstring(view.arch)
        ]
        columns = [":".join(filter(None, each[:2])) for each in fields if each[2] == "col"]
        groups = self.env["keqing.evaluation"]._read_group(
            [("scorecard_id", "=", self.scorecard.id)], columns, ["partner_id:count_distinct"]
        )
        self.assertEqual([count for *__, count in groups], [1] * 6)
