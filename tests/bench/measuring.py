# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_evaluation.py` runs by the environment's own Python, with Odoo on its path.

measuring.py STEP DATABASE FILE [ARGUMENT …]   writes its figures to FILE, as JSON
"""

import json
import logging
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from datetime import date

import filling
import floor
from screens import count_screens

from odoo import SUPERUSER_ID, api
from odoo.orm.registry import Registry
from odoo.tools import config

RUNS = 3  # each figure is the median of so many
SAMPLE = 500  # customers whose facts and scores are recomputed in Python
CREATE_BATCH = 1000  # records in one create() of the way by the ORM

# code: weight, value of 0 points, value of 100 points
CURVES = {
    "purchase_amount": (35, 0, 20000),
    "purchase_frequency": (15, 0, 5),
    "recency": (15, 365, 0),
    "growth": (5, -50, 50),
    "overdue_amount": (15, 10000, 0),
    "gross_margin": (15, 0, 5000),
    "days_late": (15, 90, 0),
}
LEAST_SCORES = (60, 35, 0)
FIRST, SECOND = 2024, 2025
SETS = {
    "lines": [code for code in CURVES if code != "days_late"],
    "headers": [code for code in CURVES if code != "gross_margin"],
}


class Stopwatch:
    """Seconds, statements and memory of what happens inside the block."""

    def __init__(self, cr):
        self.cr = cr

    def __enter__(self):
        self.statements = -self.cr.sql_log_count
        self.memory = -_peak_memory()
        self.seconds = -time.perf_counter()
        return self

    def __exit__(self, *failure):
        self.seconds += time.perf_counter()
        self.statements += self.cr.sql_log_count
        self.memory += _peak_memory()


def _peak_memory():
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(step, database, file, *arguments):
    config.parse_config(["--database", database, "--log-level", "warn", "--no-http"])
    logging.getLogger("odoo").setLevel(logging.WARNING)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = env(context={"allowed_company_ids": env.company.ids})
        figures = STEPS[step](env, *arguments)
        cr.commit()
    with open(file, "w") as output:
        json.dump(figures, output)


def fill(env, customers):
    filling.fill(env, int(customers))
    return filling.check(env, int(customers))


def dress(env):
    filling.dress(env)
    return {}


def screens(env):
    return count_screens(env)


def evaluate(env):
    """Both sets of indicators, two years each: the second is the next period's run."""
    return {name: _evaluate_set(env, name) for name in SETS}


def _evaluate_set(env, name):
    env.cr.execute("UPDATE res_partner SET keqing_grade_id = NULL, keqing_grade_trend = NULL")
    filling.settle(env.cr)
    env.invalidate_all()
    scorecard = _create_scorecard(env, name)
    env.cr.execute(floor.NARROW_TABLE)
    runs = {
        year: env["keqing.evaluation.run"].create(
            {
                "scorecard_id": scorecard.id,
                "date_from": date(year, 1, 1),
                "date_to": date(year, 12, 31),
            }
        )
        for year in (FIRST, SECOND)
    }
    env.cr.commit()

    first = [_measure_pair(runs[FIRST], name, FIRST) for __ in range(RUNS)]
    _check_facts(runs[FIRST], name, FIRST)
    _check_scores(runs[FIRST])
    with Stopwatch(env.cr) as confirming:
        runs[FIRST].action_confirm()
        env.cr.commit()
    filling.settle(env.cr)

    again = []
    for __ in range(RUNS):
        plain, ours = _measure_pair(runs[SECOND], name, SECOND, floor.REPLACE)
        plain += _rewrite_changed(runs[SECOND])
        with Stopwatch(env.cr) as watch:
            runs[SECOND].action_confirm()
            changed = runs[SECOND].up_count + runs[SECOND].down_count
        again.append((plain, ours, watch))
        env.cr.rollback()  # back to waiting, for the next round
        env.invalidate_all()
    by_orm = _measure_orm(scorecard, FIRST)
    env.cr.execute("DROP TABLE bench_floor")
    env.cr.commit()
    median = statistics.median
    return {
        "floor": median(plain for plain, __ in first),
        "compute": median(watch.seconds for __, watch in first),
        "statements": first[0][1].statements,
        "memory": max(watch.memory for measured in (*first, *again) for watch in measured[1:]),
        "first_confirm": confirming.seconds,
        "first_confirm_statements": confirming.statements,
        "again_floor": median(plain for plain, __, __ in again),
        "again": median(ours.seconds + watch.seconds for __, ours, watch in again),
        "again_compute": median(ours.seconds for __, ours, __ in again),
        "again_statements": again[0][1].statements + again[0][2].statements,
        "changed": changed,
        "orm": by_orm,
    }


