# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Every job of ours, killed at random statements and run again, leaves what it leaves by itself.

Also a new one: the jobs are those that our modules bring along. What they find to do is in
``fill_jobs`` of ``worker.py``; a job that finds nothing there fails the test.
"""

import json
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from .copied import copied_database

WORKER = Path(__file__).with_name("worker.py")
ATTEMPTS = 2  # each kills every job several times
KILLS = (20, 60, 150)  # a job is killed before a statement up to each of these
# What two runs of the same may differ in: when, and the numbers that rows happen to get
PASSING = {"id", "run_id", "activity_id", "parent_path"}
# … and a link to an answer in a survey has a token of its own
TOKEN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Tables that tell what was done and to whom, beside our own
TOLD = {
    "calendar_event": ("name", "user_id", "allday", "start_date", "privacy"),
    "mail_activity": ("summary", "user_id", "res_model", "date_deadline"),
    "mail_message": ("body", "model", "message_type", "author_id"),
    "crm_lead": ("name", "user_id", "active"),
    "res_partner": (
        "name",
        "user_id",
        "keqing_customer_type_id",
        "keqing_territory_id",
        "keqing_lifecycle",
        "keqing_verified_on",
    ),
}


@tagged("post_install", "-at_install")
class TestKills(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filled = cls.enterClassContext(copied_database())
        with cls._worker(cls.filled, "jobs") as (__, jobs):
            cls.jobs = jobs

    def test_killed_jobs_go_on_where_they_were(self):
        self.assertGreater(len(self.jobs), 5)
        chance = random.Random(20240615)
        with self._attempt() as (order, look):
            seen = look()
            idle = []
            for job in self.jobs:
                self.assertEqual(order(job), ["done"], job["name"])
                before, seen = seen, look()
                if seen == before:
                    idle.append(job["name"])
            expected = seen
        self.assertFalse(idle, "These jobs found nothing to do.")
        for attempt in range(ATTEMPTS):
            with self._attempt() as (order, look):
                for job in self.jobs:
                    points = [chance.randint(1, most) for most in KILLS]
                    for die_at in points:
                        order(job, die_at)
                    with self.subTest(attempt=attempt, job=job["name"], killed_at=points):
                        self.assertEqual(order(job), ["done"])
                found = look()
                for table, rows in expected.items():
                    with self.subTest(attempt=attempt, table=table):
                        self.assertEqual(found[table], rows)

    @contextmanager
    def _attempt(self):
        """A copy of the filled database: to order jobs in, and to look at."""
        with (
            copied_database(self.filled) as name,
            self._worker(name, "nothing") as (worker, __),
        ):

            def order(job, die_at=None):
                return self._order(worker, job, die_at)

            yield order, lambda: self._look_at(name)

    @classmethod
    @contextmanager
    def _worker(cls, database, filling):
        """A process that does jobs on a database, and its first answer."""
        command = [sys.executable, WORKER, database, filling]
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            yield worker, cls._answer(worker)
        finally:
            worker.communicate()

    @staticmethod
    def _answer(worker):
        answer = worker.stdout.readline()
        if not answer:
            raise AssertionError("The worker ended; its error is in the output.")
        return json.loads(answer)

    def _order(self, worker, job, die_at):
        order = {"jobs": [("cron", "ir.cron", job["id"])], "die_at": die_at}
        worker.stdin.write(json.dumps(order) + "\n")
        worker.stdin.flush()
        return self._answer(worker)

    def _look_at(self, database):
        """:return: ``{table: rows}`` of what jobs may leave, without what may differ"""
        with db_connect(database).cursor() as cr:
            cr.execute(
                """SELECT col.table_name, array_agg(col.column_name::text)
                     FROM information_schema.columns col
                    WHERE col.table_name LIKE 'keqing\\_%'
                      AND col.data_type != 'timestamp without time zone' GROUP BY 1"""
            )
            tables = dict(cr.fetchall())
            cr.execute(
                """SELECT from_col.attname::text, rel.relname::text
                     FROM pg_constraint con
                     JOIN pg_class rel ON rel.oid = con.conrelid
                     JOIN pg_class target ON target.oid = con.confrelid
                     JOIN pg_attribute from_col ON from_col.attrelid = con.conrelid
                                               AND from_col.attnum = con.conkey[1]
                    WHERE con.contype = 'f' AND target.relname LIKE 'keqing\\_%'"""
            )
            numbered = set(cr.fetchall())
            looked_at = {
                table: [
                    name
                    for name in sorted(names)
                    if name not in PASSING and (name, table) not in numbered
                ]
                for table, names in tables.items()
            }
            found = {}
            for table, names in (looked_at | TOLD).items():
                columns = SQL(", ").join(
                    SQL("regexp_replace(%s::text, %s, '', 'g')", SQL.identifier(name), TOKEN)
                    for name in names
                )
                if names:
                    cr.execute(SQL("SELECT %s FROM %s", columns, SQL.identifier(table)))
                    found[table] = sorted(cr.fetchall(), key=repr)
            return found
