#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure the evaluation engine beside its floor, the plain SQL that computes the same facts.

  ./tests/bench/bench_evaluation.py                       the table of README.rst
  ./tests/bench/bench_evaluation.py --sizes 1000 5000     in a hurry

Makes its databases, some GB for 100,000 customers, and drops them at the end.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from console import OUTPUT_LINES, Failure, main, step
from environment import PYTHON, Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MODULE = "keqing_customer"
MEASURING = Path(__file__).with_name("measuring.py")
INSTALLS = 3
SIX = {
    "lines": "amount, frequency, recency, growth, overdue, gross margin",
    "headers": "amount, frequency, recency, growth, overdue, days late",
}
SCREENS = {  # title, most queries more than without the suite
    "form": ("open one customer", 6),
    "list": ("list of 80 customers", 1),
    "create": ("create a partner", 0),
    "write": ("write a partner", 0),
    "form_views": ("views of the form", None),
    "list_views": ("views of the list", None),
    "money": ("our list, with money", 2),
    "today": ("Today", 25),
    "timeline": ("timeline of one customer", 40),
}


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    with postgres(options.db_host):
        empty, stock, suite = (
            Database(f"{options.prefix}_{name}") for name in ("empty", "stock", "suite")
        )
        figures = {}
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, empty, "--init", ",".join(odoos), fatal_warnings=False)
            bare = time_installation(
                odoo, MODULE, suite, empty, "Installation in an empty database"
            )
            for size in options.sizes:
                figures[size] = _measure_size(odoo, size, empty, stock, suite)
                figures[size]["install"] -= bare
        finally:
            if not options.keep:
                for database in (empty, stock, suite):
                    database.drop()
    _show(figures, bare)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[20_000, 100_000])
    parser.add_argument("--keep", action="store_true", help="keep the databases of the last size")
    parser.add_argument("--prefix", default="keqing_bench", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _measure_size(odoo, size, empty, stock, suite):
    with step(f"{size:,} customers and their invoices"):
        stock.copy(empty)
        counts = measure(odoo, "fill", stock, size)
    figures = {"counts": counts}
    figures["install"] = time_installation(
        odoo, MODULE, suite, stock, f"Installation with {size:,} customers"
    )
    with step("Evaluations, floor and ORM"):
        measure(odoo, "dress", suite)
        figures |= measure(odoo, "evaluate", suite)
    with step("Screens"):
        figures["screens"] = [measure(odoo, "screens", database) for database in (stock, suite)]
    return figures


def time_installation(odoo, module, target, source, title):
    """Median seconds of a process that installs a module in a copy of a database."""
    times = []
    with step(title):
        for __ in range(INSTALLS):
            target.copy(source)
            started = time.perf_counter()
            install(odoo, target, "--init", module, fatal_warnings=module == MODULE)
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def measure(odoo, name, database, *arguments, script=MEASURING):
    """What a step of `measuring.py`, a process of its own, found out."""
    with tempfile.NamedTemporaryFile("r") as file:
        command = [PYTHON, script, name, database.name, file.name, *arguments]
        outcome = subprocess.run(
            [str(word) for word in command],
            env=odoo.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        if outcome.returncode:
            output = "\n".join(outcome.stdout.splitlines()[-OUTPUT_LINES:])
            raise Failure(output, f"correct '{name}' in {script.name}, then run again.")
        return json.load(file)


def peer_addons(folder, module):
    """The folder of addons, somewhere in another, in which a peer's module lies.

    :raise Failure: if it lies nowhere there
    """
    found = [path.parent.parent for path in folder.rglob(f"{module}/__manifest__.py")]
    if not found:
        raise Failure(f"There is no {module} in {folder}.", "fetch it as --help says.")
    return found[0].resolve()


def _show(figures, bare):
    """Print the tables as reStructuredText, ready for README.rst."""
    sizes = list(figures)
    for size in sizes:
        counts = ", ".join(f"{count:,} {what}" for what, count in figures[size]["counts"].items())
        print(f"\n{counts}\n")
        rows = [row for name in SIX for row in _evaluation_rows(name, figures[size][name])]
        table(("six facts", "what", "engine", "floor", "ratio", "goal", "statements"), rows)
    largest = figures[sizes[-1]]
    print()
    rows = []
    if len(sizes) > 1:
        for name in SIX:
            for what, goal in (("compute", "1.1"), ("floor", "")):
                few, many = (figures[size][name][what] for size in (sizes[0], sizes[-1]))
                growth = math.log(many / few) / math.log(sizes[-1] / sizes[0])
                rows.append((f"growth exponent, {name}, {what}", f"{growth:.2f}", goal))
    memory = max(largest[name]["memory"] for name in SIX)
    rows.append(("peak memory of Python", f"+{memory:.0f} MB", "+50 MB"))
    rows.append((f"installation, {bare:.1f} s if empty", f"{largest['install']:+.1f} s", "+2 s"))
    table(("what", "measured", "goal"), rows)
    print()
    rows = []
    for name, (title, most) in SCREENS.items():
        (queries, ms), (our_queries, our_ms) = (screens[name] for screens in largest["screens"])
        goal = "" if most is None else f"+{most}"
        more = f"{our_queries - queries:+d}"
        rows.append((title, queries, our_queries, more, goal, f"{ms:.0f}", f"{our_ms:.0f}"))
    table(("screen", "queries without", "with", "more", "goal", "ms without", "ms with"), rows)


def _evaluation_rows(name, found):
    again = f"next period, {found['changed']:,} grades change"
    timed = [
        ("compute", "compute", "floor", "2.0", "statements"),
        (again, "again", "again_floor", "1.5", "again_statements"),
        ("  of it: compute", "again_compute", None, "", None),
        ("first confirmation", "first_confirm", None, "", "first_confirm_statements"),
        ("by the ORM", "orm", "floor", "", None),
    ]
    for what, ours, plain, goal, statements in timed:
        yield (
            name,
            what,
            f"{found[ours]:.2f} s",
            f"{found[plain]:.2f} s" if plain else "",
            f"{found[ours] / found[plain]:.2f}" if plain else "",
            goal,
            found[statements] if statements else "",
        )


def table(header, rows):
    rows = [tuple(map(str, row)) for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    print("\n".join([rule, lines[0], rule, *lines[1:], rule]))


if __name__ == "__main__":
    main(run_bench)
