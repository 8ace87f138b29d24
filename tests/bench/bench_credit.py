#!/usr/bin/env python3
# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Measure credit: rating, exposure, finding, confirming, beside plain SQL and beside a peer.

  ./tests/bench/bench_credit.py                  100,000 customers
  ./tests/bench/bench_credit.py --sizes 2000     in a hurry
  ./tests/bench/bench_credit.py --peer FOLDER    beside OCA's modules, fetched like this:

  pip install --no-deps --target FOLDER \\
      odoo-addon-account-financial-risk odoo-addon-sale-financial-risk

Makes its databases as `bench_evaluation.py` does, and drops them at the end.
"""

import argparse
from pathlib import Path

# First of ours: it finds what is imported next
from bench_evaluation import MODULE, measure, table, time_installation
from console import Failure, main, step
from environment import STATE, Odoo, prepare
from postgres import Database, postgres
from suite import install, our_modules, with_dependencies

MEASURING = Path(__file__).with_name("measuring_credit.py")
PEER = "sale_financial_risk"
NOTHING = "bench_nothing"  # a module without anything in it
RACES = {
    "confirm unlimited": ("confirm an order, no limit", ""),
    "confirm limited": ("confirm an order, with a limit", "1.25"),
    "post unlimited": ("post an invoice, no limit", "1.05"),
    "post limited": ("post an invoice, with a limit", "1.05"),
}


def run_bench():
    options = _parser().parse_args()
    prepare()
    odoo = Odoo.prepare()
    odoo.more_addons = (*odoo.more_addons, *_more_addons(options.peer))
    with postgres(options.db_host):
        names = ("empty", "stock", "suite", *(["peer"] if options.peer else []))
        databases = {name: Database(f"{options.prefix}_{name}") for name in names}
        try:
            with step("Database with Odoo's own modules"):
                __, odoos = with_dependencies([MODULE], our_modules())
                install(odoo, databases["empty"], "--init", ",".join(odoos), fatal_warnings=False)
            for size in options.sizes:
                _show(databases, _measure_size(odoo, size, **databases))
        finally:
            if not options.keep:
                for database in databases.values():
                    database.drop()


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000])
    parser.add_argument("--peer", type=Path, help="folder with OCA's modules")
    parser.add_argument("--keep", action="store_true", help="keep the databases of the last size")
    parser.add_argument("--prefix", default="keqing_credit", help="begins the databases' names")
    parser.add_argument("--db-host", help="use the PostgreSQL server there (default: PGHOST)")
    return parser


def _more_addons(peer):
    """Folders of modules: one with an empty module, which is made, and the peer's."""
    module = STATE / "bench" / NOTHING
    module.mkdir(parents=True, exist_ok=True)
    (module / "__init__.py").touch()
    (module / "__manifest__.py").write_text(
        '{"name": "Nothing", "author": "Keqing contributors", "license": "LGPL-3"}'
    )
    yield module.parent
    if peer:
        found = [path.parent.parent for path in peer.rglob(f"{PEER}/__manifest__.py")]
        if not found:
            raise Failure(f"There is no {PEER} in {peer}.", "fetch it as --help says.")
        yield found[0].resolve()


def _measure_size(odoo, size, empty, stock, suite, peer=None):
    """Each figure from databases that nothing before it has changed in its favour."""

    def find(name, database, *arguments):
        return measure(odoo, name, database, *arguments, script=MEASURING)

    with step(f"{size:,} customers with invoices, orders and limits"):
        stock.copy(empty)
        counts = find("fill", stock, size) | find("trade", stock)
    found = {"counts": counts, "install": {}}
    for module, target in ((NOTHING, suite), (PEER, peer), (MODULE, suite)):
        if target:
            title = f"Installation of {module}"
            found["install"][module] = time_installation(odoo, module, target, stock, title)
    with step("Exposure, beside the floor"):
        found["expose"] = find("expose", suite)
    if peer:
        with step("Exposure as the peer finds it"):
            found["peer"] = find("expose_peer", peer)
    with step("Orders and invoices, taking turns"):
        racers = [database.name for database in (stock, suite, peer) if database]
        found["race"] = find("race", stock, *racers)
    with step("Rating and floor"):
        find("dress", suite)
        found["rate"] = find("rate", suite)
    with step("Finding, sorting, grouping"):
        found["look"] = find("look", suite)
    return found


def _show(databases, found):
    """Print the tables as reStructuredText, ready for README.rst."""
    print(f"\n{', '.join(f'{count:,} {what}' for what, count in found['counts'].items())}\n")
    _show_jobs(found["expose"], found["rate"], found.get("peer"))
    print()
    rows = [
        (what, f"{ours:.1f} ms", f"{plain:.1f} ms", f"{count:,}")
        for what, (ours, plain, count) in found["look"].items()
    ]
    table(("find, sort, group", "ours", "floor", "rows"), rows)
    print()
    racers = [name for name in ("stock", "suite", "peer") if name in databases]
    rows = [
        _race_row(title, goal, [found["race"][name][databases[racer].name] for racer in racers])
        for name, (title, goal) in RACES.items()
    ]
    others = [("ours", "peer")[number] for number in range(len(racers) - 1)]
    header = ["one document", "stock", *others, *(f"ratio, {other}" for other in others), "goal"]
    table((*header, "worked", "statements"), rows)
    print()
    installing = found["install"]
    names = {NOTHING: "an empty module", MODULE: "ours", PEER: "the peer"}
    rows = [(names[module], f"{seconds:.1f} s") for module, seconds in installing.items()]
    table(("installing", "takes"), rows)


def _show_jobs(exposing, rating, peer):
    rows = [
        _job_row("exposure of all", exposing["expose"], exposing["floor"], exposing["statements"]),
        _job_row(
            "  with limits and averages, kept for lists",
            exposing["refresh"],
            exposing["floor"],
            exposing["refresh_statements"],
            goal="",
        ),
        _job_row("figures of all for lists", exposing["keep"], None, exposing["keep_statements"]),
        _job_row("  again", exposing["keep_again"], None, exposing["keep_statements"]),
        _job_row("credit rating of all", rating["compute"], rating["floor"], rating["statements"]),
        *(
            _job_row(title, rating[name], None, rating[f"{name}_statements"])
            for name, title in (
                ("confirm", "confirm the rating"),
                ("propose", f"  of it: propose {rating['proposed']:,} limits"),
                ("accept", f"accept {rating['accepted']:,} limits"),
            )
        ),
    ]
    table(("what", "ours", "floor", "ratio", "goal", "statements"), rows)
    print(f"\nMemory of Python for the exposure of all: {exposing['memory']:+.0f} MB")
    if peer:
        print(
            f"The peer: {peer['exposing']:.1f} s and {peer['memory']:+.0f} MB;"
            f" its filter by over limit: {peer['over']:.1f} s"
        )


def _job_row(title, ours, floor, statements, goal="3.0"):
    if floor is None:
        return title, f"{ours:.2f} s", "", "", "", statements
    return title, f"{ours:.2f} s", f"{floor:.2f} s", f"{ours / floor:.2f}", goal, statements


def _race_row(title, goal, outcomes):
    """Milliseconds of each, ratios of work to stock's, the work, and the statements."""
    milliseconds, worked, statements = zip(*outcomes, strict=True)
    return (
        title,
        *(f"{each:.1f} ms" for each in milliseconds),
        *(f"{each / worked[0]:.2f}" for each in worked[1:]),
        goal,
        " / ".join(f"{each:.1f}" for each in worked),
        " / ".join(f"{each:.0f}" for each in statements),
    )


if __name__ == "__main__":
    main(run_bench)