def _create_scorecard(env, name):
    by_code = {indicator.code: indicator for indicator in env["keqing.indicator"].search([])}
    scorecard = env["keqing.scorecard"].create(
        {
            "name": name,
            "scale_id": env.ref("keqing_customer.scale_abc").id,
            "period": "year",
            "auto_open": False,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "indicator_id": by_code[code].id,
                        "weight": CURVES[code][0],
                        "value_floor": CURVES[code][1],
                        "value_target": CURVES[code][2],
                    },
                )
                for code in SETS[name]
            ],
        }
    )
    for band, least in zip(scorecard.band_ids, LEAST_SCORES, strict=True):
        band.threshold = least
    return scorecard


def _measure_pair(run, name, year, conflict=""):
    """Floor and engine, one right after the other.

    :return: seconds of the floor, and the :class:`Stopwatch` of the engine
    """
    cr = run.env.cr
    if not conflict:
        cr.execute("TRUNCATE bench_floor")
        cr.commit()
    run._ask_for_memory()  # the floor has what the engine has
    plain = -time.perf_counter()
    cr.execute(f"INSERT INTO bench_floor {floor.SELECTS[name]} {conflict}", floor.parameters(year))
    cr.commit()
    plain += time.perf_counter()
    return plain, compute(run)


def compute(run):
    """Compute a run, anew if it was already, as the button and the job do.

    :return: the stopwatch that looked on
    """
    cr = run.env.cr
    if run.state != "draft":
        run._reset()
        cr.commit()
        _vacuum(cr, "keqing_evaluation", "keqing_evaluation_fact")
    with Stopwatch(cr) as watch:
        run.action_compute()
        cr.commit()
        run.env["keqing.evaluation.run"]._cron_compute()
    assert run.state == "computed", run.state
    return watch


def _vacuum(cr, *tables):
    cr._cnx.autocommit = True
    for table in tables:
        cr.execute(f"VACUUM {table}")
    cr._cnx.autocommit = False


def _rewrite_changed(run):
    """Seconds to rewrite, by plain SQL, the customers whose grade changes; undone."""
    cr = run.env.cr
    with _undone(cr):
        seconds = -time.perf_counter()
        cr.execute(floor.REWRITE_CHANGED, {"run": run.id})
        return seconds + time.perf_counter()


@contextmanager
def _undone(cr):
    cr.execute("SAVEPOINT bench")
    yield
    cr.execute("ROLLBACK TO bench")


def _check_facts(run, name, year):
    """The engine's values equal the floor's, for everybody."""
    run.env.cr.execute(
        """SELECT partner_id, lines, amount, frequency, recency, growth, overdue, last
             FROM keqing_evaluation JOIN bench_floor USING (partner_id)
            WHERE run_id = %s""",
        [run.id],
    )
    rows = run.env.cr.fetchall()
    assert len(rows) == run.total_count, f"{len(rows)} of {run.total_count} customers"
    for partner_id, lines, *facts in rows:
        values = [value for value, __ in lines]
        for value, fact in zip(values, facts, strict=True):
            equal = value is fact is None or abs(value - float(fact)) < 1e-5
            assert equal, f"customer {partner_id}: {values} instead of {facts} ({name}, {year})"


