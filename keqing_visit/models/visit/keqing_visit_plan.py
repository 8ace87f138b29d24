# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from bisect import bisect_left
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Somebody plans to be there for another reason
ANYWAY = SQL("other.state = 'planned' AND other.origin != 'grade'")


class KeqingVisit(models.Model):
    """The job that plans the contacts which grades demand, and says which were missed."""

    _inherit = "keqing.visit"

    @api.model
    def _cron_plan(self):
        """Mark what was missed, take back what is not needed any more, plan what is due, and blur
        where people were long ago.

        Each by a statement for a whole company, whatever the number of customers. Killed, doubled
        or late by a week it leaves what one run in time would have left.
        """
        if not self.env["res.users"]._keqing_is_used():
            return
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        self._work_through(companies.sorted("id"), self._plan_company)

    @api.model
    def _plan_company(self, company):
        self.env["keqing.contact.due"]._refresh(company)
        self._tell_missed(self._mark_missed(company))
        self._take_back(company)
        self._plan_due(company)
        self.env["keqing.visit.position"]._blur(company)

    def _mark_missed(self, company):
        """What was not done within its grace is missed.

        :return: ``{user id: number of missed visits}``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH missed AS (
                       UPDATE keqing_visit SET state = 'missed', is_untouched = FALSE
                        WHERE company_id = %s AND state = 'planned' AND window_to < %s
                    RETURNING user_id)
                   SELECT user_id, count(*) FROM missed GROUP BY user_id""",
                company.id,
                company._get_keqing_today(),
            )
        )
        self.invalidate_model(["state", "is_untouched"])
        return dict(rows)

    def _tell_missed(self, missed):
        """Each salesperson once, in own words; the list opens what it was."""
        for user in self.env["res.users"].browse(missed).filtered("active"):
            local = self.with_context(lang=user.lang)
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=local.env._("Missed contacts"),
                body=local.env._(
                    "%s planned contacts were not made in time. They are under Visits, Missed.",
                    missed[user.id],
                ),
            )

    def _take_back(self, company):
        """What the job planned and nobody touched goes when its customer is not due by then.

        So it is when a customer was contacted meanwhile, fell to a grade that asks for less, was
        archived or lost; and when it has another owner now, for whom it is planned anew. It goes
        as well when somebody plans to be there in these days anyway. What somebody wrote to, or
        has something to do for, counts as touched.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_visit visit
                    WHERE visit.company_id = %(company)s AND visit.state = 'planned'
                      AND visit.is_untouched AND visit.origin = 'grade'
                      AND NOT EXISTS (SELECT FROM mail_message message
                                       WHERE message.model = 'keqing.visit'
                                         AND message.res_id = visit.id)
                      AND NOT EXISTS (SELECT FROM mail_activity activity
                                       WHERE activity.res_model = 'keqing.visit'
                                         AND activity.res_id = visit.id)
                      AND (NOT EXISTS (
                              SELECT FROM keqing_contact_due due
                                JOIN res_partner customer ON customer.id = due.partner_id
                                 AND customer.user_id = visit.user_id
                               WHERE due.company_id = visit.company_id
                                 AND due.partner_id = visit.partner_id
                                 AND due.due_on <= visit.window_to)
                           OR EXISTS (
                              SELECT FROM keqing_visit other
                                JOIN keqing_contact_due due
                                  ON due.partner_id = other.partner_id
                                 AND due.company_id = other.company_id
                               WHERE other.company_id = visit.company_id
                                 AND other.partner_id = visit.partner_id
                                 AND %(anyway)s
                                 AND abs(other.planned_on - visit.planned_on) <= %(near)s))""",
                company=company.id,
                anyway=ANYWAY,
                near=self._near_sql(company),
            )
        )
        self.env.invalidate_all(flush=False)

    def _near_sql(self, company):
        """So many days apart two visits are one, of a customer who is ``due``: the grace, and less
        where the interval is short.
        """
        return SQL("LEAST(%s, due.interval_days / 2)", company.keqing_grace_days)

    def _plan_due(self, company):
        """Plan what falls due within the horizon, as many a day as a person can do.

        The places that planned visits leave free are numbered, day by day. A salesperson's contacts
        are lined up by their due days, and each takes the first place that is free on or after its
        own: place i of the line is ``i + max(first_j - j, j <= i)``. Who is visited anyway near to
        a wish has none, and a visit that is far puts off nothing.
        """
        today = company._get_keqing_today()
        last = today + timedelta(days=company.keqing_plan_days - 1)
        if last < today:
            return
        self.env.flush_all()
        working = company._get_keqing_working_days(self._get_due_people(company), today, last)
        places = [
            (user.id, day, bisect_left(theirs, day), day in theirs)
            for user, theirs in working.items()
            for day in (today + timedelta(days=n) for n in range(company.keqing_plan_days))
        ]
        if places:
            self.env.cr.execute(self._planning_sql(company, today, last, places))
            self.env["keqing.contact.due"]._note_growth(self._table, self.env.cr.rowcount)
            self.env.invalidate_all(flush=False)

    def _get_due_people(self, company):
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT customer.user_id
                     FROM keqing_contact_due due
                     JOIN res_partner customer ON customer.id = due.partner_id
                     JOIN res_users person ON person.id = customer.user_id AND person.active
                     JOIN res_company_users_rel works
                       ON works.user_id = person.id AND works.cid = due.company_id
                    WHERE due.company_id = %s""",
                company.id,
            )
        )
        return self.env["res.users"].browse(user_id for (user_id,) in rows)

    def _planning_sql(self, company, today, last, places):
        """
        :param places: list of ``(user id, day, number of the first working day on or after it,
            whether it is one itself)``, for all days of the horizon
        """
        user_ids, days, numbers, works = zip(*places, strict=True)
        return SQL(
            """WITH calendar AS (
                   SELECT calendar.*,
                          CASE WHEN works
                               THEN GREATEST(%(capacity)s - COALESCE(planned.visits, 0), 0)
                               ELSE 0 END AS free
                     FROM unnest(%(users)s, %(days)s::date[], %(numbers)s, %(works)s)
                          AS calendar (user_id, day, number, works)
                LEFT JOIN (SELECT user_id, planned_on, count(*) AS visits
                             FROM keqing_visit
                            WHERE company_id = %(company)s AND state = 'planned'
                              AND planned_on BETWEEN %(today)s AND %(last)s
                         GROUP BY 1, 2) planned
                       ON planned.user_id = calendar.user_id
                      AND planned.planned_on = calendar.day),
               room AS (
                   SELECT calendar.*,
                          sum(free) OVER (PARTITION BY user_id ORDER BY day) - free AS first_place
                     FROM calendar),
               wanted AS (
                   SELECT due.partner_id, customer.user_id, due.depth, due.channel, due.due_on,
                          wish.day::date AS wish_on
                     FROM keqing_contact_due due
                     JOIN res_partner customer ON customer.id = due.partner_id
                LEFT JOIN (SELECT visit.partner_id, max(visit.planned_on) AS day
                             FROM keqing_visit visit
                             JOIN keqing_contact_due due
                               ON due.partner_id = visit.partner_id
                              AND due.company_id = visit.company_id
                            WHERE visit.company_id = %(company)s
                              AND visit.state IN ('planned', 'under_way')
                              AND (visit.origin = 'grade'
                                   OR visit.planned_on <= due.due_on + %(grace)s)
                         GROUP BY visit.partner_id) planned
                       ON planned.partner_id = due.partner_id
               CROSS JOIN LATERAL generate_series(
                              GREATEST(due.due_on, planned.day + due.interval_days, %(today)s)
                                  ::timestamp,
                              %(last)s::timestamp,
                              make_interval(days => GREATEST(due.interval_days, 1))) wish (day)
                    WHERE due.company_id = %(company)s
                      AND NOT EXISTS (
                          SELECT FROM keqing_visit other
                           WHERE other.company_id = due.company_id
                             AND other.partner_id = due.partner_id
                             AND %(anyway)s
                             AND abs(other.planned_on - wish.day::date) <= %(near)s)),
               possible AS (  -- once, where several wishes wait for the end of a rest
                   SELECT DISTINCT ON (wanted.partner_id, room.number)
                          wanted.*, room.number, room.first_place
                     FROM wanted
                     JOIN room ON room.user_id = wanted.user_id AND room.day = wanted.wish_on
                 ORDER BY wanted.partner_id, room.number, wanted.wish_on),
               line AS (
                   SELECT possible.*,
                          row_number() OVER (PARTITION BY user_id
                                                 ORDER BY number, due_on, partner_id) AS turn
                     FROM possible),
               placed AS (
                   SELECT line.*,
                          turn + max(first_place - turn)
                              OVER (PARTITION BY user_id ORDER BY turn) AS place
                     FROM line)
               INSERT INTO keqing_visit (
                      partner_id, company_id, user_id, planned_on, window_from, window_to, origin,
                      is_untouched, contact_kind, is_deep, sequence, state, create_uid, create_date,
                      write_uid, write_date)
               SELECT placed.partner_id, %(company)s, placed.user_id, room.day,
                      room.day - %(grace)s, room.day + %(grace)s, 'grade', TRUE,
                      placed.channel, placed.depth = 'deep', 10, 'planned', %(uid)s, %(now)s,
                      %(uid)s, %(now)s
                 FROM placed
                 JOIN room
                   ON room.user_id = placed.user_id AND placed.place >= room.first_place
                  AND placed.place < room.first_place + room.free
          ON CONFLICT DO NOTHING""",
            users=list(user_ids),
            days=list(days),
            numbers=list(numbers),
            works=list(works),
            today=today,
            last=last,
            company=company.id,
            capacity=company.keqing_contacts_per_day,
            grace=company.keqing_grace_days,
            anyway=ANYWAY,
            near=self._near_sql(company),
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )
