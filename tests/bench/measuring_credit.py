# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_credit.py` runs by the environment's own Python, with Odoo on its path.

measuring_credit.py STEP DATABASE FILE [ARGUMENT …]   writes its figures to FILE, as JSON
"""

import json
import statistics
import sys
import time
from datetime import date

import filling
import floor
from measuring import RUNS, STEPS, Stopwatch, compute, main
from peer import expose_peer
from racing import race
from trading import EXPOSURES, exposures_by_customer, trade

from odoo.tools import SQL

ACCEPTED = 5000  # proposals accepted at once
LOOKS = 7
MONEY = ["keqing_purchases", "keqing_growth", "keqing_idle_days", "keqing_overdue"]
GRADE_ID = "(keqing_credit_grade_id->>'1')::int"
# code: weight, value of 0 points, value of 100 points; in the order of the floor's columns
CURVES = {
    "days_late": (35, 60, 0),
    "overdue_share": (15, 50, 0),
    "overdue_days": (15, 90, 0),
    "dso": (10, 120, 30),
    "dso_trend": (10, 30, -30),
    "returned_share": (10, 20, 0),
    "licence_valid": (5, 0, 1),
}
LEAST_SCORES = (90, 75, 60, 40, 0)
DAYS = {
    "from": "2025-10-01",
    "to": "2025-12-31",
    "before_from": "2025-07-01",
    "before_to": "2025-09-30",
    "year_from": "2025-01-01",
}

LICENCES = """
UPDATE res_partner SET keqing_licence_expiry = date '2025-12-31' + (id % 7 - 2) * 30
 WHERE customer_rank > 0 AND id % 10 < 8
"""
NARROW_TABLE = f"""
CREATE TABLE bench_rating (
    partner_id integer PRIMARY KEY, {", ".join(f"{code} numeric" for code in CURVES)})
"""
# The same facts in one statement, with the short cuts of `floor.py`
FACTS = f"""
WITH {floor.OPEN},
item AS (
    SELECT partner_id, due, amount AS open, NULL::numeric AS settled, NULL::date AS settled_on,
           NULL::numeric AS booked, NULL::date AS booked_on, NULL::boolean AS is_sale
      FROM open
 UNION ALL
    SELECT partner_id, date_maturity, NULL, amount, max_date, NULL, NULL, NULL
      FROM account_partial_reconcile
      JOIN account_move_line line ON line.id = debit_move_id
      JOIN account_account account
        ON account.id = account_id AND account_type = 'asset_receivable'
     WHERE max_date BETWEEN %(year_from)s AND %(to)s AND parent_state = 'posted'
       AND line.company_id = 1 AND date <= %(to)s
 UNION ALL
    SELECT partner_id, NULL, NULL, NULL, NULL, balance, date, display_type = 'payment_term'
      FROM account_move_line line
      JOIN account_account account
        ON account.id = account_id AND account_type = 'asset_receivable'
     WHERE date BETWEEN %(before_from)s AND %(to)s AND parent_state = 'posted'
       AND line.company_id = 1),
total AS (
    SELECT partner_id,
           COALESCE(sum(open), 0) AS open,
           sum(open) FILTER (WHERE due < %(to)s) AS overdue,
           %(to)s::date - min(due) FILTER (WHERE open > 0) AS oldest,
           COALESCE(sum(booked) FILTER (WHERE booked_on >= %(from)s), 0) AS booked,
           COALESCE(sum(booked) FILTER (WHERE is_sale AND booked_on >= %(from)s), 0) AS sold,
           COALESCE(sum(booked) FILTER (WHERE is_sale AND booked_on < %(from)s), 0) AS sold_before,
           (COALESCE(sum(settled * (settled_on - due)), 0)
            + COALESCE(sum(open * (%(to)s::date - due)) FILTER (WHERE open > 0 AND due < %(to)s), 0)
           ) / NULLIF(COALESCE(sum(settled), 0)
                    + COALESCE(sum(open) FILTER (WHERE open > 0 AND due < %(to)s), 0), 0) AS late
      FROM item GROUP BY partner_id),
sale AS (
    SELECT commercial_partner_id AS partner_id,
           sum(amount_untaxed_signed) FILTER (WHERE move_type != 'out_refund') AS bought,
           COALESCE(-sum(amount_untaxed_signed) FILTER (WHERE move_type = 'out_refund'), 0)
               AS returned
      FROM account_move
     WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND company_id = 1 AND invoice_date BETWEEN %(year_from)s AND %(to)s
  GROUP BY commercial_partner_id)
