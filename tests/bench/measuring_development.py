# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_development.py` runs by the environment's own Python, with Odoo on its path.

measuring_development.py targets DATABASE FILE               writes its figures to FILE, as JSON
measuring_development.py hand_over DATABASE FILE CUSTOMERS   so many change hands
"""

import statistics
import sys
from collections import Counter, defaultdict
from datetime import date

import filling
import floor_development
from dateutil.relativedelta import relativedelta
from measuring import RUNS, STEPS, Stopwatch, main

YEAR = 2023  # when most customers had their first invoice
PAGE = 80  # targets of a list
BATCH = 1000  # records in one create()
LEADS, QUOTATIONS, ACTIVITIES = 1, 2, 1  # every so many customers have one

# Every tenth customer was in the territory before its own until the middle of the year, and most
# have a grade
HISTORY = """
INSERT INTO keqing_assignment (partner_id, user_id, territory_id, date_from, date_to)
SELECT customer.id, customer.user_id, days.territory_id, days.date_from, days.date_to
  FROM res_partner customer
  JOIN keqing_territory former ON former.id = customer.keqing_territory_id - 1
   AND former.parent_id IS NOT NULL
 CROSS JOIN LATERAL (
       VALUES (former.id, NULL, make_date(%(year)s, 6, 30)),
              (customer.keqing_territory_id, make_date(%(year)s, 7, 1), NULL)
       ) days (territory_id, date_from, date_to)
 WHERE customer.customer_rank > 0 AND customer.id %% 10 = 3;
UPDATE res_partner
   SET keqing_grade_id = jsonb_build_object('1', (%(grades)s::int[])[1 + id %% 4])
 WHERE customer_rank > 0 AND id %% 4 < 3;
