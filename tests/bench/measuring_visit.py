# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_visit.py` runs by the environment's own Python, with Odoo on its path.

measuring_visit.py plan DATABASE FILE CUSTOMERS     writes its figures to FILE, as JSON
"""

import statistics
import sys

import filling
from measuring import RUNS, STEPS, Stopwatch, main

SALESPEOPLE = 100

# Everybody has a grade that asks for a contact a month; known for so long that they become due day
# by day, and a third was visited in the weeks before
GRADES = """
UPDATE res_partner
   SET keqing_grade_id = jsonb_build_object('1', %(grade)s::int),
       keqing_customer_type_id = %(type)s,
       create_date = date_trunc('day', now()) - interval '1 day' * (id %% 30)
 WHERE customer_rank > 0;
INSERT INTO keqing_visit (
       partner_id, company_id, user_id, planned_on, origin, contact_kind, state, done_at, done_on,
       sequence)
SELECT id, 1, user_id, now()::date - (id %% 30)::int, 'hand', 'visit', 'done',
       now() - interval '1 day' * (id %% 30), now()::date - (id %% 30)::int, 10
  FROM res_partner WHERE customer_rank > 0 AND id %% 3 = 0;
"""

# When each is due, and its visit of the month, so many a day and person one after the other, by
# plain SQL that knows what it will find: one company, one grade, no weekends, leaves or holidays
FLOOR = """
WITH last AS (
    SELECT partner_id, max(done_on) AS day FROM keqing_visit WHERE state = 'done' GROUP BY 1),
due AS (
    INSERT INTO keqing_contact_due (
           company_id, partner_id, grade_id, depth, channel, interval_days, last_on, due_on)
    SELECT 1, customer.id, %(grade)s, 'plain', 'visit', 30, last.day,
           (COALESCE(last.day, customer.create_date::date) + interval '1 month')::date
      FROM res_partner customer
 LEFT JOIN last ON last.partner_id = customer.id
     WHERE customer.customer_rank > 0
 RETURNING partner_id, due_on),
line AS (
    SELECT due.partner_id, customer.user_id, due_on, row_number()
           OVER (PARTITION BY customer.user_id ORDER BY due_on, due.partner_id) AS turn
      FROM due JOIN res_partner customer ON customer.id = due.partner_id
     WHERE due_on < now()::date + 28)
INSERT INTO keqing_visit (
       partner_id, company_id, user_id, planned_on, window_from, window_to, origin, is_untouched,
       contact_kind, is_deep, sequence, state, create_uid, create_date, write_uid, write_date)
SELECT partner_id, 1, user_id, now()::date + (turn / %(capacity)s)::int,
       now()::date + (turn / %(capacity)s)::int - 3, now()::date + (turn / %(capacity)s)::int + 3,
       'grade', TRUE, 'visit', FALSE, 10, 'planned', 1, now(), 1, now()
  FROM line
 WHERE turn / %(capacity)s < 28
"""


def plan(env, customers):
    """Seconds of the first night's planning, of its floor, and of a night on which nothing is new;
    all but the last undone."""
    facts = _fill(env, int(customers))
    plain, ours = [], []
    for __ in range(RUNS):
        with Stopwatch(env.cr) as watch:
            env.cr.execute(FLOOR, facts)
        plain.append(watch.seconds)
        env.cr.rollback()
        env.invalidate_all()
        with Stopwatch(env.cr) as watch:
            env["keqing.visit"]._plan_company(env.company)
            env.flush_all()
        ours.append(watch)
        visits = env["keqing.visit"].search_count([("state", "=", "planned")])
        if len(ours) < RUNS:
            env.cr.rollback()
            env.invalidate_all()
    env.cr.commit()
    filling.settle(env.cr, ("keqing_visit", "keqing_contact_due"))
    with Stopwatch(env.cr) as again:
        env["keqing.visit"]._plan_company(env.company)
        env.flush_all()
    assert visits == env["keqing.visit"].search_count([("state", "=", "planned")])
    return {
        "visits": visits,
        "floor": statistics.median(plain),
        "first": statistics.median(watch.seconds for watch in ours),
        "next": again.seconds,
        "statements": ours[-1].statements,
    }


def _fill(env, customers):
    """So many customers of a hundred salespeople, each as many as fit into 28 days.

    :return: what the floor knows
    """
    Users = env["res.users"].with_context(no_reset_password=True)
    people = Users.create(
        [{"name": f"Person {number}", "login": f"person{number}"} for number in range(SALESPEOPLE)]
    )
    grade = env.ref("keqing_customer.scale_abc").grade_ids[0]
    grade.write({"contact_interval": 1, "contact_interval_unit": "month"})
    kind = env["keqing.customer.type"].create({"name": "Outlet"})
    capacity = min(200, max(1, 2 * customers // SALESPEOPLE // 20))
    env.company.write({"keqing_plan_days": 28, "keqing_contacts_per_day": capacity})
    env.flush_all()
    env.cr.execute("SELECT max(id) FROM res_partner")
    env.cr.execute(
        filling.CUSTOMERS,
        {
            "first_customer": env.cr.fetchone()[0] + 100,
            "customers": customers,
            "salespeople": people.ids,
            "salesperson_count": SALESPEOPLE,
        },
    )
    env.cr.execute(GRADES, {"grade": grade.id, "type": kind.id})
    filling.settle(env.cr, ("res_partner", "keqing_visit", "keqing_contact_due"))
    env.invalidate_all()
    return {"grade": grade.id, "capacity": capacity}


STEPS |= {"plan": plan}

if __name__ == "__main__":
    main(*sys.argv[1:])