SELECT partner.id, late,
       CASE WHEN open > 0 THEN LEAST(GREATEST(COALESCE(overdue, 0), 0) * 100 / open, 100) END,
       CASE WHEN overdue > 0 THEN oldest WHEN open > 0 THEN 0 END,
       CASE WHEN sold > 0 THEN open * 92 / sold END,
       CASE WHEN sold > 0 THEN open * 92 / sold END
           - CASE WHEN sold_before > 0 THEN (open - booked) * 92 / sold_before END,
       CASE WHEN bought > 0 THEN returned * 100 / bought END,
       (keqing_licence_expiry >= %(to)s)::int
  FROM res_partner partner
  LEFT JOIN total ON total.partner_id = partner.id
  LEFT JOIN sale ON sale.partner_id = partner.id
 WHERE customer_rank > 0
"""


def rate(env):
    """A quarter's rating of everybody, confirmed, and some of its limits accepted."""
    cr = env.cr
    cr.execute(LICENCES)
    filling.settle(cr)
    env.invalidate_all()
    cr.execute(NARROW_TABLE)
    run = env["keqing.evaluation.run"].create(
        {
            "scorecard_id": _create_rating(env).id,
            "date_from": date.fromisoformat(DAYS["from"]),
            "date_to": date.fromisoformat(DAYS["to"]),
        }
    )
    cr.commit()
    pairs = [_measure_pair(run) for __ in range(RUNS)]
    _check_facts(run)

    Proposal = env["keqing.credit.proposal"]
    with Stopwatch(cr) as confirming:
        run.action_confirm()
        cr.commit()
    cr.execute("SAVEPOINT bench")
    cr.execute("DELETE FROM keqing_credit_proposal")
    with Stopwatch(cr) as proposing:
        Proposal._propose(run)
    cr.execute("ROLLBACK TO bench")
    env.invalidate_all()
    proposals = Proposal.search([("run_id", "=", run.id)])
    run.company_id.account_use_credit_limit = True
    with Stopwatch(cr) as accepting:
        proposals[:ACCEPTED].action_accept()
        cr.commit()
    return {
        "floor": statistics.median(plain for plain, __ in pairs),
        "compute": statistics.median(watch.seconds for __, watch in pairs),
        "statements": pairs[0][1].statements,
        "confirm": confirming.seconds,
        "confirm_statements": confirming.statements,
        "propose": proposing.seconds,
        "propose_statements": proposing.statements,
        "proposed": len(proposals),
        "accept": accepting.seconds,
        "accept_statements": accepting.statements,
        "accepted": len(proposals[:ACCEPTED]),
    }


def _create_rating(env):
    by_code = {indicator.code: indicator for indicator in env["keqing.indicator"].search([])}
    rating = env["keqing.scorecard"].create(
        {
            "name": "Credit rating",
            "purpose": "credit",
            "scale_id": env.ref("keqing_customer.scale_credit").id,
            "period": "quarter",
            "auto_open": False,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "indicator_id": by_code[code].id,
                        "weight": weight,
                        "value_floor": zero,
                        "value_target": full,
                    },
                )
                for code, (weight, zero, full) in CURVES.items()
            ],
        }
    )
    for band, least in zip(rating.band_ids, LEAST_SCORES, strict=True):
        band.threshold = least
    return rating


def _measure_pair(run):
    """Floor and engine, one right after the other.

    :return: seconds of the floor, and the stopwatch of the engine
    """
    cr = run.env.cr
    cr.execute("TRUNCATE bench_rating")
    cr.commit()
    run._ask_for_memory()  # the floor has what the engine has
    plain = -time.perf_counter()
    cr.execute(f"INSERT INTO bench_rating {FACTS}", DAYS)
    cr.commit()
    plain += time.perf_counter()
    return plain, compute(run)


