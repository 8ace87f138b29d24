# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure, needs


class KeqingIndicator(models.Model):
    """Facts read off visits, calls and whatever else was done with a customer."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("contact_count", "Contacts done"),
            ("deep_contact_count", "Deep contacts done"),
            ("contact_coverage", "Contacted at all"),
            ("call_compliance", "Planned contacts done in time"),
            ("contact_fulfilment", "Months with the contact that the grade asks for"),
            ("visits_weekly", "Visits a week"),
        ]
    )

    def _source_visit(self, company, since, until):
        """One row per visit whose day has come: ``visit_id, partner_id, date, contact_kind,
        is_done, is_deep, is_planned, is_in_time``, and of the customer's grade ``judged_months``
        and whether the visit ``is_enough`` for it.

        The day is the one on which it was done, else the one that it was planned for. What the
        grade asked for and somebody cancelled was asked for all the same.
        """
        return SQL(
            """SELECT visit.id AS visit_id, visit.partner_id,
                      COALESCE(visit.done_on, visit.planned_on) AS date, visit.contact_kind,
                      visit.state = 'done' AS is_done, visit.is_deep,
                      visit.origin = 'grade' AS is_planned, visit.is_in_time,
                      visit.is_deep OR grade.contact_depth IS DISTINCT FROM 'deep' AS is_enough,
                      CASE grade.contact_period
                          WHEN 'quarter' THEN 3 WHEN 'two_months' THEN 2 ELSE 1 END
                          AS judged_months
                 FROM keqing_visit visit
                 JOIN res_partner customer ON customer.id = visit.partner_id
            LEFT JOIN keqing_grade grade
                   ON grade.id = (customer.keqing_grade_id->>%(company_key)s)::int
                WHERE visit.company_id IN %(companies)s
                  AND (visit.state IN ('done', 'missed')
                       OR visit.state = 'cancelled' AND visit.origin = 'grade')
                  AND COALESCE(visit.done_on, visit.planned_on) <= %(until)s AND %(since)s""",
            companies=company._get_keqing_branch_ids(),
            company_key=str(company.id),
            until=until,
            since=SQL("TRUE")
            if since is None
            else SQL("COALESCE(visit.done_on, visit.planned_on) >= %s", since),
        )

    def _documents_visit(self, company, customers, since, until):
        over = self._dated("done_on", (since, until)) | (
            Domain("done_on", "=", False) & self._dated("planned_on", (since, until))
        )
        return "keqing.visit", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & (
                Domain("state", "in", ["done", "missed"])
                | (Domain("state", "=", "cancelled") & Domain("origin", "=", "grade"))
            )
            & over
        )

    def _measure_contact_count(self, company, date_from, date_to):
        """Visits, calls and other contacts that were done."""
        done = SQL("fact.is_done AND %s", self._in_window(date_from, date_to))
        counted = SQL("count(*) FILTER (WHERE %s)", done)
        return Measure("visit", counted, date_from, Domain("state", "=", "done"))

    @needs("first_day")
    def _measure_visits_weekly(self, company, date_from, date_to):
        """Visits done, not calls, by weeks of the window (每周拜访次数)."""
        done = SQL(
            "fact.is_done AND fact.contact_kind = 'visit' AND %s",
            self._in_window(date_from, date_to),
        )
        days = (date_to - date_from).days + 1
        value = SQL("count(*) FILTER (WHERE %s) * 7.0 / %s", done, days)
        only = Domain("state", "=", "done") & Domain("contact_kind", "=", "visit")
        return Measure("visit", value, date_from, only)

    def _measure_deep_contact_count(self, company, date_from, date_to):
        """Those that went deep."""
        done = SQL("fact.is_done AND fact.is_deep AND %s", self._in_window(date_from, date_to))
        only = Domain("state", "=", "done") & Domain("is_deep", "=", True)
        return Measure("visit", SQL("count(*) FILTER (WHERE %s)", done), date_from, only)

    def _measure_contact_coverage(self, company, date_from, date_to):
        """1 if the customer was contacted at all, else 0; summed up, customers contacted."""
        done = SQL("fact.is_done AND %s", self._in_window(date_from, date_to))
        reached = SQL("(count(*) FILTER (WHERE %s) > 0)::int", done)
        return Measure("visit", reached, date_from, Domain("state", "=", "done"))

    def _measure_call_compliance(self, company, date_from, date_to):
        """Contacts that were planned by grade and done in time, in percent of those planned.

        Unknown where none was planned.
        """
        planned = SQL("fact.is_planned AND %s", self._in_window(date_from, date_to))
        value = SQL(
            """count(*) FILTER (WHERE %(planned)s AND fact.is_in_time) * 100.0
               / NULLIF(count(*) FILTER (WHERE %(planned)s), 0)""",
            planned=planned,
        )
        return Measure("visit", value, date_from, Domain("origin", "=", "grade"))

    @needs("first_day")
    def _measure_contact_fulfilment(self, company, date_from, date_to):
        """Months, pairs of months or quarters of the calendar, as the grade says, in which the
        contact happened that it asks for, in percent of those in the window.
        """
        month = "(EXTRACT(YEAR FROM %(day)s) * 12 + EXTRACT(MONTH FROM %(day)s) - 1)::int"
        value = SQL(
            """count(DISTINCT %(month)s / fact.judged_months)
                   FILTER (WHERE fact.is_done AND fact.is_enough AND %(inside)s) * 100.0
               / NULLIF(%(last)s / max(fact.judged_months)
                        - %(first)s / max(fact.judged_months) + 1, 0)""",
            month=SQL(month, day=SQL("fact.date")),
            first=SQL(month, day=SQL("%s::date", date_from)),
            last=SQL(month, day=SQL("%s::date", date_to)),
            inside=self._in_window(date_from, date_to),
        )
        return Measure("visit", value, date_from, Domain("state", "=", "done"))
