# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure, needs


class KeqingIndicator(models.Model):
    """How much customers complain, and how well we keep our word then."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("complaint_count", "Complaints"),
            ("complaint_rate", "Complaints per 100 delivered orders"),
            ("complaint_in_time", "Complaints answered in time"),
            ("complaint_unresolved", "Unresolved complaints"),
            ("problems_solved_weekly", "Problems solved a week: complaints closed"),
            ("complaint_cost", "Cost of complaints"),
        ]
    )

    def _source_complaint(self, company, since, until):
        """One row per complaint, on the day it was received, and one per delivered order:
        ``partner_id, id, date, closed_on, closed_before_on, reopened_on, is_late, is_order``."""
        tz = company.sudo().keqing_tz  # anybody may know what day it is
        return SQL(
            """SELECT partner_id, id,
                      (received_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS date,
                      (closed_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS closed_on,
                      (closed_before_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                          AS closed_before_on,
                      (reopened_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS reopened_on,
                      is_breached IS TRUE AS is_late, FALSE AS is_order
                 FROM keqing_complaint
                WHERE company_id IN %(companies)s AND state != 'cancelled'
                  AND is_suggestion IS NOT TRUE
            UNION ALL
               SELECT customer.commercial_partner_id, NULL,
                      (orders.effective_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                      NULL, NULL, NULL, NULL, TRUE
                 FROM sale_order orders
                 JOIN res_partner customer ON customer.id = orders.partner_id
                WHERE orders.company_id IN %(companies)s AND orders.state = 'sale'
                  AND orders.effective_date IS NOT NULL""",
            companies=company._get_keqing_branch_ids(),
            tz=tz,
        )

    def _answers_sql(self, company):
        """With what customers said of complaints to somebody who had not handled them."""
        heard = SQL(
            """SELECT rating.id, rating.partner_id, NULL::int,
                      (rating.write_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date,
                      rating.rating::numeric
                 FROM rating_rating rating
                 JOIN res_users writer ON writer.id = rating.write_uid
                                      AND writer.share IS NOT TRUE
                WHERE rating.consumed AND rating.partner_id IS NOT NULL
                  AND rating.res_model = 'keqing.complaint'""",
            company.sudo().keqing_tz,  # anybody may know what day it is
        )
        return [*super()._answers_sql(company), heard]

    def _complaint_in_window(self, date_from, date_to):
        return SQL("NOT fact.is_order AND %s", self._in_window(date_from, date_to))

    def _measure_complaint_count(self, company, date_from, date_to):
        counted = SQL("count(*) FILTER (WHERE %s)", self._complaint_in_window(date_from, date_to))
        return Measure("complaint", counted, date_from)

    def _measure_complaint_rate(self, company, date_from, date_to):
        """Per 100 orders delivered in the window; unknown where none was."""
        value = SQL(
            """100.0 * count(*) FILTER (WHERE %(complained)s)
               / NULLIF(count(*) FILTER (WHERE fact.is_order AND %(in_window)s), 0)""",
            complained=self._complaint_in_window(date_from, date_to),
            in_window=self._in_window(date_from, date_to),
        )
        return Measure("complaint", value, date_from)

    def _measure_complaint_in_time(self, company, date_from, date_to):
        """Complaints of which no clock ran over, in percent of all; unknown where there is none."""
        value = SQL(
            "avg(CASE WHEN fact.is_late THEN 0.0 ELSE 100.0 END) FILTER (WHERE %s)",
            self._complaint_in_window(date_from, date_to),
        )
        return Measure("complaint", value, date_from)

    def _measure_complaint_unresolved(self, company, date_from, date_to):
        """Received until the end, of any time, and not closed then: what is reopened later was."""
        value = SQL(
            """count(*) FILTER (WHERE NOT fact.is_order AND fact.date <= %(end)s
                                  AND (fact.closed_on IS NULL OR fact.closed_on > %(end)s)
                                  AND (fact.closed_before_on IS NULL
                                       OR fact.closed_before_on > %(end)s
                                       OR fact.reopened_on <= %(end)s))""",
            end=date_to,
        )
        return Measure("complaint", value, None)

    @needs("first_day")
    def _measure_problems_solved_weekly(self, company, date_from, date_to):
        """Complaints closed in the window, whenever received, by weeks (每周解决问题次数)."""
        value = SQL(
            """count(*) FILTER (WHERE NOT fact.is_order AND fact.closed_on BETWEEN %s AND %s)
               * 7.0 / %s""",
            date_from,
            date_to,
            (date_to - date_from).days + 1,
        )
        closed = self._dated("closed_at", self._moments(company, date_from, date_to))
        return Measure("complaint", value, None, closed)

    # What they cost us

    def _source_complaint_cost(self, company, since, until):
        """A row per complaint, on the day it was received: ``partner_id, date, amount``."""
        Complaint = self.env["keqing.complaint"]
        return SQL(
            """SELECT complaint.partner_id,
                      (complaint.received_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS date,
                      COALESCE(cost.goods, 0) + COALESCE(cost.credit, 0)
                          + COALESCE(complaint.freight_cost, 0)
                          + COALESCE(complaint.extra_cost, 0) AS amount
                 FROM keqing_complaint complaint
            LEFT JOIN (%s) cost ON cost.complaint_id = complaint.id
                WHERE complaint.company_id IN %s AND complaint.state != 'cancelled'
                  AND complaint.is_suggestion IS NOT TRUE""",
            company.sudo().keqing_tz,  # anybody may know what day it is
            Complaint._cost_query(),
            company._get_keqing_branch_ids(),
        )

    def _documents_complaint_cost(self, company, customers, since, until):
        return self._documents_complaint(company, customers, since, until)

    def _service_cost_sources(self, company):
        return [
            *super()._service_cost_sources(company),
            self._source_complaint_cost(company, None, None),
        ]

    def _measure_complaint_cost(self, company, date_from, date_to):
        """Goods, credit, freight and other cost of complaints received, in company currency."""
        return Measure("complaint_cost", self._amount_in(date_from, date_to), date_from)

    def _moments(self, company, since, until):
        """The moments from the beginning of a day of the company to the end of another."""
        return (
            since and company._get_keqing_start(since),
            until and company._get_keqing_start(fields.Date.add(until, days=1)),
        )

    def _documents_complaint(self, company, customers, since, until):
        return "keqing.complaint", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "!=", "cancelled")
            & Domain("is_suggestion", "=", False)
            & self._dated("received_at", self._moments(company, since, until))
        )

    @api.model
    def _yields(self, company, since, until):
        """Less what complaints cost; what was credited for them is no margin anyway."""
        tz = company.sudo().keqing_tz  # anybody may know what day it is
        served = SQL(
            """SELECT partner_id, date, amount
                 FROM (SELECT complaint.partner_id,
                              (received_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS date,
                              -(COALESCE(cost.goods, 0) + COALESCE(freight_cost, 0)
                                + COALESCE(extra_cost, 0)) AS amount
                         FROM keqing_complaint complaint
                    LEFT JOIN (%(cost)s) cost ON cost.complaint_id = complaint.id
                        WHERE complaint.company_id IN %(companies)s
                          AND complaint.state != 'cancelled') complaint
                WHERE amount != 0 AND date <= %(until)s AND %(since)s""",
            tz=tz,
            cost=self.env["keqing.complaint"]._cost_query(),
            companies=company._get_keqing_branch_ids(),
            until=until,
            since=SQL("date >= %s", since) if since else SQL("TRUE"),
        )
        return [*super()._yields(company, since, until), served]
