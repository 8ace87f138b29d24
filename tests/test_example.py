# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A module that uses all that modules share comes, is used, is updated and leaves alone."""

import os
import re
from pathlib import Path
from unittest import TestCase

from odoo.tests import tagged
from odoo.tools import SQL

from .copied import CommandCase

EXAMPLE = Path(__file__).with_name("example")
AFTER = EXAMPLE / "after.py"
MARK = "%tasting%"


@tagged("post_install", "-at_install")
class TestExample(CommandCase):
    def setUp(self):
        super().setUp()
        usual = Path(os.environ["ODOO_RC"])
        text = re.sub(r"(?m)^(addons_path = .*)$", rf"\1,{EXAMPLE}", usual.read_text())
        self.configuration = usual.with_name(f"{usual.stem}-{self.database}.conf")
        self.configuration.write_text(text)
        self.addCleanup(self.configuration.unlink)

    def _run(self, command, *arguments, **options):
        environment = {"ODOO_RC": str(self.configuration)}
        return self._odoo(command, *arguments, environment=environment, **options)

    def _shell(self, name):
        script = (EXAMPLE / name).read_text()
        return self._run("shell", "--no-http", input=script)

    def test_it_comes_and_goes_alone(self):
        stop = ("--no-http", "--stop-after-init")
        self._run("server", *stop, "--init", "keqing_example")
        self.assertIn("exercised", self._shell("exercise.py"))
        self._run("server", *stop, "--update", "keqing_example")
        self._run("module", "uninstall", "keqing_example")
        self.assertEqual(self._states(), {"keqing_customer": "installed"})
        self.assertFalse(self._left())
        self.assertIn("goes on", self._odoo("shell", "--no-http", input=AFTER.read_text()))

    def _states(self):
        with self._cursor() as cr:
            cr.execute(
                """SELECT name, state FROM ir_module_module
                    WHERE name IN ('keqing_customer', 'keqing_example')
                      AND state != 'uninstalled'"""
            )
            return dict(cr.fetchall())

    def _left(self):
        """Tables, columns, jobs, menus and external ids of the example that are still there."""
        with self._cursor() as cr:
            cr.execute(
                SQL(
                    """SELECT relname FROM pg_class WHERE relname LIKE %(mark)s
                        UNION ALL
                       SELECT attname FROM pg_attribute WHERE attname LIKE %(mark)s
                        UNION ALL
                       SELECT name FROM ir_model_data WHERE module = 'keqing_example'
                        UNION ALL
                       SELECT code FROM ir_act_server WHERE code LIKE '%%_cron_close%%'
                        UNION ALL
                       SELECT measure FROM keqing_indicator WHERE measure LIKE %(mark)s""",
                    mark=MARK,
                )
            )
            return cr.fetchall()


class TestContributing(TestCase):
    """What CONTRIBUTING shows of the example is what the example says."""

    def test_code_is_the_examples(self):
        guide = (EXAMPLE.parent.parent / "CONTRIBUTING.rst").read_text()
        blocks = re.findall(
            r"^\.\. code-block:: (?:python|xml|javascript)\n\n((?:   .*\n|\n)+)", guide, re.M
        )
        self.assertGreater(len(blocks), 12)
        files = EXAMPLE.glob("keqing_example/**/*.*")
        texts = [
            self._plain(path.read_text()) for path in files if path.suffix in (".py", ".xml", ".js")
        ]
        for block in blocks:
            with self.subTest(block=block):
                self.assertTrue(any(self._plain(block) in text for text in texts))

    @staticmethod
    def _plain(code):
        """Without the indentation, which differs."""
        return "\n".join(line.strip() for line in code.strip().splitlines())
