# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...measure import Measure, needs
from ...tools.period import previous_period, year_up_to
from .keqing_indicator_sale import NO_CREDIT_NOTE

PERCENT = 100


class KeqingIndicator(models.Model):
    """Who stays, and what a customer is worth for as long as it does."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("retention", "Bought before and again"),
            ("lifetime_value", "Lifetime value"),
        ]
    )

    @needs("first_day")
    def _measure_retention(self, company, date_from, date_to):
        """1 if the customer bought in the window before and again in this one, 0 if not again.

        Unknown for who did not buy before: of a group it is the share of its cohort that stayed.
        """
        before = previous_period(date_from, date_to)
        value = SQL(
            "CASE WHEN bool_or(%s) THEN COALESCE(bool_or(%s), FALSE)::int END",
            self._bought_in(*before),
            self._bought_in(date_from, date_to),
        )
        return Measure("invoice", value, before[0], NO_CREDIT_NOTE)

    def _measure_lifetime_value(self, company, date_from, date_to):
        """CLV = m r / (1 + d - r), in company currency; unknown where r is not below 1 + d.

        ``m`` is what the customer yields in the twelve months up to the last day: margin less cost
        to serve and rebates. ``r`` is the retention of the cohort, those who bought from the
        company in the twelve months before, and ``d`` the discount rate of the company.
        """
        since, until = year_up_to(date_to)
        before = year_up_to(since - relativedelta(days=1))
        cohort = SQL(
            """SELECT bool_or(%s) AS stayed, bool_or(%s) AS is_known
                 FROM (%s) fact GROUP BY partner_id""",
            self._bought_in(since, until),
            self._bought_in(*before),
            self._source_invoice(company, before[0], until),
        )
        # sudo: the rate of the company, of which only the result is shown
        discount = company.sudo().keqing_discount_rate / PERCENT
        value = SQL(
            """sum(fact.amount) FILTER (WHERE %(in_window)s) * (
                   SELECT CASE WHEN kept < 1 + %(discount)s::numeric
                               THEN kept / (1 + %(discount)s::numeric - kept) END
                     FROM (SELECT avg(COALESCE(stayed, FALSE)::int) FILTER (WHERE is_known) AS kept
                             FROM (%(cohort)s) bought) retention)""",
            in_window=self._in_window(since, until),
            discount=str(discount),
            cohort=cohort,
        )
        return Measure("yield", value, since)

    def _source_yield(self, company, since, until):
        """What customers bring, and what they cost: ``partner_id, date, amount``."""
        return SQL(" UNION ALL ").join(
            SQL("SELECT partner_id, date, amount FROM (%s) part", part)
            for part in self._yields(company, since, until)
        )

    def _documents_yield(self, company, customers, since, until):
        """What was sold, which makes the margin."""
        return self._documents_invoice_line(company, customers, since, until)

    @api.model
    def _yields(self, company, since, until):
        """SELECTs of ``partner_id, date, amount``: the margin here; modules add what serving a
        customer costs, and its rebates, as negative amounts in company currency."""
        sold = self._source_invoice_line(company, since, until)
        return [SQL("SELECT partner_id, date, margin AS amount FROM (%s) sold", sold)]
