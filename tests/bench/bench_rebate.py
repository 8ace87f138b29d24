#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure rebates beside their floor, a peer, and what Odoo's own documents take.

  ./tests/bench/bench_rebate.py                         5,000 customers of 100,000
  ./tests/bench/bench_rebate.py --size 5000 --customers 500    in a hurry
  ./tests/bench/bench_rebate.py --peer FOLDER           beside OCA's module, fetched like this:

  pip install --no-deps --target FOLDER odoo-addon-agreement-rebate odoo-addon-agreement \\
      odoo-addon-account-invoice-refund-link

Makes its databases, and drops them at the end.
"""

import argparse
from pathlib import Path

from bench_evaluation import measure, peer_addons, table  # first: it finds what is imported next
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MODULE = "keqing_loyalty"
PEER = "agreement_rebate"
MEASURING = Path(__file__).with_name("measuring_rebate.py")


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    if options.peer:
        odoo.more_addons = (*odoo.more_addons, peer_addons(options.peer, PEER))
    with postgres(options.db_host):
        names = ("stock", "suite", "peer")
        stock, suite, peer = (Database(f"{options.prefix}_{name}") for name in names)
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, stock, "--init", ",".join(odoos), fatal_warnings=False)
            with step(f"{options.size:,} customers and their invoices"):
                counts = measure(odoo, "fill", stock, options.size)
            found = {"peer": {}}
            with step("Installation"):
                suite.copy(stock)
                install(odoo, suite, "--init", MODULE)
            if options.peer:
                with step("The peer"):
                    peer.copy(stock)
                    install(odoo, peer, "--init", PEER, fatal_warnings=False)
                    found["peer"] = measure(
                        odoo, "agree", peer, options.customers, script=MEASURING
                    )
            with step("Odoo's own documents"):
                found["stock"] = measure(odoo, "book", stock, options.customers, script=MEASURING)
            with step(f"Rebates of {options.customers:,} customers"):
                found |= measure(odoo, "rebate", suite, options.customers, script=MEASURING)
        finally:
            for database in (stock, suite, peer):
                database.drop()
    _check_same(found)
    _show(counts, options.customers, found)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000, help="customers in the books")
    parser.add_argument("--customers", type=int, default=5000, help="of them in the programme")
    parser.add_argument("--peer", type=Path, help="folder with OCA's module")
    parser.add_argument("--prefix", default="keqing_rebate", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _check_same(found):
    """:raise AssertionError: if the peer owes another sum by the same terms"""
    for way, other in found["peer"].items():
        if way in found:
            ours = found[way]["owed"]
            assert abs(ours - other["owed"]) < 1, f"{way}: {ours} here, {other['owed']} there"


def _show(counts, customers, found):
    listed = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    print(f"\n{listed}; {customers:,} customers in the programme\n")
    peer, stock = found["peer"], found["stock"]
    rows = [
        _row("ledger from nothing", found["ledger"], found["floor"], "2.0"),
        _row("ledger, a day's documents", found["day"]),
        _row("statements, one programme", found["tiers"], peer.get("tiers"), "0.05"),
        _row(
            "statements, three of a category", found["categories"], peer.get("categories"), "0.03"
        ),
        _row("accrual of a month", found["accrual"]),
        _row("a draft credit note", found["note"], stock["note"], "1.1"),
        _row("posting an invoice", found["post"], stock["post"], "1.1"),
    ]
    table(("what", "here", "statements", "beside it", "statements", "ratio", "goal"), rows)


def _row(what, ours, other=None, goal=""):
    said = (what, _say(ours["seconds"]), ours["statements"])
    if not other:
        return (*said, "", "", "", "")
    ratio = ours["seconds"] / other["seconds"]
    return (*said, _say(other["seconds"]), other["statements"], f"{ratio:.3f}", goal)


def _say(seconds):
    return f"{seconds:.2f} s" if seconds >= 0.5 else f"{1000 * seconds:.1f} ms"


if __name__ == "__main__":
    main(run_bench)
