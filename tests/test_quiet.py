# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Whoever has none of our roles works as if we were not there: same rights, screens, statements.

Each of Odoo's own roles creates, reads, writes, copies, imports, exports, archives, merges and
deletes each model of Odoo that we extend. What Odoo refuses it may refuse; we may not, nor cost a
statement. What must be otherwise is listed here with its reason.
"""

import json
import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import OURS, REPOSITORY, SuiteCase, is_ours
from .samples import open_books

# Groups of Odoo's that make a role, those of modules that are not there left out
ROLES = {
    "employee": "base.group_user",
    "contacts": "base.group_partner_manager",
    "seller": "sales_team.group_sale_salesman",
    "seller_all": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "billing": "account.group_account_invoice",
    "accountant": "account.group_account_manager",
    "auditor": "account.group_account_readonly",
    "product": "product.group_product_manager",
    "stock": "stock.group_stock_user",
    "stock_manager": "stock.group_stock_manager",
    "surveys": "survey.group_survey_manager",  # users see those of surveys alone
    "events": "event.group_event_user",
    "rights": "base.group_erp_manager",
    "system": "base.group_system",
    "portal": "base.group_portal",
}
BESIDES = ("base.group_user", "base.group_allow_export")
# ("model", "field"): why people without a role of ours are shown it
SHOWN_FIELDS = {}
# "model": why some statement about it mentions us though nobody uses us
STATEMENTS = {}
MARK = "keqing"
OUR_DATA = re.compile(rf'(FROM|JOIN|INTO|UPDATE) "?{MARK}_|^SELECT "\w+"."id", "\w+"."{MARK}_')
# How Odoo reads a relation that depends on the company, along with others, for who may all
ALONG = re.compile(r'\(SELECT "\w+__exists".*?\)', re.DOTALL)
# Where Odoo, merging, goes through all that may point to a contact
ALL_TABLES = {"_update_foreign_keys_generic", "_update_reference_fields_generic"}
# What somebody surely can do, or the test tries nothing
ALL = {"create", "form", "copy", "import", "fields", "web", "export", "write", "delete"}
SURELY = {
    "crm.lead": ALL | {"merge"},
    "res.partner": ALL | {"merge"},
    "product.template": ALL - {"write"},
    "sale.order": ALL - {"import"},
    "mail.message": {"search"},  # of nothing: its author alone reads it
}
# How Odoo merges records of a model: the wizard, and its field of what is merged
MERGE = {
    "res.partner": ("base.partner.merge.automatic.wizard", "partner_ids"),
    "crm.lead": ("crm.merge.opportunity", "opportunity_ids"),
}
# For what Odoo adds a field to a view, though who sees it may not see that
ODOOS_NOTE = re.compile(r'data-used-by=\\\\?"[^"]*"')


@tagged("post_install", "-at_install")
class TestQuiet(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        besides = cls.env["res.groups"].union(*map(cls.env.ref, BESIDES))
        # Nobody has a role of ours, nothing is set up, whatever other tests keep in the database
        used = patch.object(cls.registry["res.users"], "_keqing_is_used", lambda users: False)
        cls.startClassPatcher(used)
        cls.roles = {
            role: cls._user(f"quiet_{role}", group if role == "portal" else group | besides)
            for role, name in ROLES.items()
            if (group := cls.env.ref(name, raise_if_not_found=False))
        }
        open_books(cls.env)
        cls.models = [model for model in cls.extended_models if cls._is_extended(model)]

    @classmethod
    def _is_extended(cls, model):
        """Whether we say anything about this model in particular, or one whose fields it shares."""
        return any(
            is_ours(each) and "base" not in (each._name, *each._inherit)
            for each in type(model)._model_classes__
        ) or any(cls._is_extended(cls.env[name]) for name in model._inherits)

    # What they are shown

    def test_no_field_of_ours_is_shown(self):
        for role, user in self.roles.items():
            for model in self.models:
                own = model.with_user(user)
                shown = {
                    field.name
                    for field in self._our_fields(model)
                    if own._has_field_access(field, "read")
                    and (model._name, field.name) not in SHOWN_FIELDS
                }
                with self.subTest(role=role, model=model._name):
                    self.assertFalse(shown)

    def test_no_view_has_anything_of_ours(self):
        kinds = ("form", "list", "kanban", "search", "pivot", "graph", "activity", "calendar")
        for role, user in self.roles.items():
            for model in self.models:
                own = model.with_user(user)
                if not own.has_access("read"):
                    continue
                with self.subTest(role=role, model=model._name):
                    shown = own.get_views(
                        [(False, kind) for kind in kinds if self._has_view(model, kind)],
                        {"toolbar": True, "load_filters": True},
                    )
                    text = ODOOS_NOTE.sub("", json.dumps(shown["views"], default=str))
                    place = text.find(MARK)
                    self.assertEqual(place, -1, text[max(0, place - 200) : place + 100])

    def _has_view(self, model, kind):
        return kind in ("form", "list", "search") or self.env["ir.ui.view"].search_count(
            [("model", "=", model._name), ("type", "=", kind), ("mode", "=", "primary")], limit=1
        )

    def test_no_menu_nor_activity_type_of_ours(self):
        menus = set(self._defined("ir.ui.menu").ids)
        ours = [model._name for model in self.our_models]
        types = self._defined("mail.activity.type").filtered(
            lambda each: each.res_model not in ours
        )
        for role, user in self.roles.items():
            with self.subTest(role=role):
                if user.share:
                    continue
                loaded = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertFalse(loaded.keys() & menus)
                offered = self.env["mail.activity.type"].with_user(user).search([])
                self.assertFalse(offered & types, "offered on Odoo's own records")

    def test_fields_of_ours_stand_in_nobodys_way(self):
        """The ORM touches some fields for everybody; those that not all may read must not be."""
        for model in self.models:
            odoos_triggers = {
                field.name
                for field in self._our_fields(model)
                for dependent in model.pool.get_dependent_fields(field)
                if not self._is_our_field(dependent)
            }
            for field in self._our_fields(model):
                if not field.groups:
                    continue
                with self.subTest(model=model._name, field=field.name):
                    self.assertFalse(field.copy, "copied, which reads it")
                    self.assertFalse(field.precompute, "precomputed for everybody")
                    if field.default:
                        self.assertFalse(field.relational, "a default that not all may look up")
                    else:
                        self.assertFalse(field.required, "required of who may not write it")
                    self.assertNotIn(field.name, model._rec_names_search or ())
                    self.assertNotIn(field.name, odoos_triggers, "one of Odoo's rests on it")

    @staticmethod
    def _is_our_field(field):
        return field.name.startswith(MARK) or field.model_name.startswith(MARK)

    # What they do

    def test_odoos_roles_do_odoos_work(self):
        for model in self.models:
            if model._transient:
                continue
            record, done, errors = self._record(model), set(), {}
            for role, user in self.roles.items():
                for name, operation, work in self._works(model):
                    if not model.with_user(user).has_access(operation):
                        continue
                    with self.subTest(model=model._name, role=role, work=name):
                        error = self._try(work, model, record, user)
                        if error:
                            errors[name] = error
                        else:
                            done.add(name)
            with self.subTest(model=model._name):
                missing = SURELY.get(model._name, {"fields"}) - done
                self.assertFalse(missing, errors)

    def _record(self, model):
        """One to work on, in nobody's hands; empty if Odoo makes none without a story."""
        try:
            with self.env.cr.savepoint():
                record = self.env[model._name].create(self._minimal(model))
                if "user_id" in model._fields and model._name != "res.users":
                    record.user_id = False
                return record
        except (UserError, psycopg2.Error):
            return model.search([], limit=1)

    def _works(self, model):
        """:return: tuples of a name, the right that it takes in Odoo, and what is done"""
        yield "empty", "create", lambda own, record: own.create({})
        yield "create", "create", lambda own, record: own.create(self._minimal(own))
        yield "form", "create", self._fill_form
        yield "default", "create", lambda own, record: own.default_get(list(own.fields_get()))
        yield "copy", "create", lambda own, record: record.copy()
        yield "import", "create", self._import
        yield "fields", "read", lambda own, record: record.read(self._readable(own))
        yield (
            "web",
            "read",
            lambda own, record: record.web_read(dict.fromkeys(self._readable(own), {})),
        )
        yield "search", "read", lambda own, record: own.name_search("a", limit=1)
        yield "export", "read", lambda own, record: record.export_data(self._exportable(own))
        yield "write", "write", lambda own, record: record.write(self._values(record))
        if "active" in model._fields:
            yield "archive", "write", lambda own, record: record.action_archive()
            yield "unarchive", "write", lambda own, record: record.action_unarchive()
        yield "delete", "unlink", lambda own, record: own.create(self._minimal(own)).unlink()
        if model._name in MERGE:
            yield "merge", "write", self._merge

    def _merge(self, own, record):
        wizard, records = MERGE[own._name]
        two = own.create([self._minimal(own)] * 2)
        wizard = own.env[wizard].create({records: [Command.set(two.ids)]})
        if "dst_partner_id" in wizard:
            wizard.dst_partner_id = two[0]
        wizard.action_merge()
        self.assertEqual(len(two.exists()), 1)

    def _try(self, work, model, record, user):
        """Fail if we keep somebody from it, or if a statement goes to what is ours.

        :return: the exception that kept them from it
        """
        error, statements = self._attempt(work, model, record, user)
        if error:
            self.assertNotIn(MARK, str(error))
            culprit = self._culprit(error)
            self.assertFalse(culprit, f"{culprit}: {error}")
        elif model._name not in STATEMENTS:
            self.assertFalse(statements[:3], "who does not use us pays for us")
        return error

    def _attempt(self, work, model, record, user):
        """Do it, and undo it.

        :return: the exception that it ended with, or None; the statements on what is ours
        """
        own = model.with_user(user).with_context(allowed_company_ids=user.company_id.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        failure = None
        with self._watched() as statements, mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint() as savepoint:
                    work(own, record.with_env(own.env))
                    own.env.flush_all()
                    savepoint.close(rollback=True)
            except Exception as error:  # whatever Odoo says
                failure = error
        self.env.invalidate_all()
        return failure, statements

    @staticmethod
    def _culprit(error):
        """Our line that an exception comes from; None if it comes by us from Odoo, or from Odoo."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            path = Path(frame.filename)
            within = path.relative_to(REPOSITORY).parts if REPOSITORY in path.parents else ()
            if within[:1] == ("tests",) or "addons" in within:
                return None
            if within and within[0] in OURS and "super(" not in frame.line:
                return f"{path.relative_to(REPOSITORY)}:{frame.lineno}"
        return None

    @contextmanager
    def _watched(self):
        """:return: the statements on our tables, or for our columns alone, as they come"""
        statements = []
        execute = Cursor.execute

        def watched(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if OUR_DATA.search(ALONG.sub("", str(code))):
                frames = traceback.extract_stack()
                if not any(each.name in ALL_TABLES for each in frames):
                    ours = [each for each in frames if MARK in each.filename]
                    statements.append((str(code)[:200], ours[-1:]))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", watched):
            yield statements

    def _minimal(self, own):
        """Values of what Odoo demands and nothing fills."""
        values = {
            name: "Quiet" if value == "Sample" else value
            for name, value in self.samples.minimal(own.sudo()).items()
            if not name.startswith(MARK)
        }
        if "name" in own._fields and not (
            own._fields["name"].compute or own._fields["name"].default
        ):
            values["name"] = "Quiet"
        return values

    def _fill_form(self, own, record):
        form = Form(own)
        for name, value in self._minimal(own).items():
            field = own._fields[name]
            if field.type == "many2one":
                value = own.env[field.comodel_name].browse(value)
            if name in form._view["fields"] and not isinstance(value, list):
                form[name] = value
        form.save()

    def _readable(self, own):
        """The fields that Odoo lets them read, those left out that lead where they may not look."""
        return [
            name
            for name in own.fields_get()
            if not (comodel := own._fields[name].comodel_name)
            or own.env[comodel].has_access("read")
        ]

    def _exportable(self, own):
        return [
            name
            for name in self._readable(own)
            if own._fields[name].exportable and own._fields[name].type != "one2many"
        ]

    def _values(self, record):
        """All that a screen could send back, as it is."""
        return {
            name: field.convert_to_write(record[name], record)
            for name, description in record.fields_get().items()
            if (field := record._fields[name]).store
            and not description["readonly"]
            and field.type in ("char", "text", "many2one", "selection", "boolean", "date")
            and not field.inherited
            and name != "company_id"  # for which Odoo looks up what each relation leads to
        }

    def _import(self, own, record):
        names = [
            name
            for name in self._minimal(own)
            if own._fields[name].type in ("char", "many2one", "selection", "integer", "float")
        ]
        rows = record.export_data([".id" if name == "id" else name for name in names])["datas"]
        result = own.load(names, rows)
        if not result["ids"]:
            raise AccessError(str(result["messages"][0]["message"]))
