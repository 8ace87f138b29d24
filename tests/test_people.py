# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who said, wrote or decided something stays who it was, for administrators as well.

Every model of ours is held to it, also a new one. What must be otherwise is listed here with its
reason.
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SuiteCase

PROGRESS = ("stage", "state")
# ("model", "state"): why who takes part may still change then
OPEN_STATES = {
    ("keqing.agreement", "review"): "nobody has decided yet, and all who were the owner are kept",
    **{
        ("keqing.allocation", state): "who sees to it may change until it is closed"
        for state in ("computed", "published")
    },
    **{
        ("keqing.complaint", state): "it is handled, by one and then another, until it is closed"
        for state in ("investigating", "proposed", "agreed", "executing", "follow_up")
    },
    ("keqing.rebate.program", "running"): "who sees to it may change until it is closed",
    **{
        ("keqing.complaint.remedy", state): "who sees to it may change until it is done"
        for state in ("agreed", "executing")
    },
    ("keqing.incident", "suspected"): "nobody has looked at it yet, and somebody will be in charge",
}
STOOD = "as things stand until it is decided, and afterwards as they stood"
# ("model", "field"): why a record of the past says what is so at present
PRESENT = {
    ("keqing.care.task", "has_consent"): "who may know of it depends on the consent of today",
    ("keqing.evaluation.run", "name"): "tells whom it judges by the name that is looked for",
    ("keqing.evaluation.run", "period_name"): "likewise",
    **{
        ("keqing.strategy.proposal", name): STOOD
        for name in ("user_id", "territory_id", "summary", "note", "activity_type_id")
    },
    **{
        ("keqing.strategy.proposal", name): "what is at stake today; the summary says why"
        for name in ("customer_grade_id", "figure_currency_id", "purchases")
    },
    ("keqing.visit", "conflict"): "of visits to come alone",
    ("keqing.credit.release", "order_line_ids"): "the order is shown as it is, beside what it was",
    ("keqing.credit.release", "document_state"): "likewise",
}


@tagged("post_install", "-at_install")
class TestPeople(SuiteCase):
    @mute_logger("odoo.sql_db")
    def test_whose_word_it_is_stays(self):
        """A field that is filled with who enters a record, and asks nobody, is a signature."""
        signed = [
            (model, field)
            for model in self.our_models
            for field in self._people_fields(model)
            if field.required and field.readonly and field.default and not model._transient
        ]
        self.assertIn("keqing.assessment", [model._name for model, __ in signed])
        for model, field in signed:
            record = self.samples.get(model._name)
            self.assertNotEqual(record[field.name], self.highest)
            own = record.with_user(self.highest)
            with self.subTest(model=model._name):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    own.write({field.name: self.highest.id})
                for other in self._our_fields(model) if own.has_access("write") else []:
                    if other.store and not other.readonly and other.name != "active":
                        value = other.convert_to_write(record[other.name], record)
                        with self.assertRaises(UserError, msg=other.name):
                            own.write({other.name: value})

    @mute_logger("odoo.sql_db")
    def test_who_took_part_in_what_is_decided_stays(self):
        for model in self.our_models:
            fields = [field for field in self._people_fields(model) if not field.readonly]
            progress = next((name for name in PROGRESS if self._is_kept(model, name)), None)
            if not (fields and progress) or model._transient:
                continue
            first, *others = model._fields[progress].get_values(self.env)
            record = self.samples.get(model._name)
            self.assertEqual(record[progress], first)
            for state in others:
                if (model._name, state) in OPEN_STATES:
                    continue
                record[progress] = state
                for field in fields:
                    value = self.highest.id
                    if field.type == "many2many":
                        value = [Command.link(value)]
                    with (
                        self.subTest(model=model._name, field=field.name, state=state),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        record.with_user(self.highest).write({field.name: value})
                        self.env.flush_all()

    def test_what_happened_is_told_as_it_was(self):
        """A record that is decided at some time reads nothing off its customer that may change."""
        for model in self.our_models:
            if model._transient or not any(self._is_kept(model, name) for name in PROGRESS):
                continue
            for field in self._our_fields(model):
                if field.store or (model._name, field.name) in PRESENT:
                    continue
                for path in self.env.registry.field_depends[field]:
                    way, __, further = path.partition(".")
                    through = model._fields[way].comodel_name if further else None
                    with self.subTest(model=model._name, field=field.name, path=path):
                        self.assertNotIn(through, ("res.partner", "sale.order"))

    def _people_fields(self, model):
        return [
            field
            for field in self._our_fields(model)
            if field.store and field.relational and field.comodel_name == "res.users"
        ]

    def _is_kept(self, model, name):
        field = model._fields.get(name)
        return field is not None and field.store and field.type == "selection"
