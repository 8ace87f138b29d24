# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people approve exclusive rights to the same territory at once: one of them is refused."""

import shutil
import threading
import time
import uuid
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, config, mute_logger

PATIENCE = 20  # seconds until a thread that hangs is given up


@tagged("post_install", "-at_install")
class TestApprovingAtOnce(BaseCase):
    """Connections of their own to a copy of the database, where everything is committed."""

    def setUp(self):
        super().setUp()
        self.database = f"{get_db_name()}_{uuid.uuid4().hex[:8]}"
        close_db(get_db_name())  # a database in use cannot be copied
        names = SQL.identifier(self.database), SQL.identifier(get_db_name())
        self._manage(SQL("CREATE DATABASE %s TEMPLATE %s", *names))
        self.addCleanup(self._drop)
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False  # else loading the copy runs the tests of its modules
        self.registry = Registry(self.database)
        with self.registry.cursor() as cr:
            self._fill(api.Environment(cr, SUPERUSER_ID, {}))

    def _manage(self, statement):
        with db_connect("postgres").cursor() as cr:
            cr._cnx.autocommit = True
            cr.execute(statement)

    def _drop(self):
        Registry.delete(self.database)
        close_db(self.database)
        self._manage(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(self.database)))
        shutil.rmtree(config.filestore(self.database), ignore_errors=True)

    def _fill(self, env):
        """Two agreements in review: the whole country, and a harbour in it."""
        country = env["keqing.territory"].create({"name": "Country"})
        harbour = env["keqing.territory"].create({"name": "Harbour", "parent_id": country.id})
        customers = env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Ganyu", "Beisht")]
        )
        agreements = env["keqing.agreement"].create(
            [
                {
                    "type_id": env.ref("keqing_customer.agreement_type_distribution").id,
                    "partner_id": customer.id,
                    "territory_ids": [Command.set(territory.ids)],
                    "is_exclusive": True,
                    "stage": "review",
                }
                for customer, territory in zip(customers, country + harbour, strict=True)
            ]
        )
        self.agreements = agreements.ids
        self.reviewers = [
            new_test_user(env, login, "keqing_customer.group_customer_legal").id
            for login in ("keqing", "ningguang")
        ]

    def _agreement(self, cr, number):
        env = api.Environment(cr, self.reviewers[number], {})
        return env["keqing.agreement"].browse(self.agreements[number])

    def _approve_in_thread(self, ready):
        """Approve the second; its view of the database is from before the first was approved."""
        threading.current_thread().dbname = self.database
        try:
            with self.registry.cursor() as cr, mute_logger("odoo.sql_db", "odoo.service.model"):
                cr.execute("SELECT stage FROM keqing_agreement")
                ready.set()
                agreement = self._agreement(cr, 1)
                retrying(agreement.action_approve, agreement.env)  # as for a call of a client
            self.outcome = "approved"
        except UserError as error:
            self.outcome = str(error)

    def test_the_second_is_refused_though_it_began_before_the_first_was_done(self):
        ready = threading.Event()
        second = threading.Thread(target=self._approve_in_thread, args=(ready,), daemon=True)
        with patch.object(time, "sleep", lambda seconds: None):  # between two tries
            with self.registry.cursor() as cr:
                self._agreement(cr, 0).action_approve()
                cr.flush()
                second.start()
                self.assertTrue(ready.wait(PATIENCE))
                second.join(1)  # it waits for us, or has not got that far
            second.join(PATIENCE)
        self.assertFalse(second.is_alive())
        self.assertRegex(self.outcome, "Ganyu.*exclusive right")
        with self.registry.cursor() as cr:
            cr.execute("SELECT stage FROM keqing_agreement WHERE id = ANY(%s)", [self.agreements])
            self.assertEqual(sorted(stage for (stage,) in cr.fetchall()), ["active", "review"])
