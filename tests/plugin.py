# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What holds for the tests of all modules."""

import inspect

import pytest
from _pytest.doctest import DoctestModule


def pytest_collect_file(file_path, parent):
    """Run the examples in the docstrings of `tools/`, the arithmetic that needs no database."""
    if file_path.suffix == ".py" and file_path.parent.name == "tools":
        return DoctestModule.from_parent(parent, path=file_path)
    return None


def pytest_pycollect_makeitem(collector, name, obj):
    """Leave out the classes that a test file imports, as Odoo's own runner does."""
    imported = inspect.isclass(obj) and obj.__module__ != collector.obj.__name__
    return [] if imported else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Count a skipped test as failed: Odoo skips what needs a browser when that does not start."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is no proof that it works: {report.longrepr[-1]}"
    return report