"""


def targets(env):
    """Seconds and statements of what came of targets, and seconds of their floor."""
    planned = _plan(env)
    expected = _count_again(env, planned)
    plain, watches = [], defaultdict(list)
    for __ in range(RUNS):
        plain.append(_measure_floor(env, planned, expected))
        for title, chosen in (("all", planned), ("page", planned[:PAGE]), ("one", planned[:1])):
            env.invalidate_all()
            with Stopwatch(env.cr) as watch:
                chosen.read(["customer_count", "amount", "quality", "progress", "is_behind"])
            watches[title].append(watch)
            for target in chosen:
                count, amount, graded, good = expected.get(_key(target), (0, 0, 0, 0))
                quality = round(100 * good / (graded or 1), 1)
                _compare(
                    target.display_name,
                    (target.customer_count, target.amount, target.graded_count, target.quality),
                    (count, amount, graded, quality),
                )
    return {
        "floor": statistics.median(plain),
        "targets": {"all": len(planned), "page": PAGE, "one": 1},
        "seconds": {
            title: statistics.median(watch.seconds for watch in each)
            for title, each in watches.items()
        },
        "statements": {title: each[-1].statements for title, each in watches.items()},
    }


def _plan(env):
    """A target for each territory, each customer type and all, in each quarter of the year."""
    grades = env.ref("keqing_customer.scale_abc").grade_ids
    env.cr.execute(HISTORY, {"year": YEAR, "grades": grades.ids})
    quarters = [date(YEAR, month, 1) for month in (1, 4, 7, 10)]
    planned = env["keqing.development.target"].create(
        [
            {
                "territory_id": territory.id,
                "customer_type_id": kind.id,
                "date_from": quarter,
                "date_to": quarter + relativedelta(months=3, days=-1),
                "customer_count_planned": 1000,
                "quality_grade_id": grades[1].id,
            }
            for quarter in quarters
            for territory in env["keqing.territory"].search([])
            for kind in [
                env["keqing.customer.type"],
                *env["keqing.customer.type"].search([("name", "in", filling.CUSTOMER_TYPES)]),
            ]
        ]
    )
    env.cr.commit()
    filling.settle(env.cr)
    return planned


def _key(target):
    """Quarter, territory and type as the floor tells them: None for all."""
    territory = target.territory_id
    return (
        target.date_from,
        territory.id if territory.parent_id else None,
        target.customer_type_id.id or None,
    )


def _count_again(env, planned):
    """What came of the targets, by plain Python from the rows of the books.

    :return: ``{key: (new customers, amount, those graded, those graded well enough)}``
    """
    good = planned.quality_grade_id.scale_id.grade_ids[:2].ids
    env.cr.execute(
        """SELECT commercial_partner_id, invoice_date, move_type, amount_untaxed_signed
             FROM account_move
            WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"""
    )
    since, booked = {}, defaultdict(list)
    for customer, day, kind, amount in env.cr.fetchall():
        booked[customer].append((day, amount))
        if kind == "out_invoice":
            since[customer] = min(since.get(customer, day), day)
    env.cr.execute("SELECT partner_id, territory_id, date_to FROM keqing_assignment")
    former = {customer: (place, last) for customer, place, last in env.cr.fetchall() if last}
    env.cr.execute(
        """SELECT id, keqing_territory_id, keqing_customer_type_id, keqing_grade_id
             FROM res_partner WHERE customer_rank > 0"""
    )
    found = defaultdict(Counter)
    for customer, place, kind, grade in env.cr.fetchall():
        first = since.get(customer)
        if not first or first.year != YEAR:
            continue
        place_then, last = former.get(customer, (place, first))
        place = place_then if first <= last else place
        quarter = date(YEAR, (first.month - 1) // 3 * 3 + 1, 1)
        year_later = first + relativedelta(years=1)
        amount = sum(amount for day, amount in booked[customer] if first <= day < year_later)
        for key in ((place, kind), (place, None), (None, kind), (None, None)):
            found[(quarter, *key)].update(
                count=1, amount=amount, graded=bool(grade), good=bool(grade) and grade["1"] in good
            )
    return {
        key: tuple(figures[name] for name in ("count", "amount", "graded", "good"))
        for key, figures in found.items()
    }


def _measure_floor(env, planned, expected):
    with Stopwatch(env.cr) as watch:
        env.cr.execute(
            floor_development.TARGETS,
            {
                "from": f"{YEAR}-01-01",
                "to": f"{YEAR}-12-31",
                "good": tuple(planned.quality_grade_id.scale_id.grade_ids[:2].ids),
            },
        )
        rows = env.cr.fetchall()
    assert len(rows) == len(expected)
    for *key, count, amount, graded, good in rows:
        _compare(key, (count, amount, graded, good), expected[tuple(key)])
    return watch.seconds


def _compare(what, found, expected):
    equal = all(
        abs(float(one) - float(two)) < 0.01 for one, two in zip(found, expected, strict=True)
    )
    assert equal, f"{what}: {found} instead of {expected}"


def hand_over(env, customers):
    """Median seconds of the hand-over and of its floor, both undone; statements of the first.

    :param customers: how many are handed over
    """
    customers = int(customers)
    leaver, successor = _give_work(env, customers)
    handover = env["keqing.reassignment"].create(
        {"from_user_id": leaver.id, "user_id": successor.id, "reason": "Leaves us"}
    )
    env.cr.commit()
    facts = _facts(handover)
    plain, ours, left = [], [], []
    for __ in range(RUNS):
        for watches, action in ((plain, _run_floor), (ours, _run_handover)):
            env.invalidate_all()
            with Stopwatch(env.cr) as watch:
                action(handover, facts)
            watches.append(watch)
            left.append(_what_moved(env, facts))
            env.cr.rollback()
            env.invalidate_all()
    for name, rows in left[0].items():
        for each in left:
            others = sorted(rows ^ each[name])[:4]
            assert not others, f"{name} of the floor and of the hand-over differ: {others}"
    counts = {name: len(left[0][name]) for name in ("customers", "leads", "quotations")}
    assert counts["customers"] == customers, counts
    return {
        "counts": {**counts, "activities": len(left[0]["activities"])},
        "floor": statistics.median(watch.seconds for watch in plain),
        "handover": statistics.median(watch.seconds for watch in ours),
        "statements": ours[-1].statements,
    }


def _give_work(env, customers):
    """Give so many customers to one salesperson, with open work.

    :return: the salesperson, and who takes over
    """
    Users = env["res.users"].with_context(no_reset_password=True)
    leaver, successor = Users.create(
        [
            {"name": login.title(), "login": login, "company_id": env.company.id}
            for login in ("leaver", "successor")
        ]
    )
    env.flush_all()
    env.cr.execute(
        """UPDATE res_partner SET user_id = %s
            WHERE id IN (SELECT id FROM res_partner
                          WHERE customer_rank > 0 ORDER BY id LIMIT %s)
        RETURNING id""",
        [leaver.id, customers],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.invalidate_all()
    quiet = env(context={**env.context, "tracking_disable": True})
    own = {"user_id": leaver.id}
    leads = [{"name": "A lead", "partner_id": each, **own} for each in ids[::LEADS]]
    _create(quiet["crm.lead"], leads)
    _create(quiet["sale.order"], [{"partner_id": each, **own} for each in ids[::QUOTATIONS]])
    call = env.ref("mail.mail_activity_data_call")
    todo = {"activity_type_id": call.id, "res_model_id": env["ir.model"]._get_id("res.partner")}
    _create(
        quiet["mail.activity"].with_context(mail_activity_quick_update=True),
        [{**todo, "res_id": each, **own} for each in ids[::ACTIVITIES]],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE res_partner, crm_lead, sale_order, mail_activity")
    env.cr.commit()
    return leaver, successor


def _create(model, vals_list):
    for start in range(0, len(vals_list), BATCH):
        model.create(vals_list[start : start + BATCH])
        model.env.flush_all()
        model.env.invalidate_all()


def _facts(handover):
    """What the plain SQL is told of the hand-over."""
    return {
        "leaver": handover.from_user_id.id,
        "successor": handover.user_id.id,
        "successor_partner": handover.user_id.partner_id.id,
        "reassignment": handover.id,
        "today": handover.date,
        "author": handover.create_uid.partner_id.id,
        "subtype": handover.env.ref("mail.mt_note").id,
        "note": f"{handover.user_id.name} · {handover.date} · {handover.reason}",
    }


def _run_floor(handover, facts):
    for statement in floor_development.HANDOVER:
        handover.env.cr.execute(statement, facts)


def _run_handover(handover, facts):
    """The confirmation, and what the job does behind the scenes for more than a few."""
    handover.action_confirm()
    if handover.state == "planned":
        handover._apply_batch()
    handover.env.flush_all()
    assert handover.state == "done", handover.state


def _what_moved(env, facts):
    """The rows that matter, ``{name: set of rows}``."""
    moved = {}
    for name, query in floor_development.MOVED.items():
        env.cr.execute(query, facts)
        rows = env.cr.fetchall()
        moved[name] = {tuple(map(str, row)) for row in rows}
        assert len(moved[name]) == len(rows), f"{name} twice"
    return moved


STEPS |= {"targets": targets, "hand_over": hand_over}

if __name__ == "__main__":
    main(*sys.argv[1:])
