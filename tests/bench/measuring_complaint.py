# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_complaint.py` runs by the environment's own Python, with Odoo on its path.

measuring_complaint.py complain DATABASE FILE OPEN ALL     writes its figures to FILE, as JSON
measuring_complaint.py complain_peer DATABASE FILE         likewise, of OCA's tickets
"""

import statistics
import sys

import filling
from measuring import RUNS, STEPS, Stopwatch, main

BATCH = 1000
CUSTOMERS = 2000

# So many complaints with a line each, the first of them open, with a clock that ran out
COMPLAINTS = """
INSERT INTO keqing_complaint (
       name, company_id, partner_id, contact_id, channel, received_at, subject, description,
       type_id, severity, priority, state, cycle, create_uid, create_date, write_uid, write_date)
SELECT 'B' || number, 1, customer.id, customer.id, 'hotline', now() - interval '1 hour' * number,
       'Leaks', 'It leaks.', kind.id, '1', '1',
       CASE WHEN number <= %(open)s THEN 'investigating' ELSE 'closed' END, 1, 1, now(), 1, now()
  FROM generate_series(1, %(all)s) number
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS turn FROM res_partner
         WHERE customer_rank > 0) customer ON customer.turn = number %% %(customers)s
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS turn FROM keqing_complaint_type
         WHERE is_suggestion IS NOT TRUE) kind ON kind.turn = number %% 7;
INSERT INTO keqing_complaint_line (
       complaint_id, company_id, product_id, uom_id, quantity, sequence)
SELECT id, 1, %(product)s, %(unit)s, 1, 10 FROM keqing_complaint;
INSERT INTO keqing_complaint_clock (
       complaint_id, company_id, policy_id, kind, cycle, state, target_seconds, started_at,
       running_since, deadline, spent_seconds, rung, next_rung_at,
       create_uid, create_date, write_uid, write_date)
SELECT id, 1, %(policy)s, 'resolve', 1, 'running', 3600, received_at,
       received_at, received_at, 0, 0, received_at, 1, now(), 1, now()
  FROM keqing_complaint WHERE state = 'investigating';
"""
# By plain SQL what the pivot shows: complaints by type, and what they cost
PIVOT = """
SELECT type_id, count(*), 100.0 * count(*) FILTER (WHERE is_breached IS NOT TRUE) / count(*),
       sum(COALESCE(freight_cost, 0) + COALESCE(extra_cost, 0))
  FROM keqing_complaint
 WHERE company_id = 1 AND state != 'cancelled' AND is_suggestion IS NOT TRUE
 GROUP BY type_id
"""


def complain(env, opened, total):
    customer = env["res.partner"].create({"name": "Customer", "customer_rank": 1})
    policy = env["keqing.sla.policy"].create({"name": "Usual"})
    env.cr.commit()
    figures = {
        "leads": _create(env, "crm.lead", {"name": "Leaks", "partner_id": customer.id}),
        "complaints": _create(
            env,
            "keqing.complaint",
            {
                "partner_id": customer.id,
                "description": "It leaks.",
                "type_id": env.ref("keqing_complaint.complaint_type_quality").id,
            },
        ),
    }
    _fill(env, policy, int(opened), int(total))
    some = env["keqing.complaint"].search([("state", "=", "investigating")], limit=BATCH)
    with Stopwatch(env.cr) as plan:
        some._plan_clocks("Benchmark")
        env.flush_all()
    env.cr.rollback()
    env.invalidate_all()
    clocks = env["keqing.complaint.clock"].search([("state", "=", "running")])
    with Stopwatch(env.cr) as climb:
        for start in range(0, len(clocks), 500):
            clocks[start : start + 500]._climb()
            env.flush_all()
            env.invalidate_all()
    env.cr.rollback()
    return {
        **figures,
        "plan": (plan.seconds, plan.statements),
        "climb": (climb.seconds, climb.statements, len(clocks)),
        **_pivot(env),
    }


def complain_peer(env):
    """As many tickets, each with one deadline."""
    customer = env["res.partner"].create({"name": "Customer"})
    team = env["helpdesk.ticket.team"].create({"name": "Usual", "use_sla": True})
    stage = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
    env["helpdesk.sla"].create(
        {"name": "Usual", "hours": 8, "team_ids": team.ids, "stage_id": stage.id}
    )
    env.cr.commit()
    ticket = {"name": "Leaks", "description": "It leaks.", "partner_id": customer.id}
    ticket["team_id"] = team.id
    created = _create(env, "helpdesk.ticket", ticket)
    tickets = env["helpdesk.ticket"].create([dict(ticket) for __ in range(BATCH)])
    env.flush_all()
    with Stopwatch(env.cr) as plan:
        tickets.set_sla()
        env.flush_all()
    env.cr.rollback()
    return {
        "1,000 tickets of the peer": created,
        "planned anew": (plan.seconds, plan.statements),
    }


def _create(env, model, vals):
    """Median of seconds, and statements, for a batch; undone."""
    watches = []
    for __ in range(RUNS):
        with Stopwatch(env.cr) as watch:
            env[model].create([dict(vals) for __ in range(BATCH)])
            env.flush_all()
        watches.append(watch)
        env.cr.rollback()
        env.invalidate_all()
    return statistics.median(each.seconds for each in watches), watches[-1].statements


def _fill(env, policy, opened, total):
    env.cr.execute("SELECT max(id) FROM res_partner")
    first = env.cr.fetchone()[0] + 100
    env.cr.execute(
        filling.CUSTOMERS,
        {
            "first_customer": first,
            "customers": CUSTOMERS,
            "salespeople": [env.uid],
            "salesperson_count": 1,
        },
    )
    product = env["product.product"].create({"name": "Wine"})
    env.flush_all()
    env.cr.execute(
        COMPLAINTS,
        {
            "open": opened,
            "all": total,
            "customers": CUSTOMERS,
            "product": product.id,
            "unit": product.uom_id.id,
            "policy": policy.id,
        },
    )
    env.cr.commit()
    filling.settle(env.cr, ("keqing_complaint", "keqing_complaint_line", "keqing_complaint_clock"))
    env.invalidate_all()


def _pivot(env):
    Analysis = env["keqing.complaint.analysis"]
    plain, ours = [], []
    for __ in range(RUNS):
        with Stopwatch(env.cr) as watch:
            env.cr.execute(PIVOT)
            rows = env.cr.fetchall()
        plain.append(watch.seconds)
        with Stopwatch(env.cr) as watch:
            groups = Analysis.formatted_read_group(
                [("is_order", "=", False)],
                ["type_id"],
                ["complaint_count:sum", "in_time:avg", "cost:sum"],
            )
        ours.append(watch.seconds)
    assert {row[0]: row[1] for row in rows} == {
        group["type_id"][0]: group["complaint_count:sum"] for group in groups
    }
    return {"pivot": statistics.median(ours), "plain": statistics.median(plain)}


STEPS |= {"complain": complain, "complain_peer": complain_peer}

if __name__ == "__main__":
    main(*sys.argv[1:])
