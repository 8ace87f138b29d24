# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A salesperson hands over all customers and what is open with them, beside plain SQL."""

import statistics
import time
from datetime import date

ROUNDS = 3
BATCH = 1000  # records in one create()
LEADS, QUOTATIONS, ACTIVITIES = 1, 2, 1  # every so many customers have one

# The same rows as the hand-over writes: holders, their history, documents, followers, the log
FLOOR = (
    """CREATE TEMP TABLE moving ON COMMIT DROP AS
       SELECT id FROM res_partner WHERE user_id = %(leaver)s AND parent_id IS NULL""",
    """UPDATE mail_activity SET user_id = %(successor)s
        WHERE user_id = %(leaver)s AND active AND res_model = 'res.partner'
          AND res_id IN (SELECT id FROM moving)""",
    """CREATE TEMP TABLE moving_lead ON COMMIT DROP AS
       SELECT id FROM crm_lead
        WHERE user_id = %(leaver)s AND won_status = 'pending' AND active
          AND partner_id IN (SELECT id FROM moving)""",
    """UPDATE crm_lead SET user_id = %(successor)s, date_open = now()
        WHERE id IN (SELECT id FROM moving_lead)""",
    """CREATE TEMP TABLE moving_order ON COMMIT DROP AS
       SELECT id FROM sale_order
        WHERE user_id = %(leaver)s AND state IN ('draft', 'sent')
          AND partner_id IN (SELECT id FROM moving)""",
    """UPDATE sale_order SET user_id = %(successor)s
        WHERE id IN (SELECT id FROM moving_order)""",
    """INSERT INTO keqing_assignment (partner_id, user_id, territory_id, date_to)
       SELECT id, user_id, keqing_territory_id, %(today)s::date - 1
         FROM res_partner WHERE id IN (SELECT id FROM moving)""",
    """INSERT INTO keqing_assignment (partner_id, user_id, territory_id, date_from)
       SELECT id, %(successor)s, keqing_territory_id, %(today)s
         FROM res_partner WHERE id IN (SELECT id FROM moving)""",
    """UPDATE res_partner SET user_id = %(successor)s WHERE id IN (SELECT id FROM moving)""",
    """WITH follower AS (
           INSERT INTO mail_followers (res_model, res_id, partner_id)
           SELECT model, id, %(successor_partner)s
             FROM (SELECT 'res.partner' AS model, id FROM moving
                   UNION ALL SELECT 'crm.lead', id FROM moving_lead
                   UNION ALL SELECT 'sale.order', id FROM moving_order) document
           ON CONFLICT DO NOTHING
           RETURNING id, res_model)
       INSERT INTO mail_followers_mail_message_subtype_rel
              (mail_followers_id, mail_message_subtype_id)
       SELECT follower.id, subtype.id
         FROM follower
         JOIN mail_message_subtype subtype
           ON subtype."default" AND (subtype.res_model IS NULL
                                     OR subtype.res_model = follower.res_model)""",
    """INSERT INTO keqing_reassignment_partner_rel
       SELECT %(reassignment)s, id FROM moving""",
    """INSERT INTO keqing_reassignment_applied_rel
       SELECT %(reassignment)s, id FROM moving""",
    """INSERT INTO keqing_reassignment_lead_rel
       SELECT %(reassignment)s, id FROM moving_lead""",
    """INSERT INTO keqing_reassignment_order_rel
       SELECT %(reassignment)s, id FROM moving_order""",
)


def hand_over(env, customers):
    """Median seconds of the hand-over and of its floor, both undone; statements of the first.

    :param customers: how many are handed over
    """
    leaver, successor = _prepare(env, customers)
    handover = env["keqing.reassignment"].create(
        {"from_user_id": leaver.id, "user_id": successor.id, "reason": "Leaves us"}
    )
    env.cr.commit()
    counts = {name: handover[f"{name}_count"] for name in ("customer", "lead", "order", "activity")}
    assert counts["customer"] == customers, counts
    plain, ours = [], []
    for __ in range(ROUNDS):
        plain.append(_measure(env, lambda: _run_floor(handover)))
        ours.append(_measure(env, lambda: _run_handover(handover)))
    return {
        "counts": counts,
        "floor": statistics.median(seconds for seconds, __ in plain),
        "handover": statistics.median(seconds for seconds, __ in ours),
        "statements": ours[0][1],
    }


def _prepare(env, customers):
    """Give so many customers to one salesperson, with open work."""
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


def _run_floor(handover):
    facts = {
        "leaver": handover.from_user_id.id,
        "successor": handover.user_id.id,
        "successor_partner": handover.user_id.partner_id.id,
        "reassignment": handover.id,
        "today": date.today(),
    }
    for statement in FLOOR:
        handover.env.cr.execute(statement, facts)


def _run_handover(handover):
    """The confirmation, and what the job does behind the scenes for more than a few."""
    handover.action_confirm()
    if handover.state == "planned":
        handover._apply_batch()
    handover.env.flush_all()
    assert handover.state == "done", handover.state


def _measure(env, action):
    """Seconds and statements of something that is undone afterwards."""
    env.invalidate_all()
    statements, seconds = -env.cr.sql_log_count, -time.perf_counter()
    action()
    seconds += time.perf_counter()
    statements += env.cr.sql_log_count
    env.cr.rollback()
    env.invalidate_all()
    return seconds, statements
