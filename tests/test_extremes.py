# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The largest and the smallest of every number that people may enter.

Either it is refused in words, or every screen opens and every job runs with it: one number that is
out of bounds must not stop what others do.
"""

from ast import literal_eval

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SuiteCase

EXTREMES = {"integer": 2**31 - 1, "float": 1e12, "monetary": 1e12}


@tagged("post_install", "-at_install")
class TestExtremes(SuiteCase):
    def test_no_number_stops_a_screen_or_a_job(self):
        numbers = [
            (model, field)
            for model in [*self.our_models, *self.extended_models]
            if not model._transient
            for field in self._our_fields(model)
            if field.type in EXTREMES and field.store and not field.readonly
        ]
        self.assertTrue(numbers)
        for sign in (1, -1):
            with self.env.cr.savepoint() as savepoint:
                for model, field in numbers:
                    self._enter(model, field, sign * EXTREMES[field.type])
                self._connect()
                self._look_at_all(sign)
                self._run_jobs(sign)
                savepoint.rollback()
            self.env.invalidate_all(flush=False)

    @mute_logger("odoo.sql_db")
    def _enter(self, model, field, value):
        """Write it as it is entered, unless it is refused in words."""
        record = self.samples.get(model._name)
        try:
            with self.env.cr.savepoint():
                record[field.name] = value
                self.env.flush_all()
        except (UserError, CheckViolation):
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()

    def _connect(self):
        """A customer of the type, with the grade, in the territory whose numbers these are."""
        grade = self.samples.get("keqing.grade")
        self.customer = self.env["res.partner"].create(
            {
                "name": "Ganyu",
                "is_company": True,
                "keqing_customer_type_id": self.samples.get("keqing.customer.type").id,
                "keqing_grade_id": grade.id,
                "keqing_credit_grade_id": grade.id,
                "keqing_verified_on": fields.Date.today(),
            }
        )
        self.env.flush_all()

    def _look_at_all(self, sign):
        for model in [*self.our_models, *self.extended_models]:
            names = [field.name for field in self._our_fields(model)]
            if model._transient or not names or model._name == "res.company":
                continue
            if model._name == "res.partner":
                record = self.customer
            elif model in self.our_models:
                record = self.samples.get(model._name)
            else:
                record = model.search([], limit=1)
            record = record.with_user(self.highest).sudo()
            with self.subTest(model=model._name, sign=sign):
                record.invalidate_recordset()
                record.read(names)
                for name in names:
                    field = model._fields[name]
                    if field.search or (field.store and field.column_type):
                        record.search([(name, "!=", False)], limit=1)
                self._use_filters(record)

    def _use_filters(self, record):
        views = self.env["ir.ui.view"].search(
            [("model", "=", record._name), ("type", "=", "search")]
        )
        for domain in (
            node.get("domain")
            for view in views
            for node in view._get_combined_arch().iter("filter")
            if node.get("domain")
        ):
            try:
                record.search(literal_eval(domain), limit=1)
            except ValueError:
                continue  # needs who or when

    def _run_jobs(self, sign):
        for cron in self._defined("ir.cron"):
            with self.subTest(job=cron.name, sign=sign), self.enter_registry_test_mode():
                cron.method_direct_trigger()
