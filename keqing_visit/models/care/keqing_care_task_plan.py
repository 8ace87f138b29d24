# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqing_care_occasion import NOTICES, PERSONAL

LATE_DAYS = 7  # after the occasion it may still be begun, and then done
LATE_MESSAGE_DAYS = 2
VISITS_BATCH = 200
PERSONAL_READERS = "keqing_customer.group_customer_personal"
# The day after which it is too late
LATEST = SQL(
    "(task.date + CASE task.action WHEN 'message' THEN %s ELSE %s END)",
    LATE_MESSAGE_DAYS,
    LATE_DAYS,
)

# Whose an occasion is, where it is not a customer's own
WHOSE = {
    "festival": SQL("TRUE"),
    PERSONAL: SQL("customer.id = addressee.commercial_partner_id"),
}


class KeqingCareTask(models.Model):
    """The job that makes tasks of occasions, by a few statements for all customers of a company.

    Killed, doubled or late by some days it leaves what one run in time would have left: the index
    ``_once`` knows what was made before.
    """

    _inherit = "keqing.care.task"

    @api.model
    def _cron_care(self):
        """Make the tasks, plan their calls and visits, send the messages of the day, ask."""
        if not self.env["res.users"]._keqing_is_used():
            return
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        self._work_through(companies.sorted("id"), self._plan_company)
        self._work_through(
            self.search(
                [
                    ("state", "=", "planned"),
                    ("action", "in", ["call", "visit"]),
                    ("visit_id", "=", False),
                    ("user_id", "!=", False),
                ]
            ),
            lambda tasks: tasks._plan_visits(),
            when=lambda task: task._wants_visit(),
            size=VISITS_BATCH,
        )
        self._work_through(
            self._get_to_send(),
            lambda task: task._send(),
            when=lambda task: task._is_to_send(),
        )
        self.env["keqing.survey.round"]._invite_all()

    def _wants_visit(self):
        return self.state == "planned" and self.action in ("call", "visit") and not self.visit_id

    @api.model
    def _plan_company(self, company):
        self.env.flush_all()
        self._close_late(company)
        rules = self.env["keqing.care.rule"].search(
            [("company_id", "=", company.id), ("occasion_id.active", "=", True)]
        )
        self._leave_out(company)
        for kind, of_kind in rules.grouped("occasion_kind").items():
            self._fire(company, kind, of_kind)
        self._find_doers(company)
        self.env.invalidate_all(flush=False)

    def _close_late(self, company):
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_care_task task SET state = 'missed', why = 'late'
                    WHERE company_id = %s AND state = 'planned' AND %s < %s""",
                company.id,
                LATEST,
                company._get_keqing_today(),
            )
        )

    def _leave_out(self, company=None, people=None):
        """What is not wanted any more: a consent was withdrawn, or somebody is not there any more.

        :param company: of which; of all if None
        :param people: of whom; of everybody if None
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH unwanted AS (
                       SELECT task.id,
                              CASE WHEN customer.active AND COALESCE(person.active, TRUE)
                                    AND customer.keqing_lifecycle IS DISTINCT FROM 'lost'
                                    AND (person.id IS NULL
                                         OR person.commercial_partner_id = customer.id)
                                   THEN 'consent' ELSE 'gone' END AS why
                         FROM keqing_care_task task
                         JOIN keqing_care_occasion occasion ON occasion.id = task.occasion_id
                         JOIN res_partner customer ON customer.id = task.partner_id
                    LEFT JOIN res_partner person ON person.id = task.person_id
                        WHERE task.state = 'planned' AND %(of_company)s AND %(of_people)s
                          AND NOT (customer.active AND COALESCE(person.active, TRUE)
                                   AND customer.keqing_lifecycle IS DISTINCT FROM 'lost'
                                   AND (person.id IS NULL
                                        OR person.commercial_partner_id = customer.id
                                       AND %(agrees)s)))
                   UPDATE keqing_care_task task SET state = 'cancelled', why = unwanted.why
                     FROM unwanted
                    WHERE unwanted.id = task.id
                RETURNING task.visit_id""",
                of_company=SQL("task.company_id = %s", company.id) if company else SQL("TRUE"),
                of_people=SQL("TRUE")
                if people is None
                else SQL("task.person_id = ANY(%s)", people.ids),
                agrees=self._agrees_sql(SQL("person.id"), SQL("occasion.kind")),
            )
        )
        self.env.invalidate_all(flush=False)
        visits = (
            self.env["keqing.visit"].sudo().browse(visit_id for (visit_id,) in rows if visit_id)
        )
        visits.filtered(lambda visit: visit.state == "planned").state = "cancelled"

    @api.model
    def _agrees_sql(self, person, kind):
        """Condition: the consents stand on which an occasion of a person rests.

        News rest on another one than greetings, and a birthday on that by which we know it, too.
        """
        return SQL(
            """EXISTS (SELECT FROM keqing_consent agreed
                        WHERE agreed.partner_id = %(person)s AND agreed.withdrawn_on IS NULL
                          AND agreed.purpose = CASE WHEN %(kind)s IN %(news)s THEN 'marketing'
                                                    ELSE 'care' END)
               AND (%(kind)s <> %(personal)s
                    OR EXISTS (SELECT FROM keqing_consent kept
                                WHERE kept.partner_id = %(person)s AND kept.withdrawn_on IS NULL
                                  AND kept.purpose = 'profile'))""",
            person=person,
            kind=kind,
            news=NOTICES,
            personal=PERSONAL,
        )

    def _fire(self, company, kind, rules):
        """Make what some rules for occasions of one kind ask for these days."""
        today = company._get_keqing_today()
        first = today - timedelta(days=LATE_DAYS)
        last = today + timedelta(days=max(rules.mapped("lead_days")))
        dates = getattr(self, f"_dates_{kind}")(company, rules.occasion_id, first, last)
        if kind == PERSONAL:
            self._forget_changed(company, dates)
        self.env.cr.execute(
            SQL(
                """WITH rule AS (%(rules)s),
                   fall AS (%(dates)s)
                   INSERT INTO keqing_care_task (
                          company_id, occasion_id, rule_id, action, partner_id, person_id, year,
                          date, agreement_id, notice_id, is_personal, state, create_uid,
                          create_date, write_uid, write_date)
                   SELECT %(company)s, rule.occasion_id, rule.id, rule.action, customer.id,
                          person.id, fall.year, fall.date, fall.agreement_id, fall.notice_id,
                          %(is_personal)s, 'planned', %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM rule
                     JOIN fall
                       ON fall.occasion_id = rule.occasion_id AND fall.date >= rule.since
                      AND %(today)s BETWEEN fall.date - rule.lead_days
                          AND fall.date + CASE rule.action WHEN 'message' THEN %(late_message)s
                                                           ELSE %(late)s END
                LEFT JOIN res_partner addressee ON addressee.id = fall.person_id
                     JOIN (%(customers)s) customer
                       ON %(whose)s
                      AND (rule.grades IS NULL OR customer.grade_id = ANY(rule.grades))
                      AND (rule.types IS NULL OR customer.type_id = ANY(rule.types))
                LEFT JOIN res_partner person
                       ON %(to_whom)s
                      AND person.commercial_partner_id = customer.id AND person.active
                      AND person.is_company IS NOT TRUE AND person.type = 'contact'
                      AND %(agrees)s
                    WHERE person.id IS NOT NULL
                       OR fall.person_id IS NULL AND rule.action <> 'message'
                 ORDER BY rule.sequence, rule.id
              ON CONFLICT DO NOTHING""",
                rules=self._rules_sql(rules),
                dates=dates,
                customers=self._customers_sql(company),
                whose=WHOSE.get(kind, SQL("customer.id = fall.partner_id")),
                to_whom=SQL("person.id = addressee.id")
                if kind == PERSONAL
                else SQL("rule.action = 'message'"),
                agrees=self._agrees_sql(SQL("person.id"), SQL("%s", kind)),
                company=company.id,
                is_personal=kind == PERSONAL,
                today=today,
                late=LATE_DAYS,
                late_message=LATE_MESSAGE_DAYS,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    def _rules_sql(self, rules):
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s::int[], %s::int[], %s)",
                rule.id,
                rule.occasion_id.id,
                rule.action,
                rule.lead_days,
                rule.sequence,
                rule.grade_ids.ids or None,
                rule._get_types().ids or None,
                rule.date_from,
            )
            for rule in rules
        ]
        return SQL(
            """SELECT *
                 FROM (VALUES %s) AS rule (id, occasion_id, action, lead_days, sequence, grades,
                                           types, since)""",
            SQL(", ").join(rows),
        )

    def _customers_sql(self, company):
        """Whom a company has as customers: ``id, grade_id, type_id``."""
        return SQL(
            """SELECT partner.id, (partner.keqing_grade_id->>%s)::int AS grade_id,
                      partner.keqing_customer_type_id AS type_id
                 FROM res_partner partner
                WHERE partner.active AND partner.id = partner.commercial_partner_id
                  AND partner.keqing_customer_type_id IS NOT NULL
                  AND (partner.company_id IS NULL OR partner.company_id = ANY(%s))
                  AND partner.keqing_lifecycle IS DISTINCT FROM 'lost'""",
            str(company.id),
            company.parent_ids.ids,  # itself included
        )

    def _forget_changed(self, company, dates):
        """A birthday that was put right begins anew, unless somebody has begun with it."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_care_task task
                    WHERE task.company_id = %(company)s AND task.state = 'planned'
                      AND task.is_personal
                      AND task.visit_id IS NULL AND task.gift_id IS NULL
                      AND NOT EXISTS (SELECT FROM (%(dates)s) fall
                                       WHERE fall.person_id = task.person_id
                                         AND fall.occasion_id = task.occasion_id
                                         AND fall.date = task.date)""",
                company=company.id,
                dates=dates,
            )
        )

    # Whose task it is

    def _find_doers(self, company):
        """Give to somebody what is nobody's, or whose it is must not know of it.

        The rule says who comes first; then the owner, the manager, the account team.
        """
        managers = {
            territory.id: territory._nearest_manager().id
            for territory in self.env["keqing.territory"].sudo().search([])
        }
        managers = {key: value for key, value in managers.items() if value}
        readers = self.env.ref(PERSONAL_READERS).sudo().all_user_ids.ids
        self.env.cr.execute(
            SQL(
                """WITH manages AS (
                       SELECT * FROM unnest(%(territories)s::int[], %(managers)s::int[])
                                     AS manages (territory_id, user_id)),
                   able AS (
                       SELECT person.id, person.id = ANY(%(readers)s) AS may_know
                         FROM res_users person
                         JOIN res_company_users_rel works
                           ON works.user_id = person.id AND works.cid = %(company)s
                        WHERE person.active AND NOT person.share),
                   waiting AS (
                       SELECT task.id, task.is_personal, task.partner_id,
                              COALESCE(rule.doer, 'owner') AS doer
                         FROM keqing_care_task task
                    LEFT JOIN keqing_care_rule rule ON rule.id = task.rule_id
                        WHERE task.company_id = %(company)s AND task.state = 'planned'
                          AND NOT EXISTS (
                                  SELECT FROM able
                                   WHERE able.id = task.user_id
                                     AND (able.may_know OR task.is_personal IS NOT TRUE))),
                   found AS (
                       SELECT DISTINCT ON (waiting.id) waiting.id, able.id AS user_id
                         FROM waiting
                         JOIN res_partner customer ON customer.id = waiting.partner_id
                    LEFT JOIN manages ON manages.territory_id = customer.keqing_territory_id
                   CROSS JOIN LATERAL (
                              SELECT 'owner' AS doer, 1 AS turn, customer.user_id
                           UNION ALL
                              SELECT 'manager', 2, manages.user_id
                           UNION ALL
                              SELECT 'team', 2 + member.id, member.user_id
                                FROM keqing_account_team_member member
                               WHERE member.partner_id = customer.id) candidate
                         JOIN able
                           ON able.id = candidate.user_id
                          AND (able.may_know OR waiting.is_personal IS NOT TRUE)
                     ORDER BY waiting.id, candidate.doer <> waiting.doer, candidate.turn)
                   UPDATE keqing_care_task task SET user_id = found.user_id
                     FROM waiting
                LEFT JOIN found ON found.id = waiting.id
                    WHERE waiting.id = task.id AND task.user_id IS DISTINCT FROM found.user_id""",
                territories=list(managers),
                managers=list(managers.values()),
                readers=readers,
                company=company.id,
            )
        )

    @api.model
    def _get_to_send(self):
        """What is to be sent by now, in the order of the days."""
        today = max(company._get_keqing_today() for company in self.env["res.company"].search([]))
        waiting = Domain("state", "=", "planned") & Domain("action", "=", "message")
        return self.search(waiting & Domain("date", "<=", today), order="date, id").filtered(
            lambda task: task._is_to_send()
        )

    def _is_to_send(self):
        today = self.company_id._get_keqing_today()
        return self.state == "planned" and self.date <= today
