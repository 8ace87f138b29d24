#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure a credit rating beside its floor, the plain SQL that computes the same facts.

  ./tests/bench/bench_rating.py                  100,000 customers
  ./tests/bench/bench_rating.py --sizes 1000     in a hurry

Makes its databases as `bench_evaluation.py` does, and drops them at the end.
"""

import argparse
from pathlib import Path

from bench_evaluation import MODULE, measure, table  # first: it finds what is imported next
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MEASURING = Path(__file__).with_name("measuring_rating.py")


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
            for size in options.sizes:
                _show(*_measure_size(odoo, size, empty, suite))
        finally:
            if not options.keep:
                for database in (empty, suite):
                    database.drop()


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000])
    parser.add_argument("--keep", action="store_true", help="keep the databases of the last size")
    parser.add_argument("--prefix", default="keqing_bench", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _measure_size(odoo, size, empty, suite):
    with step(f"{size:,} customers and their invoices"):
        suite.copy(empty)
        counts = measure(odoo, "fill", suite, size)
        install(odoo, suite, "--init", MODULE)
        measure(odoo, "dress", suite)
    with step("Rating and floor"):
        return counts, measure(odoo, "rate", suite, script=MEASURING)


def _show(counts, found):
    """Print the table as reStructuredText, ready for README.rst."""
    print(f"\n{', '.join(f'{count:,} {what}' for what, count in counts.items())}\n")
    rows = [
        (
            "compute",
            f"{found['compute']:.2f} s",
            f"{found['floor']:.2f} s",
            f"{found['compute'] / found['floor']:.2f}",
            "3.0",
            found["statements"],
        ),
        (
            f"confirm, {found['proposed']:,} limits proposed",
            f"{found['confirm']:.2f} s",
            "",
            "",
            "",
            found["confirm_statements"],
        ),
        ("  of it: propose", f"{found['propose']:.2f} s", "", "", "", found["propose_statements"]),
        (
            f"accept {found['accepted']:,} limits",
            f"{found['accept']:.2f} s",
            "",
            "",
            "",
            found["accept_statements"],
        ),
    ]
    table(("what", "engine", "floor", "ratio", "goal", "statements"), rows)


if __name__ == "__main__":
    main(run_bench)
