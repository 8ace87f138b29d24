# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """Facts read off visits, calls and whatever else was done with a customer."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("contact_count", "Contacts done"),
            ("deep_contact_count", "Deep contacts done"),
            ("contact_coverage", "Contacted at all"),
            ("call_compliance", "Planned contacts done in time"),
        ]
    )

    def _source_visit(self, company, since, until):
        """One row per visit whose day has come: ``visit_id, partner_id, date, is_done, is_deep,
        is_planned, is_in_time``.

        The day is the one on which it was done, else the one that it was planned for.
        """
        return SQL(
            """SELECT id AS visit_id, partner_id, COALESCE(done_on, planned_on) AS date,
                      state = 'done' AS is_done, is_deep, origin = 'grade' AS is_planned, is_in_time
                 FROM keqing_visit
                WHERE company_id = %s AND state IN ('done', 'missed')
                  AND COALESCE(done_on, planned_on) <= %s AND %s""",
            company.id,
            until,
            SQL("TRUE") if since is None else SQL("COALESCE(done_on, planned_on) >= %s", since),
        )

    def _documents_visit(self, company, customers, since, until):
        over = self._dated("done_on", (since, until)) | (
            Domain("done_on", "=", False) & self._dated("planned_on", (since, until))
        )
        return "keqing.visit", (
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "in", ["done", "missed"])
            & over
        )

    def _measure_contact_count(self, company, date_from, date_to):
        """Visits, calls and other contacts that were done."""
        done = SQL("fact.is_done AND %s", self._in_window(date_from, date_to))
        counted = SQL("count(*) FILTER (WHERE %s)", done)
        return Measure("visit", counted, date_from, Domain("state", "=", "done"))

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
