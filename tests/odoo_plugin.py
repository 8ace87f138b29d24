# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What holds when Odoo's own tests are run, see setup/odoo-tests."""

import json
import os
from pathlib import Path

from .plugin import pytest_cmdline_main, pytest_pycollect_makeitem  # noqa: F401


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcome(Path(os.environ["ODOO_TESTS_OUTCOME"])))


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo runs only when asked: tests of a live service, or of every menu."""
    wanted = [item for item in items if "standard" in getattr(item.cls, "test_tags", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


class Outcome:
    """Writes down which tests were run, and which of them failed."""

    def __init__(self, path):
        self.path = path
        self.ran, self.failed = set(), set()

    def pytest_runtest_logreport(self, report):
        test = report.nodeid.rpartition("odoo/addons/")[-1]
        if report.failed:
            self.failed.add(test)
        if not report.skipped:
            self.ran.add(test)

    def pytest_sessionfinish(self):
        self.path.write_text(json.dumps([sorted(self.ran), sorted(self.failed)]))
