# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two at once on visits and greetings: one check-in, one plan, and nothing sent after a no."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .copied import CopiedDatabaseCase

CUSTOMERS = 5


@tagged("post_install", "-at_install")
class TestVisitsAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Customers of one salesperson, due by their grade; two visits; greetings of today."""
        user = new_test_user(env, "keqing", "keqing_customer.group_customer_user")
        grade = env.ref("keqing_customer.scale_abc").grade_ids[:1]
        grade.write({"contact_interval": 7, "contact_interval_unit": "day"})
        kind = env["keqing.customer.type"].create({"name": "Inn"})
        customers = env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "user_id": user.id,
                    "keqing_customer_type_id": kind.id,
                    "keqing_grade_id": grade.id,
                }
                for number in range(CUSTOMERS)
            ]
        )
        visits = env["keqing.visit"].create(
            [{"partner_id": customer.id, "user_id": user.id} for customer in customers[:2]]
        )
        today = env.company._get_keqing_today()
        person = env["res.partner"].create(
            {"name": "Person", "parent_id": customers[2].id, "email": "person@example.com"}
        )
        consent = env["keqing.consent"].create({"partner_id": person.id, "purpose": "care"})
        occasion = env.ref("keqing_visit.care_occasion_new_year")
        rule = env["keqing.care.rule"].create({"occasion_id": occasion.id, "action": "message"})
        task = env["keqing.care.task"].create(
            {
                "partner_id": customers[2].id,
                "person_id": person.id,
                "occasion_id": occasion.id,
                "rule_id": rule.id,
                "action": "message",
                "date": today,
                "year": today.year,
            }
        )
        self.user, self.company = user.id, env.company.id
        self.visits, self.task, self.consent = visits.ids, task.id, consent.id

    def _browse(self, cr, model, ids, user=SUPERUSER_ID):
        return api.Environment(cr, user, {})[model].browse(ids)

    def _rows(self, statement, *values):
        with self.registry.cursor() as cr:
            cr.execute(statement, values)
            return cr.fetchall()

    def test_one_is_somewhere_at_a_time(self):
        def second(cr):
            visit = self._browse(cr, "keqing.visit", self.visits[1], self.user)
            return visit.env, visit.check_in

        refusal = self._at_once(
            lambda cr: self._browse(cr, "keqing.visit", self.visits[0], self.user).check_in(),
            second,
        )
        self.assertIsInstance(refusal, UserError)
        states = self._rows(
            "SELECT state FROM keqing_visit WHERE id = ANY(%s) ORDER BY id", self.visits
        )
        self.assertEqual(states, [("under_way",), ("planned",)])

    def test_a_check_in_that_is_sent_twice_at_once_is_one(self):
        report = {"request_id": "7f", "reason": "No network"}

        def second(cr):
            visit = self._browse(cr, "keqing.visit", self.visits[0], self.user)
            return visit.env, lambda: visit.check_in(report)

        self._at_once(
            lambda cr: self._browse(cr, "keqing.visit", self.visits[0], self.user).check_in(report),
            second,
        )
        positions = self._rows(
            "SELECT occasion FROM keqing_visit_position WHERE visit_id = %s", self.visits[0]
        )
        self.assertEqual(positions, [("in",)])

    def test_two_planners_plan_what_one_does(self):
        def plan(cr):
            company = self._browse(cr, "res.company", self.company)
            company.env["keqing.visit"]._plan_company(company)

        def second(cr):
            return api.Environment(cr, SUPERUSER_ID, {}), lambda: plan(cr)

        self.assertIsNone(self._at_once(plan, second))
        planned = """SELECT partner_id, planned_on FROM keqing_visit
                      WHERE origin = 'grade' AND state = 'planned'"""
        rows = self._rows(planned)
        self.assertEqual(len(rows), len({*rows}))
        self.assertGreaterEqual(len({partner_id for partner_id, __ in rows}), CUSTOMERS - 2)
        with self.registry.cursor() as cr:
            plan(cr)
        self.assertEqual(sorted(self._rows(planned)), sorted(rows))

    def test_nothing_is_sent_beside_a_withdrawal(self):
        def send(cr):
            task = self._browse(cr, "keqing.care.task", self.task)
            task._work_through(
                task, lambda each: each._send(), when=lambda each: each._is_to_send()
            )

        def second(cr):
            return api.Environment(cr, SUPERUSER_ID, {}), lambda: send(cr)

        self._at_once(
            lambda cr: self._browse(cr, "keqing.consent", self.consent).action_withdraw(), second
        )
        with self.registry.cursor() as cr:
            send(cr)  # the next run
        self.assertEqual(self._told(), ("cancelled", "consent", 0))

    def test_what_was_sent_before_a_withdrawal_was_sent_once(self):
        def withdraw(cr):
            consent = self._browse(cr, "keqing.consent", self.consent)
            return consent.env, consent.action_withdraw

        self.assertIsNone(
            self._at_once(
                lambda cr: self._browse(cr, "keqing.care.task", self.task)._send(), withdraw
            )
        )
        self.assertEqual(self._told(), ("done", None, 1))
        [(withdrawn_on,)] = self._rows(
            "SELECT withdrawn_on FROM keqing_consent WHERE id = %s", self.consent
        )
        self.assertTrue(withdrawn_on)

    def _told(self):
        """How far the task is, why not, and how many messages it made."""
        [row] = self._rows(
            """SELECT state, why, (SELECT count(*) FROM mail_message
                                    WHERE model = 'keqing.care.task' AND res_id = task.id)
                 FROM keqing_care_task task WHERE id = %s""",
            self.task,
        )
        return row
