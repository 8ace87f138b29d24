#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure the hand-over of a salesperson's customers beside its floor in plain SQL.

  ./tests/bench/bench_handover.py                the table of README.rst
  ./tests/bench/bench_handover.py --sizes 500    in a hurry

Makes its databases, each with twice as many customers, and drops them at the end.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from bench_evaluation import MODULE, measure, table
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies


def run_bench():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[500, 5_000])
    parser.add_argument("--prefix", default="keqing_handover", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    options = parser.parse_args()
    prepare()
    odoo = Odoo.prepare()
    with postgres(options.db_host):
        stock, suite = (Database(f"{options.prefix}_{name}") for name in ("stock", "suite"))
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, stock, "--init", ",".join(odoos), fatal_warnings=False)
            rows = [_measure_size(odoo, size, stock, suite) for size in options.sizes]
        finally:
            for database in (stock, suite):
                database.drop()
    print()
    header = ("customers", "leads", "quotations", "activities", "hand-over", "floor", "ratio")
    table((*header, "goal", "statements"), rows)


def _measure_size(odoo, size, stock, suite):
    with step(f"{size:,} of {2 * size:,} customers change hands"):
        suite.copy(stock)
        measure(odoo, "fill", suite, 2 * size)
        install(odoo, suite, "--init", MODULE)
        measure(odoo, "dress", suite)
        found = measure(odoo, "hand_over", suite, size)
    return (
        *(f"{count:,}" for count in found["counts"].values()),
        f"{found['handover']:.2f} s",
        f"{found['floor']:.2f} s",
        f"{found['handover'] / found['floor']:.1f}",
        "3.0",
        found["statements"],
    )


if __name__ == "__main__":
    main(run_bench)
