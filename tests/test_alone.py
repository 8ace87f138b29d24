# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Where nobody uses us, work comes to the same as in Odoo alone, and costs no statement more."""

import json
from collections import Counter

from odoo.tests import get_db_name, tagged

from .common import OURS, REPOSITORY
from .copied import CommandCase, copied_database, installed_modules, kept_database

# Odoo goes through every table that points to a contact; test_quiet looks at what we would add
MANY_TABLES = {"merge_contacts"}
SCRIPT = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from tests import alone
alone.main(env)
"""


@tagged("post_install", "-at_install")
class TestAlone(CommandCase):
    """On fresh databases: where the tests run there are people with roles of ours."""

    def test_a_day_in_odoo(self):
        modules = installed_modules(get_db_name())
        alone = self._day(kept_database("odoo", modules - OURS))
        with_us = self._day(kept_database("suite", modules))
        self.assertGreater(len(alone), 10)
        for piece, (statements, outcome) in alone.items():
            ours, our_outcome = with_us[piece]
            with self.subTest(piece=piece):
                self.assertEqual(our_outcome, outcome)
                if piece not in MANY_TABLES:
                    more = Counter(ours) - Counter(statements)
                    self.assertFalse(more, "who does not use us pays for us")

    def _day(self, original):
        """What was done in a copy of a database: statements and outcome by piece of work."""
        self.database = self.enterContext(copied_database(original))
        told = self._odoo("shell", "--no-http", input=SCRIPT)
        return json.loads(told.strip().splitlines()[-1])
