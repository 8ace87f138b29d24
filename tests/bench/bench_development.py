#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure development targets and the hand-over of customers beside their floors in plain SQL.

  ./tests/bench/bench_development.py                        the tables of README.rst
  ./tests/bench/bench_development.py --sizes 500 --customers 5000    in a hurry

Makes its databases, and drops them at the end.
"""

import argparse
from pathlib import Path

from bench_evaluation import MODULE, measure, table  # first: it finds what is imported next
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MEASURING = Path(__file__).with_name("measuring_development.py")


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    with postgres(options.db_host):
        empty, suite = (Database(f"{options.prefix}_{name}") for name in ("empty", "suite"))
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, empty, "--init", ",".join(odoos), fatal_warnings=False)
            _fill(odoo, options.customers, empty, suite)
            with step("Targets against actuals"):
                found = measure(odoo, "targets", suite, script=MEASURING)
            moved = []
            for size in options.sizes:
                _fill(odoo, 2 * size, empty, suite)
                with step(f"{size:,} of {2 * size:,} customers change hands"):
                    moved.append(measure(odoo, "hand_over", suite, size, script=MEASURING))
        finally:
            for database in (empty, suite):
                database.drop()
    _show_targets(options.customers, found)
    _show_handovers(moved)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=100_000, help="for the targets")
    parser.add_argument("--sizes", nargs="+", type=int, default=[500, 5_000], help="handed over")
    parser.add_argument(
        "--prefix", default="keqing_development", help="begins the databases' names"
    )
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _fill(odoo, customers, empty, suite):
    with step(f"{customers:,} customers and their invoices"):
        suite.copy(empty)
        measure(odoo, "fill", suite, customers)
        install(odoo, suite, "--init", MODULE)
        measure(odoo, "dress", suite)


def _show_targets(customers, found):
    print(f"\n{customers:,} customers\n")
    rows = [
        (found["targets"][title], *_beside_floor(seconds, found), found["statements"][title])
        for title, seconds in found["seconds"].items()
    ]
    table(("targets", "read", "floor", "ratio", "goal", "statements"), rows)


def _show_handovers(moved):
    print()
    rows = [
        (
            *(f"{count:,}" for count in found["counts"].values()),
            *_beside_floor(found["handover"], found),
            found["statements"],
        )
        for found in moved
    ]
    header = ("customers", "leads", "quotations", "activities", "hand-over", "floor", "ratio")
    table((*header, "goal", "statements"), rows)


def _beside_floor(seconds, found):
    floor = found["floor"]
    return f"{seconds:.2f} s", f"{floor:.2f} s", f"{seconds / floor:.1f}", "3.0"


if __name__ == "__main__":
    main(run_bench)
