# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a form lets one write is not refused afterwards, in whatever state a record is.

Every model of ours is held to it, also a new one. What must be otherwise is listed here with its
reason.
"""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SuiteCase

PROGRESS = ("stage", "state")
# ("model", "field"): why a form offers it though it is refused at some time
OFFERED = {
    ("keqing.agreement", "date_to"): "in the box of its beginning, which is read-only by then",
    ("keqing.evaluation.run", "date_to"): "likewise",
}


@tagged("post_install", "-at_install")
class TestClosed(SuiteCase):
    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_what_is_refused_is_not_offered(self):
        """The guards of a model look at which fields are written: the same value is refused too."""
        tried = set()
        for model in self.our_models:
            progress = next((name for name in PROGRESS if self._is_progress(model, name)), None)
            if model._transient or not progress or not self._has_form(model):
                continue
            record = self.samples.get(model._name)
            self._add_lines(record)
            for state in model._fields[progress].get_values(self.env):
                with self.env.cr.savepoint() as savepoint:
                    record[progress] = state
                    self.env.flush_all()
                    self.env.invalidate_all()
                    for name, value in self._offered(record.with_user(self.highest)):
                        tried.add((model._name, name))
                        if (model._name, name) in OFFERED:
                            continue
                        with self.subTest(model=model._name, state=state, field=name):
                            self._write(record.with_user(self.highest), name, value)
                    savepoint.rollback()
                self.env.invalidate_all()
        self.assertGreater(len({model for model, __ in tried}), 5)
        self.assertIn(("keqing.visit", "step_ids.is_done"), tried)

    def _add_lines(self, record):
        """One of each kind, where there is none and one can be made of the least it needs."""
        for field in self._our_fields(record):
            if field.type != "one2many" or not field.store and field.compute or record[field.name]:
                continue
            lines = self.env[field.comodel_name]
            if lines not in self.our_models:
                continue
            try:
                with self.env.cr.savepoint():
                    lines.create({**self.samples.minimal(lines), field.inverse_name: record.id})
            except (IntegrityError, UserError):
                pass

    def _is_progress(self, model, name):
        field = model._fields.get(name)
        return field is not None and field.store and field.type == "selection"

    def _has_form(self, model):
        return self.env["ir.ui.view"].search([("model", "=", model._name), ("type", "=", "form")])

    def _offered(self, record):
        """What the form lets one write, of the record and of its first lines: name and value."""
        if not record.has_access("write"):
            return
        form = Form(record)
        for field in self._open_fields(form, record):
            if field.type != "one2many":
                yield field.name, field.convert_to_write(record.sudo()[field.name], record)
            elif lines := record.sudo()[field.name][:1]:
                with getattr(form, field.name).edit(0) as line_form:
                    for part in self._open_fields(line_form, lines):
                        value = part.convert_to_write(lines[part.name], lines)
                        command = Command.update(lines.id, {part.name: value})
                        yield f"{field.name}.{part.name}", [command]

    def _open_fields(self, form, record):
        return [
            field
            for name, field in record._fields.items()
            if name in form._view["fields"] and field.store
            if not any(form._get_modifier(name, each) for each in ("readonly", "invisible"))
        ]

    def _write(self, record, name, value):
        try:
            with self.env.cr.savepoint():
                record.write({name.partition(".")[0]: value})
                self.env.flush_all()
        except IntegrityError:
            pass  # of a sample that has the least it needs
        except UserError as error:
            self.fail(f"offered and refused: {error}")
