# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import CustomerCommon

DAY = "2024-05-10 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestAnew(CustomerCommon):
    """One customer judged anew by the judge of all: the same of the same facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(6, user_id=cls.salesperson.id)
        cls.customer = cls.customers[2]
        for number, customer in enumerate(cls.customers):
            cls._create_invoice(customer, 700 * (number + 1) + number, "2024-02-10")

    def _anew(self, customer=None, is_running=False, user=None):
        return (customer or self.customer).with_user(user or self.manager)._judge_anew(is_running)

    def _form(self, customer=None, user=None):
        customer = (customer or self.customer).with_user(user or self.manager)
        action = customer.action_keqing_judge_anew()
        return Form(customer.env[action["res_model"]].with_context(**action["context"]))

    def _apply(self, customer=None, reason="An invoice came late"):
        with self._form(customer) as form:
            form.reason = reason
        form.record.action_apply()
        return form.record

    def test_of_the_same_facts_it_finds_what_the_run_found(self):
        for method, thresholds, line in (
            ("score", (60, 30, 0), {"target": 4_000}),
            ("score", (60, 30, 0), {"curve": "percentile"}),
            ("score", (60, 30, 0), {"curve": "best"}),
            ("score", (60, 30, 0), {"curve": "quintile"}),
            ("quota", (20, 30, 50), {"target": 4_000}),
            ("quota", (20, 30, 50), {"curve": "percentile"}),
            ("cumulative", (50, 80, 100), {"target": 4_000}),
            ("share", (20, 10, 0), {"target": 4_000}),
        ):
            lines = [self._line("purchase_amount", **line)]
            deciding = {"share": "territory_share"}.get(method)
            deciding = {"share": "territory_share", "cumulative": "purchase_amount"}.get(method)
            values = {"cut_indicator_id": self.indicators[deciding].id} if deciding else {}
            with self.subTest(method=method, line=line), self.env.cr.savepoint() as savepoint:
                scorecard = self._create_scorecard(method, lines, thresholds, **values)
                run = self._confirm_run(scorecard)
                self.assertGreater(len(set(self._grades(run, self.customers))), 1)
                for customer in self.customers:
                    [judgement] = self._anew(customer)
                    verdict = self._evaluation(run, customer)
                    self.assertEqual(judgement.problem, "")
                    found = judgement.found
                    self.assertEqual(
                        [found["grade_id"], found["previous_grade_id"], found["movement"]],
                        [verdict.grade_id.id, None, "new"],
                    )
                    self.assertEqual(float(found["score"]), verdict.score)
                    self.assertEqual(found["lines"], verdict.lines)
                savepoint.rollback()

    def test_the_documents_of_now_decide(self):
        """2,102 points are a C of 60 and 40; with 2,000 more in the quarter, an A."""
        run = self._confirm_run(self._create_scorecard(thresholds=(40, 30, 0)))
        self.assertEqual(self.customer.keqing_grade_id, self.grade_c)
        self._create_invoice(self.customer, 2_000, "2024-03-31")
        self._create_invoice(self.customer, 9_000, "2024-04-01")  # of the next quarter
        [judgement] = self._anew()
        self.assertEqual(float(judgement.found["score"]), 41.02)
        self.assertEqual(judgement.found["grade_id"], self.grade_a.id)
        self.assertEqual(self._grades(run, self.customer), ["C"], "nothing counts yet")
        self.assertEqual(self.customer.keqing_grade_id, self.grade_c)

    def test_a_manager_lets_it_count_and_says_why(self):
        run = self._confirm_run(self._create_scorecard(thresholds=(40, 30, 0)))
        before = self._evaluation(run, self.customer)
        self._create_invoice(self.customer, 2_000, "2024-03-31")
        self._apply()
        self.assertEqual(self.customer.keqing_grade_id, self.grade_a)
        after = self._evaluation(run, self.customer)
        self.assertRecordValues(
            after,
            [
                {
                    "corrects_id": before.id,
                    "score": 41.02,
                    "movement": "new",
                    "is_anew": True,
                    "is_overridden": False,
                    "override_reason": "An invoice came late",
                    "override_user_id": self.manager.id,
                }
            ],
        )
        self.assertTrue(before.is_superseded)
        self.assertEqual(before.score, 21.02, "history stays")
        notes = self.customer.get_keqing_explanation()["notes"]
        self.assertIn("Judged anew by Manager: An invoice came late", notes)
        self.assertEqual(run.total_count, 6)

    def test_what_was_taken_back_counts_no_more(self):
        run = self._confirm_run(self._create_scorecard(thresholds=(40, 10, 0)))
        invoice = self.customer.invoice_ids
        invoice.button_draft()
        self.assertTrue(self._evaluation(run, self.customer).changes)
        self._apply(reason="Cancelled")
        self.assertEqual(self.customer.keqing_grade_id, self.grade_c)
        self.assertFalse(self._evaluation(run, self.customer).changes)

    def test_a_run_that_waits_is_mended_itself(self):
        run = self._compute_run(self._create_scorecard(thresholds=(40, 30, 0)))
        before = self._evaluation(run, self.customer)
        self._create_invoice(self.customer, 2_000, "2024-03-31")
        self._apply()
        self.assertEqual(self._evaluation(run, self.customer), before)
        self.assertEqual(before.grade_id, self.grade_a)
        self.assertFalse(self.customer.keqing_grade_id)
        run.action_confirm()
        self.assertEqual(self.customer.keqing_grade_id, self.grade_a)

    def test_what_was_set_by_hand_is_not_replaced_while_it_waits(self):
        run = self._compute_run(self._create_scorecard(thresholds=(40, 30, 0)))
        verdict = self._evaluation(run, self.customer).with_user(self.manager)
        verdict._override(self.grade_b, "Opens two more restaurants")
        self._create_invoice(self.customer, 2_000, "2024-03-31")
        form = self._form()
        self.assertFalse(form.can_apply)
        self.assertIn("Manager has set B by hand", form.line_ids._records[0]["notes"])

    def test_who_came_late_is_judged_in_the_last_run(self):
        run = self._confirm_run(self._create_scorecard(thresholds=(20, 10, 0)))
        late = self._create_customer("Late", user_id=self.salesperson.id)
        self._create_invoice(late, 1_500, "2024-03-01")
        self._apply(late)
        self.assertEqual(late.keqing_grade_id, self.grade_b)
        self.assertEqual(self._evaluation(run, late).score, 15)
        self.assertEqual((run.total_count, run.done_count), (7, 7))

    def test_what_is_relative_says_whom_it_is_beside(self):
        """Of six by a quota of 20, 30 and 50 %, one is an A, two are B."""
        run = self._confirm_run(self._create_scorecard("quota", thresholds=(20, 30, 50)))
        self.assertEqual(self._grades(run, self.customers), ["C", "C", "C", "B", "B", "A"])
        self._create_invoice(self.customer, 2_000, "2024-03-31")  # to 4,102: the second now
        [judgement] = self._anew()
        self.assertEqual(judgement.found["grade_id"], self.grade_b.id)
        note = self._form().line_ids._records[0]["notes"]
        self.assertIn(f"Compared with the 6 customers of {run.name}, as they were judged.", note)
        self.assertIn(
            "Purchase amount: $ 2,102.00 → $ 4,102.00", note.replace("\N{NO-BREAK SPACE}", " ")
        )

    def test_beside_nobody_nothing_is_said(self):
        self._create_scorecard("quota", thresholds=(20, 30, 50))
        [judgement] = self._anew()
        self.assertIsNone(judgement.found)
        self.assertIn("open a run", judgement.problem)

    def test_the_period_that_runs_counts_up_to_today_and_decides_nothing(self):
        run = self._confirm_run(self._create_scorecard(thresholds=(40, 20, 0)))
        self._create_invoice(self.customer, 4_500, "2024-05-10")
        self._create_invoice(self.customer, 4_500, "2024-05-11")
        [judgement] = self._anew(is_running=True)
        self.assertEqual(float(judgement.found["score"]), 45)
        self.assertEqual(judgement.found["previous_grade_id"], self.grade_b.id)
        self.assertEqual(judgement.found["movement"], "up")
        form = self._form()
        form.period = "running"
        self.assertFalse(form.can_apply)
        self.assertEqual(self._grades(run, self.customer), ["B"])

    def test_who_may(self):
        run = self._confirm_run(self._create_scorecard(thresholds=(40, 30, 0)))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.salesperson).action_keqing_judge_anew()
        stranger = self._create_user("stranger", "manager")
        self._create_invoice(self.customer, 2_000, "2024-03-31")
        with self.assertRaises(AccessError):
            self.customer.with_user(stranger).action_keqing_judge_anew()
        form = self._form()
        with self.assertRaisesRegex(UserError, "Say why"):
            form.save().action_apply()
        form.reason = "Late"
        wizard = form.save()
        self._create_invoice(self.customer, 1_000, "2024-03-31")
        with self.assertRaisesRegex(UserError, "judged otherwise"):
            wizard.action_apply()
        self.assertEqual(self._grades(run, self.customer), ["C"])
        wizard.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "Choose what shall count"):
            wizard.action_apply()

    def test_scorecards_of_others_do_not_judge(self):
        self._create_scorecard(territory_ids=[self.south.id])
        self.assertEqual(self._anew(), [])
        self.assertFalse(self._form().can_apply)
