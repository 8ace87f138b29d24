# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The floors: the same figures and the same rows by plain SQL that knows what it will find."""

# What came of every territory, type and quarter in one statement that knows its data: one company,
# one scale of grades, no cash rounding, territories and types that lie beside each other
TARGETS = """
WITH newcomer AS MATERIALIZED (
    SELECT commercial_partner_id AS partner_id, min(invoice_date) AS since
      FROM account_move
     WHERE company_id = 1 AND state = 'posted' AND move_type = 'out_invoice'
       AND invoice_date <= %(to)s
  GROUP BY commercial_partner_id
    HAVING min(invoice_date) >= %(from)s),
first_year AS (
    SELECT newcomer.partner_id, since, sum(amount_untaxed_signed) AS amount
      FROM newcomer
      JOIN account_move move ON move.commercial_partner_id = newcomer.partner_id
     WHERE company_id = 1 AND state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND invoice_date >= since AND invoice_date < since + interval '1 year'
  GROUP BY newcomer.partner_id, since)
SELECT date_trunc('quarter', since)::date AS quarter,
       COALESCE(held.territory_id, keqing_territory_id) AS territory,
       keqing_customer_type_id AS type,
       count(*), sum(amount)::float, count(keqing_grade_id),
       count(*) FILTER (WHERE (keqing_grade_id->>'1')::int IN %(good)s)
  FROM first_year
  JOIN res_partner ON res_partner.id = first_year.partner_id
  LEFT JOIN keqing_assignment held
    ON held.partner_id = first_year.partner_id
   AND (date_from IS NULL OR date_from <= since)
   AND (date_to IS NULL OR date_to >= since)
 GROUP BY GROUPING SETS ((1, 2, 3), (1, 2), (1, 3), (1))
"""

# The same rows as the hand-over writes: activities, leads, quotations, holders and their history,
# followers, a note on each customer, the log
HANDOVER = (
    """CREATE TEMP TABLE moving ON COMMIT DROP AS
       SELECT id FROM res_partner WHERE user_id = %(leaver)s AND parent_id IS NULL""",
    """UPDATE mail_activity SET user_id = %(successor)s, write_uid = 1, write_date = now()
        WHERE user_id = %(leaver)s AND active AND res_model = 'res.partner'
          AND res_id IN (SELECT id FROM moving)""",
    """CREATE TEMP TABLE moving_lead ON COMMIT DROP AS
       SELECT id FROM crm_lead
        WHERE user_id = %(leaver)s AND won_status = 'pending' AND active
          AND partner_id IN (SELECT id FROM moving)""",
    """UPDATE crm_lead
          SET user_id = %(successor)s, date_open = now(), write_uid = 1, write_date = now(),
              day_open = abs(extract(day FROM now() - create_date))
        WHERE id IN (SELECT id FROM moving_lead)""",
    """CREATE TEMP TABLE moving_order ON COMMIT DROP AS
       SELECT id FROM sale_order
        WHERE user_id = %(leaver)s AND state IN ('draft', 'sent')
          AND partner_id IN (SELECT id FROM moving)""",
    """UPDATE sale_order SET user_id = %(successor)s, write_uid = 1, write_date = now()
        WHERE id IN (SELECT id FROM moving_order)""",
    """INSERT INTO keqing_assignment (partner_id, user_id, territory_id, date_to)
       SELECT id, user_id, keqing_territory_id, %(today)s::date - 1
         FROM res_partner WHERE id IN (SELECT id FROM moving)""",
    """INSERT INTO keqing_assignment
              (partner_id, user_id, territory_id, date_from, changed_by_id, reassignment_id)
       SELECT id, %(successor)s, keqing_territory_id, %(today)s, 1, %(reassignment)s
         FROM res_partner WHERE id IN (SELECT id FROM moving)""",
    """UPDATE res_partner SET user_id = %(successor)s, write_uid = 1, write_date = now()
        WHERE id IN (SELECT id FROM moving)""",
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
    """INSERT INTO mail_message (
              model, res_id, message_type, subtype_id, author_id, body, date, is_internal,
              email_from, reply_to, message_id, create_uid, write_uid, create_date, write_date)
       SELECT 'res.partner', id, 'notification', %(subtype)s, %(author)s, %(note)s, now(), TRUE,
              'somebody@example.com', 'somebody@example.com', '<the-hand-over@example.com>',
              1, 1, now(), now()
         FROM moving""",
    "INSERT INTO keqing_reassignment_partner_rel SELECT %(reassignment)s, id FROM moving",
    "INSERT INTO keqing_reassignment_applied_rel SELECT %(reassignment)s, id FROM moving",
    "INSERT INTO keqing_reassignment_lead_rel SELECT %(reassignment)s, id FROM moving_lead",
    "INSERT INTO keqing_reassignment_order_rel SELECT %(reassignment)s, id FROM moving_order",
)
# What both leave behind, row by row
MOVED = {
    "customers": "SELECT id FROM res_partner WHERE user_id = %(successor)s",
    "leads": """SELECT id, team_id, date_open::date, day_open FROM crm_lead
                 WHERE user_id = %(successor)s""",
    "quotations": "SELECT id, team_id FROM sale_order WHERE user_id = %(successor)s",
    "activities": "SELECT id FROM mail_activity WHERE user_id = %(successor)s",
    "history": """SELECT partner_id, user_id, territory_id, date_from, date_to, changed_by_id,
                         reassignment_id
                    FROM keqing_assignment""",
    "followers": """SELECT res_model, res_id, array_agg(mail_message_subtype_id
                                                       ORDER BY mail_message_subtype_id)
                      FROM mail_followers
                      JOIN mail_followers_mail_message_subtype_rel ON mail_followers_id = id
                     WHERE partner_id = %(successor_partner)s
                       AND res_model IN ('res.partner', 'crm.lead', 'sale.order')
                  GROUP BY id""",
    "notes": """SELECT res_id, message_type, subtype_id, author_id, is_internal
                  FROM mail_message
                 WHERE model = 'res.partner' AND body LIKE '%%' || %(note)s || '%%'""",
    "log": """SELECT res_partner_id, 'moved' FROM keqing_reassignment_applied_rel
               WHERE keqing_reassignment_id = %(reassignment)s
               UNION ALL
              SELECT crm_lead_id, 'lead' FROM keqing_reassignment_lead_rel
               WHERE keqing_reassignment_id = %(reassignment)s
               UNION ALL
              SELECT sale_order_id, 'order' FROM keqing_reassignment_order_rel
               WHERE keqing_reassignment_id = %(reassignment)s""",
}