def _check_scores(run):
    """A sample of scores and grades equals what plain Python makes of the values."""
    run.env.cr.execute(
        """SELECT lines, score, coverage, grade_id FROM keqing_evaluation
            WHERE run_id = %s ORDER BY hashint4(partner_id) LIMIT %s""",
        [run.id, SAMPLE],
    )
    bands = list(zip(LEAST_SCORES, run.scorecard_id.band_ids.grade_id.ids, strict=True))
    for lines, score, coverage, grade_id in run.env.cr.fetchall():
        curves = [CURVES[line.indicator_id.code] for line in run.scorecard_id.line_ids]
        total = known = 0
        for (weight, zero, full), (value, points) in zip(curves, lines, strict=True):
            if value is None:
                assert points is None
                continue
            expected = min(max((value - zero) * 100 / (full - zero), 0), 100)
            assert abs(points - expected) < 1e-3, (points, expected)
            total += weight * expected
            known += weight
        assert abs(float(score) - total / known) < 0.02, (score, total / known)
        assert float(coverage) == known
        grade = next(grade for least, grade in bands if float(score) >= least)
        assert grade == grade_id, (score, grade, grade_id)


def _measure_orm(scorecard, year):
    """Seconds for the same by the ORM: `_read_group`, points in Python, batched `create`.

    Without margin and days late, which `_read_group` cannot tell: that much in its favour.
    """
    env = scorecard.env
    days = floor.parameters(year)
    with _undone(env.cr), Stopwatch(env.cr) as watch:
        sale = [
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
        ]
        sums = ["amount_untaxed_signed:sum", "__count", "invoice_date:max"]
        by_customer = ["commercial_partner_id"]
        Move = env["account.move"]
        within = [("invoice_date", ">=", days["from"]), ("invoice_date", "<=", days["to"])]
        now = {row[0]: row[1:] for row in Move._read_group([*sale, *within], by_customer, sums)}
        within = [
            ("invoice_date", ">=", days["year_ago_from"]),
            ("invoice_date", "<=", days["year_ago_to"]),
        ]
        before = {row[0]: row[1:] for row in Move._read_group([*sale, *within], by_customer, sums)}
        overdue = dict(
            env["account.move.line"]._read_group(
                [
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("date_maturity", "<", days["to"]),
                ],
                ["partner_id"],
                ["amount_residual:sum"],
            )
        )
        customers = env["res.partner"].search([("customer_rank", ">", 0)])
        run = env["keqing.evaluation.run"].create(
            {
                "scorecard_id": scorecard.copy().id,
                "date_from": days["from"],
                "date_to": days["to"],
            }
        )
        grades = list(zip(LEAST_SCORES, scorecard.band_ids.grade_id.ids, strict=True))
        for start in range(0, len(customers), CREATE_BATCH):
            env["keqing.evaluation"].create(
                [
                    _orm_vals(customer, run, now, before, overdue, grades)
                    for customer in customers[start : start + CREATE_BATCH]
                ]
            )
        env.flush_all()
    env.invalidate_all()
    return watch.seconds


def _orm_vals(customer, run, now, before, overdue, grades):
    amount, count, last = now.get(customer, (0, 0, None))
    amount_before = before.get(customer, (0, 0, None))[0]
    values = {
        "purchase_amount": amount,
        "purchase_frequency": count,
        "recency": (run.date_to - last).days if last else None,
        "growth": (amount / amount_before - 1) * 100 if amount_before > 0 else None,
        "overdue_amount": overdue.get(customer, 0),
    }
    lines, total, known = [], 0, 0
    for code, value in values.items():
        weight, zero, full = CURVES[code]
        points = None
        if value is not None:
            points = min(max((value - zero) * 100 / (full - zero), 0), 100)
            total += weight * points
            known += weight
        lines.append([value, points])
    score = round(total / known, 2)
    grade_id = next(grade for least, grade in grades if score >= least)
    return {
        "run_id": run.id,
        "scorecard_id": run.scorecard_id.id,
        "company_id": run.company_id.id,
        "partner_id": customer.id,
        "territory_id": customer.keqing_territory_id.id,
        "user_id": customer.user_id.id,
        "date_from": run.date_from,
        "date_to": run.date_to,
        "score": score,
        "coverage": known,
        "lines": lines,
        "computed_grade_id": grade_id,
        "grade_id": grade_id,
        "movement": "new",
    }


STEPS = {
    "fill": fill,
    "dress": dress,
    "evaluate": evaluate,
    "screens": screens,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
