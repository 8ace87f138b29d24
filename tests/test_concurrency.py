# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A run killed at any moment continues where it stopped; two at once give the result of one.

And two who confirm orders at once never pass one credit limit together, nor do two who hand over
the same customers share them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged

from .copied import copied_database, races

WORKER = Path(__file__).with_name("worker.py")
CUSTOMERS = 20  # of two owners
BATCH_SIZE = 7
ATTEMPTS = races(8)  # with two processes at once, as chance decides who comes first


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Processes on a copy of the database, where everything is really committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.enterClassContext(copied_database())
        command = [sys.executable, WORKER, cls.database]
        cls.worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        cls.addClassCleanup(cls.worker.communicate)
        filled = cls._answer()
        cls.first, cls.second, cls.third = filled["runs"]
        cls.pairs = filled["orders"]
        cls.documents = filled["documents"]
        cls.leads = filled["leads"]
        cls.handovers = filled["handovers"]
        cls.agreements = filled["agreements"]

    @classmethod
    def _answer(cls):
        answer = cls.worker.stdout.readline()
        if not answer:
            raise AssertionError("The worker ended; its error is in the output.")
        return json.loads(answer)

    def _let(self, job, run, *, processes=1, die_at=None):
        """Let processes do a job on a run, all at once.

        :param die_at: the statement before which each is killed
        :return: what became of each: "done", "killed" or the error it ended with
        """
        return self._order(job, "keqing.evaluation.run", [run] * processes, die_at)

    def _order(self, job, model, ids, die_at=None):
        """Have a process for each record do its job on it, all at once; see :meth:`_let`."""
        return self._order_all([(job, model, record_id) for record_id in ids], die_at)

    def _order_all(self, jobs, die_at=None):
        """Have a process for each of several jobs, all at once.

        :param jobs: list of names of jobs with model and id of the record
        """
        order = {"jobs": jobs, "die_at": die_at}
        self.worker.stdin.write(json.dumps(order) + "\n")
        self.worker.stdin.flush()
        return self._answer()

    def _query(self, statement, *values):
        with db_connect(self.database).cursor() as cr:
            cr.execute(statement, values)
            return cr.fetchall()

    def _results(self, run):
        return self._query(
            """SELECT partner_id, user_id, score, coverage, lines, computed_grade_id,
                      previous_grade_id, grade_id, movement, below_count
                 FROM keqing_evaluation WHERE run_id = %s ORDER BY partner_id, id""",
            run,
        )

    def _progress(self, run):
        """State, total, judged, and the facts that are left."""
        [progress] = self._query(
            """SELECT state, total_count, done_count,
                      (SELECT count(*) FROM keqing_evaluation_fact WHERE run_id = run.id)
                 FROM keqing_evaluation_run run WHERE id = %s""",
            run,
        )
        return progress

    def _messages(self, run):
        return self._query(
            """SELECT recipient.res_partner_id
                 FROM mail_message message
                 JOIN mail_message_res_partner_rel recipient
                   ON recipient.mail_message_id = message.id
                WHERE model = 'keqing.evaluation.run' AND res_id = %s
                  AND message_type = 'user_notification'""",
            run,
        )

    def _badges(self):
        return self._query(
            """SELECT keqing_grade_id, keqing_grade_trend
                 FROM res_partner WHERE keqing_grade_id IS NOT NULL ORDER BY id"""
        )

    def _confirm_first(self):
        """Give everybody a grade, so that the next run can move some."""
        for job in ("reset", "compute", "confirm"):
            self.assertEqual(self._let(job, self.first), ["done"])
        self.assertEqual(len(self._badges()), CUSTOMERS)

    def test_confirming_killed_at_any_statement(self):
        self._confirm_first()
        before = self._badges()
        self.assertEqual(self._let("compute", self.second), ["done"])
        die_at = 1
        while self._let("confirm", self.second, die_at=die_at) == ["killed"]:
            if self._progress(self.second)[0] == "confirmed":  # killed after it was committed
                break
            with self.subTest(die_at=die_at):
                self.assertEqual(self._badges(), before)
                self.assertFalse(self._messages(self.second))
            die_at += 1
        self.assertGreater(die_at, 5)
        self.assertEqual(self._progress(self.second)[0], "confirmed")
        self.assertNotEqual(self._badges(), before)
        self.assertEqual(len(self._messages(self.second)), 2)

    def test_killed_at_any_statement(self):
        self._let("reset", self.first)
        self.assertEqual(self._let("compute", self.first), ["done"])
        undisturbed = self._results(self.first)
        finished = ("computed", CUSTOMERS, CUSTOMERS, 0)
        self.assertEqual(len(undisturbed), CUSTOMERS)
        self.assertEqual(self._progress(self.first), finished)
        stopped_at = set()
        die_at = 1
        while True:
            self._let("reset", self.first)
            [outcome] = self._let("compute", self.first, die_at=die_at)
            if outcome != "killed":
                break
            state, __, done, __ = self._progress(self.first)
            stopped_at.add((state, done))
            with self.subTest(die_at=die_at):
                self.assertEqual(len(self._results(self.first)), done)
                self.assertEqual(self._let("compute", self.first), ["done"])
                self.assertEqual(self._progress(self.first), finished)
                self.assertEqual(self._results(self.first), undisturbed)
            die_at += 1
        self.assertEqual(outcome, "done")
        batches = {("computing", done) for done in range(0, CUSTOMERS, BATCH_SIZE)}
        self.assertLessEqual({("draft", 0), *batches}, stopped_at)

    def test_two_at_once(self):
        self._let("reset", self.first)
        self.assertEqual(self._let("compute", self.first), ["done"])
        alone = self._results(self.first)
        undisturbed = 0
        for attempt in range(ATTEMPTS):
            self._let("reset", self.first)
            self._let("begin", self.first)
            outcomes = self._let("compute", self.first, processes=2)
            with self.subTest(attempt=attempt):
                self.assertIn("done", outcomes)
                self.assertEqual(self._progress(self.first), ("computed", CUSTOMERS, CUSTOMERS, 0))
                self.assertEqual(self._results(self.first), alone)
            undisturbed += outcomes == ["done", "done"]
        # Who takes the lock in the instant after the other's commit is sent away; that is rare.
        self.assertGreater(undisturbed, ATTEMPTS // 2)

    def test_several_confirm_at_once(self):
        self._confirm_first()
        self._let("compute", self.third)
        outcomes = self._let("confirm", self.third, processes=4)
        refusals = [outcome for outcome in outcomes if re.match("(Lock|User)Error", outcome)]
        self.assertEqual((outcomes.count("done"), len(refusals)), (1, 3), outcomes)
        self.assertEqual(self._progress(self.third)[0], "confirmed")
        self.assertEqual(len(self._messages(self.third)), 2)

    def test_two_never_pass_one_credit_limit(self):
        for pair in self.pairs:
            outcomes = sorted(self._order("confirm_order", "sale.order", pair))
            with self.subTest(pair=pair):
                self.assertEqual(outcomes[1], "done")
                self.assertTrue(outcomes[0].startswith("CreditHold"), outcomes)
                confirmed = self._query(
                    "SELECT count(*) FROM sale_order WHERE state = 'sale' AND id IN %s",
                    tuple(pair),
                )
                self.assertEqual(confirmed, [(1,)])

    def test_two_documents_never_pass_one_credit_limit(self):
        """An order and an invoice, or two orders that grow, for a customer with room for one."""
        for jobs in self.documents:
            outcomes = sorted(self._order_all(jobs))
            with self.subTest(jobs=jobs):
                self.assertEqual(outcomes[1], "done")
                self.assertTrue(outcomes[0].startswith("CreditHold"), outcomes)
        self.assertEqual(
            self._query(
                """SELECT count(*) FROM keqing_credit_account
                    WHERE exposure > limit_amount AND has_limit"""
            ),
            [(0,)],
        )

    def test_two_who_sign_one_lead_make_one_customer(self):
        """By the button, where the second is told; and by drag and drop, where it is done."""
        half = len(self.leads) // 2
        for job, leads in (("sign", self.leads[:half]), ("drag", self.leads[half:])):
            for lead in leads:
                outcomes = sorted(self._order(job, "crm.lead", [lead, lead]))
                with self.subTest(job=job, lead=lead):
                    told = "UserError" if job == "sign" else "done"
                    self.assertTrue(outcomes[0].startswith(told), outcomes)
                    self.assertEqual(outcomes[1], "done")
                    made = self._query(
                        """SELECT count(*), count(DISTINCT customer.id)
                             FROM crm_lead lead
                             JOIN res_partner customer ON customer.name = lead.partner_name
                             JOIN keqing_agreement agreement ON agreement.partner_id = customer.id
                            WHERE lead.id = %s""",
                        lead,
                    )
                    self.assertEqual(made, [(1, 1)])

    def _remind(self, *, processes=1, die_at=None):
        """Let processes remind the owners of the same agreements, as nobody has been before."""
        model = "keqing.agreement"
        self.assertEqual(self._order("forget", model, self.agreements[:1]), ["done"])
        return self._order("remind", model, self.agreements[:1] * processes, die_at)

    def _reminded(self):
        """How many agreements are marked, have a reminder, and how many reminders there are."""
        return self._query(
            """SELECT count(DISTINCT agreement.id) FILTER (WHERE reminded_on IS NOT NULL),
                      count(DISTINCT activity.res_id),
                      count(activity.id)
                 FROM keqing_agreement agreement
            LEFT JOIN mail_activity activity
                   ON activity.res_model = 'keqing.agreement' AND activity.res_id = agreement.id
                WHERE agreement.id IN %s""",
            tuple(self.agreements),
        )[0]

    def test_a_job_killed_at_any_statement_goes_on_where_it_was(self):
        everything = (len(self.agreements),) * 3
        stopped_at = set()
        die_at = 1
        while self._remind(die_at=die_at) == ["killed"]:
            marked, reminded, reminders = self._reminded()
            stopped_at.add(marked)
            with self.subTest(die_at=die_at):
                self.assertEqual([reminded, reminders], [marked, marked])
                self.assertEqual(
                    self._order("remind", "keqing.agreement", self.agreements[:1]), ["done"]
                )
                self.assertEqual(self._reminded(), everything)
            die_at += 1
        self.assertEqual(self._reminded(), everything)
        self.assertEqual(stopped_at, {0, 2, 4, 5}, "two in a transaction")

    def test_a_job_at_the_same_time_as_itself_reminds_once(self):
        for attempt in range(ATTEMPTS):
            outcomes = self._remind(processes=3)
            with self.subTest(attempt=attempt):
                self.assertEqual(outcomes, ["done"] * 3)
                self.assertEqual(self._reminded(), (len(self.agreements),) * 3)

    def _handover(self, handover):
        """State, the leaver, who takes over, and all who hold something of the leaver's."""
        [[state, leaver, successor]] = self._query(
            "SELECT state, from_user_id, user_id FROM keqing_reassignment WHERE id = %s", handover
        )
        mark = f"Of leaver {leaver}"
        holders = self._query(
            """SELECT user_id FROM res_partner WHERE name = %s
                UNION SELECT user_id FROM crm_lead WHERE name = %s""",
            mark,
            mark,
        )
        return state, leaver, successor, [holder for [holder] in holders]

    def test_a_hand_over_killed_at_any_statement_is_whole_or_not_at_all(self):
        handover = self.handovers[0][0]
        die_at = 1
        while True:
            [outcome] = self._order("hand_over", "keqing.reassignment", [handover], die_at)
            state, leaver, successor, holders = self._handover(handover)
            if outcome != "killed":
                break
            with self.subTest(die_at=die_at):
                self.assertIn((state, holders), [("draft", [leaver]), ("done", [successor])])
            die_at += 1
        self.assertGreater(die_at, 30, "it was killed on the way")
        self.assertEqual((outcome, state, holders), ("done", "done", [successor]))

    def test_two_hand_over_the_same_at_once(self):
        for pair in self.handovers[1:]:
            outcomes = self._order("hand_over", "keqing.reassignment", pair)
            with self.subTest(pair=pair, outcomes=outcomes):
                self.assertEqual(outcomes.count("done"), 1)
                winner = outcomes.index("done")
                self.assertRegex(outcomes[1 - winner], "^(LockError|UserError)")
                state, __, successor, holders = self._handover(pair[winner])
                self.assertEqual((state, holders), ("done", [successor]))
                self.assertEqual(self._handover(pair[1 - winner])[0], "draft")
