# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""How a module leaves: what others point to stays, and Odoo stumbles over nothing."""

from odoo.tools import SQL

# Of the models of Odoo: what is the module itself, and goes with it whoever points to it
OF_THE_MODULE = ("ir.%", "res.groups%", "mail.activity.type", "base_import.mapping", "report.%")


def leave_what_is_used(env, module, mark="keqing"):
    """Let the records of Odoo's models that are in use outlive the module that brought them.

    A source of leads, a stage, a team that came with a policy or the demo stays if a record of
    somebody else points to it; it belongs to the users then, and bears no external id any more.
    What nobody points to is deleted with the module. To be called by its ``uninstall_hook``.

    :param mark: with what the names of our tables and columns begin, which do not count
    """
    env.flush_all()
    is_ours = SQL("model LIKE %s", f"{mark}.%")
    for pattern in OF_THE_MODULE:
        is_ours = SQL("%s OR model LIKE %s", is_ours, pattern)
    rows = env.execute_query(
        SQL(
            """SELECT model, array_agg(DISTINCT res_id) FROM ir_model_data
                WHERE module = %s AND NOT (%s) GROUP BY model""",
            module,
            is_ours,
        )
    )
    for model, ids in rows:
        if model in env and (used := _used(env, env[model]._table, ids, mark)):
            if model == "res.users":
                env[model].browse(used).active = False  # whoever knows its password stays out
            data = [("module", "=", module), ("model", "=", model), ("res_id", "in", used)]
            env["ir.model.data"].search(data).unlink()


def loosen_what_goes(env, module):
    """Spare Odoo errors and remnants when it drops the tables of a module.

    Odoo deletes the records of one model after the other, and logs an error for each that a foreign
    key holds. It also leaves the external ids by which its own modules, such as mail, call what
    they lent to models. To be called by the module's ``uninstall_hook``.
    """
    env.flush_all()
    ours = [model for model in env.values() if model._original_module == module]
    foreign_keys = env.execute_query(
        SQL(
            """SELECT referring.relname, reference.conname
                 FROM pg_constraint reference
                 JOIN pg_class referring ON referring.oid = reference.conrelid
                 JOIN pg_class referred ON referred.oid = reference.confrelid
                WHERE reference.contype = 'f'
                  AND %s && ARRAY[referring.relname::text, referred.relname::text]""",
            [model._table for model in ours],
        )
    )
    for table, name in foreign_keys:
        env.cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        )
    models = [model._name for model in ours]
    for lent in (
        env["ir.model.inherit"].search([("model_id.model", "in", models)]),
        env["ir.model.fields.selection"].search([("field_id.model", "in", models)]),
    ):
        data = [("module", "!=", module), ("model", "=", lent._name), ("res_id", "in", lent.ids)]
        env["ir.model.data"].search(data).unlink()


def _used(env, table, ids, mark, above=()):
    """Which of these rows are needed: some row of Odoo's tables that would not go with them refers
    to them, or to a part of them.

    :param above: the tables whose parts these are
    """
    references = env.execute_query(
        SQL(
            """SELECT referring.relname, attribute.attname, reference.confdeltype = 'c'
                 FROM pg_constraint reference
                 JOIN pg_class referring ON referring.oid = reference.conrelid
                 JOIN pg_attribute attribute
                   ON attribute.attrelid = reference.conrelid
                  AND attribute.attnum = reference.conkey[1]
                WHERE reference.contype = 'f' AND reference.confrelid = %(table)s::regclass
                  AND NOT starts_with(referring.relname, %(mark)s)
                  AND NOT starts_with(attribute.attname, %(mark)s)
                  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = reference.conrelid
                                 AND attname = 'id')""",
            table=table,
            mark=mark,
        )
    )
    used = set()
    for referring, column, is_part in references:
        if referring in (table, *above):
            continue
        rows = env.execute_query(
            SQL(
                "SELECT id, %(column)s FROM %(referring)s WHERE %(column)s = ANY(%(ids)s)",
                column=SQL.identifier(column),
                referring=SQL.identifier(referring),
                ids=list(ids),
            )
        )
        needed = {part_id for part_id, __ in rows}
        if is_part and needed:
            needed = set(_used(env, referring, needed, mark, (table, *above)))
        used.update(row_id for part_id, row_id in rows if part_id in needed)
    for column in [column for referring, column, __ in references if referring == table]:
        used |= _above(env, table, column, used) & set(ids)
    return sorted(used)


def _above(env, table, column, ids):
    """What these rows of a tree hang on: the rows that a column leads to, on and on."""
    above, level = set(), list(ids)
    while level:
        rows = env.execute_query(
            SQL(
                "SELECT %(column)s FROM %(table)s WHERE id = ANY(%(level)s)",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
                level=level,
            )
        )
        level = list({parent_id for (parent_id,) in rows if parent_id} - above)
        above.update(level)
    return above
