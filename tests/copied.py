# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A copy of the database, and two people at once in it: what such tests start from."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, config, mute_logger

TROUBLE = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) .*", re.MULTILINE)
RACES = int(os.environ.get("KEQING_RACES", 0))  # see the option --races
PATIENCE = 20  # seconds until a thread that hangs is given up


def races(few):
    """How often to try what chance decides: ``few`` times, unless the command says how often."""
    return RACES or few


@contextmanager
def copied_database(original=None):
    """For the length of the block, a copy of a database, where tests may commit.

    :param original: its name; that of the tests if None
    :return: the name of the copy
    """
    original = original or get_db_name()
    name = f"{get_db_name()}_{uuid.uuid4().hex[:8]}"
    names = SQL.identifier(name), SQL.identifier(original)
    close_db(original)  # a database in use cannot be copied
    _manage(SQL("CREATE DATABASE %s TEMPLATE %s", *names))
    try:
        yield name
    finally:
        Registry.delete(name)
        close_db(name)
        _manage(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))
        shutil.rmtree(config.filestore(name), ignore_errors=True)


def _manage(statement):
    with db_connect("postgres").cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(statement)


def installed_modules(database):
    """The names of those of a database."""
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        return {name for (name,) in cr.fetchall()}


def kept_database(kind, modules):
    """The name of a database that ``setup/test`` keeps to copy, to which nobody is connected.

    :param kind: ``odoo``, of Odoo's modules alone, or ``suite``, with ours
    :param modules: the names of what is installed in it
    """
    start = f"{get_db_name().partition('_run_')[0]}_{kind}_"
    with db_connect("postgres").cursor() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
        names = [name for (name,) in cr.fetchall() if not name.endswith("_new")]
    for name in names:
        found = installed_modules(name)
        close_db(name)
        if found == modules:
            return name
    raise LookupError(f"./setup/test keeps no database with {', '.join(sorted(modules))}.")


class CommandCase(BaseCase):
    """Odoo's command line on a copy of the database, as a process of its own."""

    def setUp(self):
        super().setUp()
        self.database = self.enterContext(copied_database())

    def _cursor(self):
        return db_connect(self.database).cursor()

    def _odoo(self, command, *arguments, input="", environment=None):
        """Run Odoo on the copy; what it warns of is a failure.

        :return: what it wrote to standard output
        """
        outcome = subprocess.run(
            [sys.executable, "-m", "odoo", command, *arguments, "--database", self.database],
            input=input,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertFalse(outcome.returncode, outcome.stderr[-3000:])
        troubles = TROUBLE.findall(outcome.stderr)
        self.assertFalse(troubles, "\n".join(troubles))
        return outcome.stdout


class CopiedDatabaseCase(BaseCase):
    """Connections of their own to a copy of the database, where everything is committed."""

    def setUp(self):
        super().setUp()
        self.database = self.enterContext(copied_database())
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False  # else loading the copy runs the tests of its modules
        self.registry = Registry(self.database)
        with self.registry.cursor() as cr:
            self._fill(api.Environment(cr, SUPERUSER_ID, {}))

    def _fill(self, env):
        """What there is to work on; committed."""

    def _at_once(self, first, second):
        """Do ``first``, and meanwhile ``second``, which sees the database as it was before.

        :param first: called with a cursor
        :param second: called with a cursor; returns the environment and what a client calls in it
        :return: what the second call came to: None, or the exception
        """
        ready = threading.Event()
        outcome = []

        def do_second():
            threading.current_thread().dbname = self.database
            try:
                with self.registry.cursor() as cr, mute_logger("odoo.sql_db", "odoo.service.model"):
                    cr.execute("SELECT FROM res_users")  # from now on it sees nothing new
                    ready.set()
                    env, call = second(cr)
                    retrying(call, env)
                outcome.append(None)
            except Exception as error:
                outcome.append(error)

        thread = threading.Thread(target=do_second, daemon=True)
        with patch.object(time, "sleep", lambda seconds: None):  # between two tries
            with self.registry.cursor() as cr:
                first(cr)
                cr.flush()
                thread.start()
                self.assertTrue(ready.wait(PATIENCE))
                thread.join(1)  # it waits for us, or has not got that far
            thread.join(PATIENCE)
        self.assertFalse(thread.is_alive())
        return outcome[0]