def _check_facts(run):
    """The engine's values equal the floor's, for everybody, and each is known of somebody."""
    run.env.cr.execute(
        f"""SELECT partner_id, lines, {", ".join(CURVES)}
              FROM keqing_evaluation JOIN bench_rating USING (partner_id) WHERE run_id = %s""",
        [run.id],
    )
    rows = run.env.cr.fetchall()
    assert len(rows) == run.total_count, f"{len(rows)} of {run.total_count} customers"
    known = set()
    for partner_id, lines, *facts in rows:
        for code, (value, __), fact in zip(CURVES, lines, facts, strict=True):
            equal = value is fact is None or abs(value - float(fact)) < 1e-5
            assert equal, f"customer {partner_id}: {code} {value} instead of {fact}"
            known |= {code} if fact else set()
    assert known == set(CURVES), f"only known: {known}"


def expose(env):
    """The exposure of everybody, and the figures that lists show, beside the floor."""
    cr = env.cr
    company = env.company
    Account = env["keqing.credit.account"]
    for name in ("bench_exposure", "bench_exposure_floor"):
        cr.execute(f"CREATE TABLE {name} (partner_id integer, exposure numeric)")
    rounds = []
    for __ in range(RUNS):
        cr.execute("TRUNCATE bench_exposure, bench_exposure_floor")
        cr.commit()
        with Stopwatch(cr) as plain:
            cr.execute(f"INSERT INTO bench_exposure_floor {EXPOSURES}")
            cr.commit()
        with Stopwatch(cr) as ours:
            statement = SQL(
                "INSERT INTO bench_exposure SELECT partner_id, exposure FROM (%s) exposure",
                Account._exposure_sql(company),
            )
            cr.execute(statement)
            cr.commit()
        rounds.append((plain, ours))
    expected = exposures_by_customer(env)
    cr.execute("SELECT partner_id, exposure FROM bench_exposure")
    _same_amounts(dict(cr.fetchall()), expected)
    refreshing, keeping = [], []
    for __ in range(RUNS):
        cr.execute("TRUNCATE keqing_credit_account CASCADE")
        cr.commit()
        env.invalidate_all()
        with Stopwatch(cr) as watch:
            Account._refresh_customers(company)
            cr.commit()
        refreshing.append(watch)
        with Stopwatch(env.cr) as watch:
            env["keqing.customer.figure"]._refresh_customers(company)
        keeping.append(watch)
    cr.execute("SELECT partner_id, exposure FROM keqing_credit_account")
    _same_amounts(dict(cr.fetchall()), expected)
    return {
        "floor": statistics.median(plain.seconds for plain, __ in rounds),
        "expose": statistics.median(ours.seconds for __, ours in rounds),
        "statements": rounds[0][1].statements,
        "refresh": statistics.median(watch.seconds for watch in refreshing),
        "refresh_statements": refreshing[0].statements,
        "keep": keeping[0].seconds,
        "keep_again": statistics.median(watch.seconds for watch in keeping[1:]),
        "keep_statements": keeping[0].statements,
        "memory": max(watch.memory for watch in (*refreshing, *(ours for __, ours in rounds))),
    }


def _same_amounts(amounts, expected):
    for customer_id in amounts.keys() | expected.keys():
        one, other = amounts.get(customer_id) or 0, expected.get(customer_id, 0)
        assert abs(one - other) < 0.01, f"customer {customer_id}: {one} instead of {other}"


