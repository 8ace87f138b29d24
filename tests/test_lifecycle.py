# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Our modules update without complaint, and leave when asked, taking everything along."""

from collections import Counter

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL

from .common import OURS, REPOSITORY
from .copied import CommandCase, copied_database, installed_modules, kept_database

MARK = "keqing"
# Where Odoo keeps the names of all modules that it could install, and its messages under way, which
# are addressed by the name of the database
NAME_ANYTHING = ["ir_module_module", "ir_module_module_dependency", "bus_bus"]

FILL = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from odoo.modules import Manifest
from odoo.tools import convert_file
from tests.samples import Samples
found = env["ir.module.module"].search([("name", "in", {sorted(OURS)})])
below = {{each: len(each.upstream_dependencies(exclude_states=("",))) for each in found}}
for module in found.sorted(below.get).mapped("name"):
    for file in Manifest.for_addon(module)["demo"]:
        convert_file(env, module, file, {{}}, "init", noupdate=True)
samples = Samples(env)
for name, model in sorted(env.registry.items()):
    if model._original_module in {sorted(OURS)} and not model._abstract:
        samples.get(name)
for field in env["res.partner"]._fields.values():
    if field.name.startswith("keqing_") and field.type == "many2one":
        env.user.partner_id[field.name] = samples.get(field.comodel_name)
Source, Data = env["utm.source"], env["ir.model.data"]
for name in ("used", "unused"):
    Data.create({{"module": {sorted(OURS)[0]!r}, "name": name, "model": "utm.source",
                 "noupdate": True, "res_id": Source.create({{"name": name}}).id}})
used = Source.search([("name", "=", "used")])
env["crm.lead"].create({{"name": "Theirs", "source_id": used.id}})
env.cr.commit()
print("filled")
"""
STILL_WORKS = f"""
partner = env["res.partner"].create({{"name": "After us", "is_company": True}})
partner.get_views([(False, "form"), (False, "list"), (False, "kanban"), (False, "search")])
partner.read()
env["ir.ui.menu"].load_menus(False)
env["ir.cron"].search([]).mapped("model_id.name")
assert env["crm.lead"].search([("name", "=", "Theirs")]).source_id.name == "used"
assert not env["utm.source"].search([("name", "=", "unused")])
assert not env["ir.model.data"].search([("module", "in", {sorted(OURS)})])
assert not env["res.users"].search([("login", "=", "wanglei")]), "with a password that is known"
print("still works")
"""
# What the database of Odoo alone and the one that we have left must have alike: views in all
# languages; other labels in English, as Odoo's last update says what they are called in others. The
# table of rules and groups is out: Odoo defines its key from both sides, unequally, whatever is
# updated. External ids with our name are looked for by name; those of a company's books, whose
# names begin with its id, are data: our example's company has entries.
CATALOGUE = {
    "column": """SELECT table_name, column_name, data_type, is_nullable, column_default
                   FROM information_schema.columns WHERE table_schema = 'public'""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """SELECT conrelid::regclass::text, pg_get_constraintdef(oid)
                       FROM pg_constraint
                      WHERE connamespace = 'public'::regnamespace
                        AND conrelid <> 'rule_group_rel'::regclass""",
    "external id": r"""SELECT module, name, model FROM ir_model_data
                        WHERE name NOT LIKE '%keqing%'
                          AND NOT (module = 'account' AND name ~ '^\d+_')""",
    "model": "SELECT model, name->>'en_US' FROM ir_model",
    "field": """SELECT model, name, ttype, field_description->>'en_US', store
                  FROM ir_model_fields""",
    "choice": """SELECT model, field.name, value, choice.name->>'en_US'
                   FROM ir_model_fields_selection choice
                   JOIN ir_model_fields field ON field.id = choice.field_id""",
    "inheritance": """SELECT model.model, parent.model FROM ir_model_inherit
                        JOIN ir_model model ON model.id = model_id
                        JOIN ir_model parent ON parent.id = parent_id""",
    "file": """SELECT name, res_model, res_field FROM ir_attachment
                WHERE url IS NULL AND (res_model IS NULL OR res_model LIKE 'ir.%')""",
    "job": "SELECT cron_name, active FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "group": "SELECT name::text FROM res_groups",
    "access": "SELECT name, active FROM ir_model_access",
    "rule": "SELECT name, active FROM ir_rule",
    "view": "SELECT type, name, active, md5(arch_db::text) FROM ir_ui_view",
    "menu": "SELECT name::text, active FROM ir_ui_menu",
    "action": "SELECT type, name::text FROM ir_actions",
    "kind of activity": "SELECT name, active FROM mail_activity_type",
}


