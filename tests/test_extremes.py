# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Every number that people may enter has bounds, and works up to them.

What is beyond is refused in words, whatever way it comes: one number must not stop what others do.
"""

import json
import math
from ast import literal_eval
from contextlib import suppress

from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation, NumericValueOutOfRange

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.keqing_customer.fields import Bounded

from .common import SuiteCase

NUMBERS = ("integer", "float", "monetary")
SPANS = (("date_from", "date_to"), ("date_start", "date_end"))
BEYOND_ALL = (-1e300, 1e300, -(2**63), 2**63, math.inf, -math.inf, math.nan, "many")


@tagged("post_install", "-at_install")
class TestExtremes(SuiteCase):
    def _numbers(self):
        """Each number of ours that people enter, as (model, field)."""
        found = [
            (model, field)
            for model in [*self.our_models, *self.extended_models]
            for field in self._our_fields(model)
            if field.type in NUMBERS and field.store and not field.readonly
        ]
        self.assertTrue(found)
        return found

    def test_every_number_has_bounds(self):
        for model, field in self._numbers():
            with self.subTest(model=model._name, field=field.name):
                self.assertIsInstance(field, Bounded)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_the_bounds(self):
        for model, field in self._numbers():
            if model._transient:
                continue
            record = self._sample(model)
            for value in (field.low - 1, field.high + 1):
                # The highest whole number is the bound of the column itself
                refusal = NumericValueOutOfRange if value == 2**31 else CheckViolation
                if field.company_dependent:
                    value = json.dumps({self.env.company.id: value})
                with (
                    self.subTest(model=model._name, field=field.name, value=value),
                    self.assertRaises(refusal),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s WHERE id = %s",
                            SQL.identifier(model._table),
                            SQL.identifier(field.name),
                            value,
                            record.id,
                        )
                    )

    def test_what_is_beyond_is_refused_in_words(self):
        """Written, created, or typed into a form; but one may look for any number."""
        for model, field in self._numbers():
            record = self._sample(model)
            for value in (*BEYOND_ALL, field.low - 1, field.high + 1):
                entered = {field.name: value}
                made = {**self.samples.minimal(model), **entered}
                with self.subTest(model=model._name, field=field.name, value=value):
                    self._check_refused(field, record.write, entered)
                    self._check_refused(field, model.create, made)
                    self._check_refused(
                        field, record.onchange, entered, [field.name], {field.name: {}}
                    )
            with self.subTest(model=model._name, field=field.name):
                self.assertFalse(record.search([(field.name, ">", 1e300)]))

    def _check_refused(self, field, call, *arguments):
        with self.assertRaises(ValidationError) as refusal:
            call(*arguments)
        self.assertIn(field._description_string(self.env), str(refusal.exception))
        self.assertIn("Enter a number from", str(refusal.exception))

    def _sample(self, model):
        return model.search([], limit=1) or self.samples.get(model._name)

    def test_no_number_stops_a_screen_or_a_job(self):
        for model, __ in self._numbers():
            self.samples.get(model._name)  # what is made for one bound would go with it
        for bound in ("low", "high"):
            with self.env.cr.savepoint() as savepoint:
                numbers = [each for each in self._numbers() if not each[0]._transient]
                entered = [
                    self._enter(model, field, getattr(field, bound)) for model, field in numbers
                ]
                self.assertGreater(entered.count(True), len(numbers) * 0.6)
                self._connect()
                self._look_at_all(bound)
                self._run_jobs(bound)
                savepoint.rollback()
            self.env.invalidate_all(flush=False)

    @mute_logger("odoo.sql_db")
    def _enter(self, model, field, value):
        """Write it as it is entered, unless it is refused for what else the record says.

        :return: whether it was written
        """
        record = self.samples.get(model._name)
        try:
            with self.env.cr.savepoint():
                record[field.name] = value
                self.env.flush_all()
        except (UserError, IntegrityError):
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            return False
        return True

    def _days(self):
        """Each day and moment of ours that people enter, as (model, field)."""
        found = [
            (model, field)
            for model in [*self.our_models, *self.extended_models]
            for field in self._our_fields(model)
            if field.type in ("date", "datetime") and field.store and not field.readonly
        ]
        self.assertTrue(found)
        return [each for each in found if not each[0]._transient]

    def test_no_day_stops_a_screen_or_a_job(self):
        for day in ("0001-01-01", "1000-01-01", "9999-12-31"):
            with self.env.cr.savepoint() as savepoint:
                for model, field in self._days():
                    # Odoo itself writes no year of one digit, where it tracks or has hours
                    with self.subTest(model=model._name, field=field.name), suppress(ValueError):
                        self._enter(model, field, day)
                self._connect()
                self._look_at_all(day)
                self._run_jobs(day)
                savepoint.rollback()
            self.env.invalidate_all(flush=False)

    def test_nothing_ends_before_it_begins(self):
        spans = [
            (model, begins, ends)
            for model in self.our_models
            for begins, ends in SPANS
            if not model._transient
            and all(name in model._fields for name in (begins, ends))
            and not model._fields[ends].readonly
        ]
        self.assertGreater(len(spans), 2)
        for model, begins, ends in spans:
            with self.subTest(model=model._name):
                if not self.samples.get(model._name)[begins]:
                    self._enter(model, model._fields[begins], "2000-01-01")
                self.assertFalse(self._enter(model, model._fields[ends], "1900-01-01"))

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

    def _look_at_all(self, bound):
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
            with self.subTest(model=model._name, bound=bound):
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

    def _run_jobs(self, bound):
        for cron in self._defined("ir.cron"):
            with self.subTest(job=cron.name, bound=bound), self.enter_registry_test_mode():
                cron.method_direct_trigger()
