# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """What it costs to serve a customer (成本投入, S1-14), in company currency.

    Each part is a figure with its documents; the sum is of all parts that modules know of.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("service_cost", "Cost of serving the customer"),
            ("contact_cost", "Cost of visits and other contacts"),
            ("gift_cost", "Gifts handed over"),
        ]
    )

    def _service_cost_sources(self, company):
        """SELECTs of what a customer cost: ``partner_id, date, amount``; modules add their own."""
        contacts = SQL(
            """SELECT partner_id, done_on AS date, (%s)::numeric AS amount
                 FROM keqing_visit WHERE company_id IN %s AND state = 'done'""",
            self._contact_cost(company),
            company._get_keqing_branch_ids(),
        )
        return [contacts, self._source_gift(company, None, None)]

    def _contact_cost(self, company):
        """What one contact costs by the settings of the company, whatever it came to that day."""
        told = company.sudo()  # what an average visit costs is in every scorecard
        return SQL(
            "CASE contact_kind WHEN 'visit' THEN %s ELSE %s END",
            told.keqing_visit_cost,
            told.keqing_call_cost,
        )

    def _source_service_cost(self, company, since, until):
        """A row per contact done, gift handed over, … : ``partner_id, date, amount``."""
        return SQL(" UNION ALL ").join(self._service_cost_sources(company))

    def _source_gift(self, company, since, until):
        """A row per gift handed over: ``partner_id, date, amount``."""
        return SQL(
            """SELECT partner_id, given_on AS date, amount
                 FROM keqing_gift WHERE company_id IN %s AND state = 'given'""",
            company._get_keqing_branch_ids(),
        )

    def _documents_gift(self, company, customers, since, until):
        return "keqing.gift", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "=", "given")
            & self._dated("given_on", (since, until))
        )

    def _measure_service_cost(self, company, date_from, date_to):
        """Contacts, gifts and whatever else modules know, in company currency; nothing is zero."""
        return Measure("service_cost", self._amount_in(date_from, date_to), date_from)

    def _measure_gift_cost(self, company, date_from, date_to):
        return Measure("gift", self._amount_in(date_from, date_to), date_from)

    def _measure_contact_cost(self, company, date_from, date_to):
        """Contacts done, each at what such a contact costs on average."""
        value = SQL(
            "sum(%s) FILTER (WHERE fact.is_done AND %s)",
            self._contact_cost(company),
            self._in_window(date_from, date_to),
        )
        return Measure("visit", value, date_from, Domain("state", "=", "done"))
