#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure the planning of a month beside its floor, the plain SQL that writes the same rows.

  ./tests/bench/bench_visit.py                    100,000 customers
  ./tests/bench/bench_visit.py --sizes 5000       in a hurry

Makes its databases, and drops them at the end.
"""

import argparse
from pathlib import Path

from bench_evaluation import measure, table  # first: it finds what is imported next
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MODULE = "keqing_visit"
MEASURING = Path(__file__).with_name("measuring_visit.py")


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    rows = []
    with postgres(options.db_host):
        empty, suite = (Database(f"{options.prefix}_{name}") for name in ("empty", "suite"))
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, empty, "--init", ",".join(odoos), fatal_warnings=False)
            for size in options.sizes:
                with step("Installation"):
                    suite.copy(empty)
                    install(odoo, suite, "--init", MODULE)
                with step(f"{size:,} customers are planned"):
                    rows.append((size, measure(odoo, "plan", suite, size, script=MEASURING)))
        finally:
            for database in (empty, suite):
                database.drop()
    _show(rows)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000], help="customers")
    parser.add_argument("--prefix", default="keqing_visit", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _show(rows):
    print()
    table(
        (
            "customers",
            "visits",
            "first night",
            "floor",
            "ratio",
            "goal",
            "next night",
            "statements",
        ),
        [
            (
                f"{size:,}",
                f"{found['visits']:,}",
                f"{found['first']:.1f} s",
                f"{found['floor']:.1f} s",
                f"{found['first'] / found['floor']:.1f}",
                "3.0",
                f"{found['next']:.1f} s",
                found["statements"],
            )
            for size, found in rows
        ],
    )


main(run_bench)