@tagged("post_install", "-at_install")
class TestLifecycle(CommandCase):
    def test_update_then_leave(self):
        installed = sorted(installed_modules(self.database) & OURS)
        self.assertTrue(installed)
        self.assertIn("filled", self._odoo("shell", "--no-http", input=FILL))
        self._odoo("server", "--no-http", "--stop-after-init", "--update", ",".join(installed))
        self._odoo("module", "uninstall", *installed)
        self.assertFalse(installed_modules(self.database) & OURS)
        with self._cursor() as cr:
            self.assertFalse(self._left_in_schema(cr))
            self.assertFalse(self._left_in_rows(cr))
        self.assertIn("still works", self._odoo("shell", "--no-http", input=STILL_WORKS))
        alone = self._odoo_alone()
        for kind, statement in CATALOGUE.items():
            with self.subTest(kind=kind):
                before, after = self._rows(alone, statement), self._rows(self.database, statement)
                self.assertFalse(after - before, "left behind")
                self.assertFalse(before - after, "taken along")

    def _odoo_alone(self):
        """A copy of the database that this one was made from before we were installed."""
        return self.enterContext(
            copied_database(kept_database("odoo", installed_modules(self.database)))
        )

    def _rows(self, database, statement):
        """How often a statement gives each of its rows."""
        with db_connect(database).cursor() as cr:
            cr.execute(statement)
            return Counter(map(str, cr.fetchall()))

    def _left_in_schema(self, cr):
        """Tables, indexes, sequences, columns and constraints that bear our name."""
        cr.execute(
            """SELECT 'relation', relname FROM pg_class WHERE relname LIKE %(ours)s
                UNION ALL
               SELECT 'column', attname FROM pg_attribute WHERE attname LIKE %(ours)s
                UNION ALL
               SELECT 'constraint', conname FROM pg_constraint WHERE conname LIKE %(ours)s""",
            {"ours": f"%{MARK}%"},
        )
        return cr.fetchall()

    def _left_in_rows(self, cr):
        """Rows of any table with our name in a text: external ids, menus, jobs, views, rules …"""
        cr.execute(
            """SELECT table_name, array_agg(column_name::text)
                 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name != ALL(%s)
                  AND data_type IN ('character varying', 'text', 'jsonb')
             GROUP BY table_name""",
            [NAME_ANYTHING],
        )
        left = []
        for table, columns in cr.fetchall():
            found = SQL(" OR ").join(
                SQL("%s::text ILIKE %s", SQL.identifier(column), f"%{MARK}%") for column in columns
            )
            cr.execute(SQL("SELECT to_jsonb(t) FROM %s t WHERE %s", SQL.identifier(table), found))
            left += [(table, row) for (row,) in cr.fetchall() if not self._is_odoos(table, row)]
        return left

    @staticmethod
    def _is_odoos(table, row):
        """Whether Odoo keeps such a row of every module that leaves.

        These are its notes of foreign keys on tables that stay, the external id of the module, and
        what the chatter tells of fields that are gone.
        """
        if table == "mail_tracking_value":
            return row["field_id"] is None
        if table == "ir_model_constraint":
            return row["type"] == "f"
        return table == "ir_model_data" and row["model"] == "ir.module.module"
