# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import closing
from datetime import datetime
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import LockError, UserError
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import CustomerCommon

JOB = "odoo.addons.keqing_customer.models.mixins.keqing_job_mixin"


@tagged("post_install", "-at_install")
class TestJob(CustomerCommon, CronMixinCase):
    """Work on five customers of a salesperson, of whom the third is bad."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(5, user_id=cls.salesperson.id)
        cls.bad = cls.customers[2]
        cls.cron = cls.env.ref("keqing_customer.ir_cron_lifecycle")

    def _work(self, customers):
        """Count how often each was done, and refuse the bad one."""
        if self.bad in customers and self.error:
            customers.ref = "half"
            raise self.error
        for customer in customers:
            customer.ref = str(int(customer.ref or 0) + 1)

    def _run(self, work=None, error=None, **options):
        self.error = error
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr, user=1, context={"cron_id": self.cron.id})
            customers = self.customers.with_env(env)
            env["res.partner"]._work_through(customers, work or self._work, **options)
        self.env.invalidate_all()

    def _told(self):
        failed = self.env.ref("keqing_customer.mail_activity_type_job_failed")
        return self.env["mail.activity"].search([("activity_type_id", "=", failed.id)])

    def test_one_that_fails_stops_no_other(self):
        for size in (1, 3, 10):
            with self.subTest(size=size):
                self.customers.ref = False
                self._run(error=UserError("Has no phone."), size=size)
                self.assertEqual(self.customers.mapped("ref"), ["1", "1", False, "1", "1"])

    def test_whoever_is_responsible_is_told_once(self):
        for words in ("Has no phone.", "Has no phone.", "Has no <b>address</b>."):
            self._run(error=UserError(words))
        told = self._told()
        self.assertEqual(len(told), 1)
        self.assertEqual((told.user_id, told.summary), (self.salesperson, self.cron.name))
        self.assertIn(self.bad.name, told.note)
        self.assertIn("Has no &lt;b&gt;address", told.note)
        self.assertNotIn(self.customers[0].name, told.note)

    def test_what_works_again_is_told_no_more(self):
        self._run(error=UserError("Has no phone."))
        self._run()
        self.assertFalse(self._told())
        self.assertEqual(self.bad.ref, "1")

    def test_the_unexpected_is_told_and_in_the_log(self):
        with self.assertLogs(JOB, "ERROR") as log:
            self._run(error=ZeroDivisionError("by zero"))
        self.assertIn("Traceback", log.output[0])
        self.assertIn("ZeroDivisionError", self._told().note)

    def test_where_the_responsible_has_left_somebody_else_is_told(self):
        self.salesperson.active = False
        self._run(error=UserError("Has no phone."))
        told = self._told().user_id
        self.assertTrue(told.active)
        self.assertTrue(
            told == self.bad.create_uid or told.has_group("keqing_customer.group_customer_admin")
        )

    def test_a_single_one_is_done_in_the_language_of_the_responsible(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salesperson.lang = "zh_CN"
        langs = []
        self._run(lambda customer: langs.append(customer.env.lang))
        self.assertEqual(langs, ["zh_CN"] * 5)

    def test_what_was_done_meanwhile_is_not_done_again(self):
        self.customers[0].ref = "1"
        for size in (1, 5):
            self._run(when=lambda customer: not customer.ref, size=size)
        self.assertEqual(self.customers.mapped("ref"), ["1"] * 5)

    def test_what_needs_another_transaction_gets_it(self):
        def work(customer):
            self._work(customer)
            return customer.ref < "3"

        self._run(work)
        self.assertEqual(self.customers.mapped("ref"), ["3"] * 5)

    def test_who_was_slower_than_another_process_looks_again(self):
        outcomes = [SerializationFailure(), None, None, None, None, None]

        def work(customer):
            self._work(customer)
            if error := outcomes.pop(0):
                raise error

        self._run(work)
        self.assertEqual(self.customers.mapped("ref"), ["1"] * 5)
        self.assertFalse(self._told())

    @freeze_time("2024-06-20 08:00:00")
    def test_what_somebody_else_holds_is_done_later(self):
        Partner = self.env.registry["res.partner"]
        lock = Partner.try_lock_for_update
        for size in (1, 5):
            free = patch.object(
                Partner,
                "try_lock_for_update",
                lambda self, bad=self.bad, **options: lock(
                    self - bad.with_env(self.env), **options
                ),
            )
            self.customers.ref = False
            with self.subTest(size=size), free, self.capture_triggers(self.cron.id) as triggers:
                self._run(size=size)
                self.assertEqual(self.customers.mapped("ref"), ["1", "1", False, "1", "1"])
                self.assertEqual(triggers.records.call_at, datetime(2024, 6, 20, 8, 1))
        self.assertFalse(self._told())

    def test_time_is_up(self):
        """What is left is for the next run, and nobody is told that all is well."""
        self._run(error=UserError("Has no phone."))
        self.customers.ref = False
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", side_effect=[9, 0, 0]):
            self._run(size=2)
        self.assertEqual(self.customers.mapped("ref"), ["1", "1", False, False, False])
        self.assertTrue(self._told())

    @mute_logger("odoo.sql_db")
    def test_a_lock_says_what_is_held(self):
        held = self.env.ref("base.main_partner")
        with closing(db_connect(self.cr.dbname).cursor()) as cr:
            cr.execute("SELECT FROM res_partner WHERE id = %s FOR NO KEY UPDATE", [held.id])
            with self.assertRaisesRegex(LockError, held.name):
                self.env["keqing.job.mixin"]._lock_alone(self.customers + held)
        self.env["keqing.job.mixin"]._lock_alone(self.customers + held)
