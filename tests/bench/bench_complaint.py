#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure complaints beside Odoo's leads and a peer, and their analysis beside its plain SQL.

  ./tests/bench/bench_complaint.py                          100,000 open ones of 200,000
  ./tests/bench/bench_complaint.py --open 5000 --all 20000  in a hurry
  ./tests/bench/bench_complaint.py --peer FOLDER            beside OCA's modules, fetched like this:

  pip install --no-deps --target FOLDER odoo-addon-helpdesk-mgmt odoo-addon-helpdesk-mgmt-sla

Makes its databases, and drops them at the end.
"""

import argparse
from pathlib import Path

from bench_evaluation import measure, peer_addons, table  # first: it finds what is imported next
from console import main, step
from environment import Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MODULE = "keqing_complaint"
PEER = "helpdesk_mgmt_sla"
MEASURING = Path(__file__).with_name("measuring_complaint.py")
BATCH = 1000


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    if options.peer:
        odoo.more_addons = (*odoo.more_addons, peer_addons(options.peer, PEER))
    with postgres(options.db_host):
        names = ("empty", "suite", "peer")
        empty, suite, peer = (Database(f"{options.prefix}_{name}") for name in names)
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, empty, "--init", ",".join(odoos), fatal_warnings=False)
            with step("Installation"):
                suite.copy(empty)
                install(odoo, suite, "--init", MODULE)
            with step(f"{options.open:,} open complaints of {options.all:,}"):
                sizes = str(options.open), str(options.all)
                found = measure(odoo, "complain", suite, *sizes, script=MEASURING)
            if options.peer:
                with step("The peer"):
                    peer.copy(empty)
                    install(odoo, peer, "--init", PEER, fatal_warnings=False)
                    found["peer"] = measure(odoo, "complain_peer", peer, script=MEASURING)
        finally:
            for database in (empty, suite, peer):
                database.drop()
    _show(found)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--open", type=int, default=100_000, help="complaints that are late")
    parser.add_argument("--all", type=int, default=200_000, help="complaints")
    parser.add_argument("--peer", type=Path, help="folder with OCA's modules")
    parser.add_argument("--prefix", default="keqing_complaint", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _show(found):
    ours, leads = found["complaints"], found["leads"]
    climb, plan = found["climb"], found["plan"]
    print()
    table(
        ("what", "time", "goal", "statements"),
        [
            ("1,000 leads", f"{leads[0]:.2f} s", "", leads[1]),
            ("1,000 complaints", f"{ours[0]:.2f} s", f"{0.6 * leads[0]:.2f} s", ours[1]),
            ("1,000 planned anew", f"{plan[0]:.2f} s", "1.00 s", plan[1]),
            (f"{climb[2]:,} climb", f"{climb[0]:.1f} s", "", climb[1]),
            ("pivot", f"{found['pivot']:.2f} s", f"{2 * found['plain']:.2f} s", 1),
            *(
                (what, f"{seconds:.2f} s", "", statements)
                for what, (seconds, statements) in found.get("peer", {}).items()
            ),
        ],
    )


if __name__ == "__main__":
    main(run_bench)