def look(env):
    """Milliseconds to find, sort and group customers by rating and by limit, and of the floors.

    :return: ``{what: [ours, floor, rows]}``, medians
    """
    cr = env.cr
    filling.settle(cr, ("res_partner", "keqing_credit_account"))
    env.invalidate_all()
    env["keqing.customer.figure"]._refresh_customers(env.company)
    filling.settle(cr, ("keqing_customer_figure",))
    Partner, Account = env["res.partner"], env["keqing.credit.account"]
    customers = [("customer_rank", ">", 0)]
    over = [("is_over", "=", True)]
    cr.execute(f"SELECT {GRADE_ID}, count(*) FROM res_partner GROUP BY 1 ORDER BY 2 DESC")
    [rare_id] = [grade_id for grade_id, __ in cr.fetchall() if grade_id][-1:]
    rated = [("keqing_credit_grade_id", "=", rare_id)]
    facts = {"rating": rare_id, "contained": json.dumps({"1": rare_id})}
    asked = {
        "filter by rating": (
            lambda: Partner.search(rated, limit=80).ids,
            f"""SELECT id FROM res_partner
                 WHERE keqing_credit_grade_id @> %(contained)s AND {GRADE_ID} = %(rating)s
                   AND active ORDER BY complete_name, id DESC LIMIT 80""",
        ),
        "sort by rating": (
            lambda: Partner.search(customers, order="keqing_credit_grade_id, id", limit=80).ids,
            f"""SELECT partner.id FROM res_partner partner
                  LEFT JOIN keqing_grade grade ON grade.id = {GRADE_ID}
                  LEFT JOIN keqing_grade_scale scale ON scale.id = grade.scale_id
                 WHERE customer_rank > 0 AND partner.active
                 ORDER BY scale.sequence, scale.id, grade.sequence, grade.id, partner.id
                 LIMIT 80""",
        ),
        "group by rating": (
            lambda: [
                (grade.id or None, count)
                for grade, count in Partner._read_group(
                    customers, ["keqing_credit_grade_id"], ["__count"]
                )
            ],
            f"""SELECT {GRADE_ID}, count(*) FROM res_partner
                 WHERE customer_rank > 0 AND active GROUP BY 1""",
        ),
        "filter by over limit": (
            lambda: Partner.search([("keqing_is_over_limit", "=", True)], limit=80).ids,
            """SELECT partner.id FROM res_partner partner
                 JOIN keqing_credit_account account
                   ON account.partner_id = commercial_partner_id AND account.company_id = 1
                WHERE is_over IS TRUE AND active
                ORDER BY complete_name, partner.id DESC LIMIT 80""",
        ),
        "  on the accounts": (
            lambda: Account.search(over, limit=80).ids,
            """SELECT id FROM keqing_credit_account
                WHERE company_id = 1 AND is_over IS TRUE ORDER BY exposure DESC, id LIMIT 80""",
        ),
        "list with money, sorted by it": (
            lambda: (
                Partner.search_fetch(
                    customers, MONEY, order="keqing_purchases desc, id", limit=80
                ).ids
            ),
            """SELECT partner.id FROM res_partner partner
                 LEFT JOIN keqing_customer_figure figure
                        ON figure.partner_id = partner.id AND figure.company_id = 1
                WHERE customer_rank > 0 AND partner.active
                ORDER BY purchases DESC NULLS LAST, partner.id LIMIT 80""",
        ),
        "  grouped by rating, with sums": (
            lambda: [
                (grade.id or None, *sums)
                for grade, *sums in Partner._read_group(
                    customers,
                    ["keqing_credit_grade_id"],
                    ["keqing_purchases:sum", "keqing_overdue:sum"],
                )
            ],
            f"""SELECT {GRADE_ID}, sum(purchases), sum(overdue)
                  FROM res_partner partner
                  LEFT JOIN keqing_customer_figure figure
                         ON figure.partner_id = partner.id AND figure.company_id = 1
                 WHERE customer_rank > 0 AND active GROUP BY 1""",
        ),
        "sort by over limit": (
            lambda: Account.search([], order="is_over DESC, exposure DESC, id", limit=80).ids,
            """SELECT id FROM keqing_credit_account WHERE company_id = 1
                ORDER BY COALESCE(is_over, FALSE) DESC, exposure DESC, id LIMIT 80""",
        ),
        "group by over limit": (
            lambda: Account._read_group([], ["is_over"], ["__count", "exposure:sum"]),
            """SELECT COALESCE(is_over, FALSE), count(*), sum(exposure)
                 FROM keqing_credit_account WHERE company_id = 1 GROUP BY 1""",
        ),
    }
    return {what: _measure_looking(env, *pair, facts) for what, pair in asked.items()}


def _measure_looking(env, ours, plain, facts):
    times = []
    for __ in range(LOOKS):
        env.invalidate_all()
        with Stopwatch(env.cr) as asking:
            found = ours()
        with Stopwatch(env.cr) as telling:
            env.cr.execute(plain, facts)
            rows = env.cr.fetchall()
        times.append((asking.seconds * 1000, telling.seconds * 1000))
    rows = [row[0] if len(row) == 1 else row for row in rows]
    is_ordered = "LIMIT" in plain
    assert found == rows if is_ordered else _rounded(found) == _rounded(rows), (found, rows)
    return [*(statistics.median(column) for column in zip(*times, strict=True)), len(rows)]


def _rounded(rows):
    return {key: [round(float(value), 2) for value in values] for key, *values in rows}


STEPS |= {
    "expose": expose,
    "expose_peer": lambda env: expose_peer(env, Stopwatch),
    "look": look,
    "race": race,
    "rate": rate,
    "trade": trade,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
