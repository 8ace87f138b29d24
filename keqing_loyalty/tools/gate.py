# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Gates: many pass one at once, and whoever changes what they ask there waits for them.

A gate is a parameter. Who passes holds it for reading; who changes something rewrites it in the
end. That waits for all who passed, and ends those who began before and come to it afterwards: they
are tried again, and see the change. So it comes to one after the other, whoever was first.
"""

from uuid import uuid4

from odoo.tools import SQL

READ = "SELECT value FROM ir_config_parameter WHERE key = %s"


def pass_gate(env, key, select):
    """Ask something at a gate: one query a transaction.

    :param select: SQL of one value, the same each time
    :return: a pair, what it says and the mark of the gate
    :raise psycopg2.errors.SerializationFailure: if the gate was rewritten since this began
    """
    known = env.cr.precommit.data  # goes when the lock goes: with a savepoint as well
    if key not in known:
        env["ir.config_parameter"].flush_model(["value"])
        gate = SQL(f"WITH gate AS ({READ} FOR SHARE)", key)
        [known[key]] = env.execute_query(
            SQL("%s SELECT (%s), (SELECT value FROM gate)", gate, select)
        )
    return known[key]


def read_gate(env, key):
    """The mark of a gate, for who only looks on: another one each time it is rewritten."""
    env["ir.config_parameter"].flush_model(["value"])
    rows = env.execute_query(SQL(READ, key))
    return rows[0][0] if rows else None


def forget_gate(env, key):
    """Ask again in this transaction."""
    env.cr.precommit.data.pop(key, None)


def rewrite_gate(env, key):
    """What is asked at a gate was changed."""
    forget_gate(env, key)
    env["ir.config_parameter"].sudo().set_param(key, uuid4().hex)  # ours alone
