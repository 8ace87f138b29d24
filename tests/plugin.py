# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What holds for the tests of all modules."""

import inspect
import logging
import os
from collections import Counter

import freezegun
import pytest
from _pytest.doctest import DoctestModule

SECONDS = "keqing/seconds"  # what each test took when it ran last, in pytest's cache


def pytest_addoption(parser):
    parser.addoption(
        "--races",
        type=int,
        metavar="N",
        help="how often each race of two processes is run; the suite runs a few",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Give each of several processes the database that was made for it.

    pytest-odoo makes databases itself, but with the files of all in one folder, where Odoo clears
    away what is in no attachment of its own; it does not when it does not know that there are more.
    """
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    if worker:
        config.option.odoo_database += f"_{worker}"
    return (yield)


def pytest_configure(config):
    if config.option.races:
        os.environ["KEQING_RACES"] = str(config.option.races)  # read by tests.copied.races
    freezegun.configure(extend_ignore_list=["_pytest.timing"])  # time goes on for who measures it
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(config))


class Stopwatch:
    """Notes what each test takes, for the order of the next run."""

    def __init__(self, config):
        self.cache = config.cache
        self.seconds = Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] += report.duration

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        node.workerinput["seconds"] = self.cache.get(SECONDS, {})

    def pytest_sessionfinish(self):
        self.cache.set(SECONDS, {**self.cache.get(SECONDS, {}), **self.seconds})


def pytest_collection_modifyitems(config, items):
    """Where several processes share the classes, put first what took longest.

    Else one of them would begin a long one when the others are done.
    """
    if not hasattr(config, "workerinput"):
        return
    seconds = config.workerinput["seconds"]
    of_class = Counter()
    for item in items:
        of_class[_class_of(item)] += seconds.get(item.nodeid, 0)
    items.sort(key=lambda item: -of_class[_class_of(item)])


def _class_of(item):
    return item.nodeid.rpartition("::")[0]


@pytest.fixture(scope="session", autouse=True)
def world(load_registry):
    """Let the database hold what most classes start from."""
    from odoo.addons.keqing_customer.tests.common import keep_world

    keep_world()


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
def pytest_runtest_call(item):
    """Fail a test during which the browser's console complained, also if it only warned."""
    said = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = said.append
    handler.addFilter(lambda record: record.name.endswith(".browser"))
    logging.getLogger().addHandler(handler)
    try:
        result = yield
    finally:
        logging.getLogger().removeHandler(handler)
    if said:
        messages = "\n".join(record.getMessage() for record in said)
        pytest.fail(f"The browser's console says:\n{messages}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Count a skipped test as failed: Odoo skips what needs a browser when that does not start."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is no proof that it works: {report.longrepr[-1]}"
    return report
