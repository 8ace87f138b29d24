# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure


class KeqingIndicator(models.Model):
    """Whom the customer brought."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("referrals", "New customers it brought"),
            ("referral_rate", "New customers brought per 100 customers"),
        ]
    )

    def _source_referral(self, company, since, until):
        """Customers that were recommended, on the day of their first purchase from the company.

        ``partner_id, customer_id, date``: who recommended them, as commercial entity, whom, and
        that day.
        """
        return SQL(
            """SELECT referrer.commercial_partner_id AS partner_id,
                      customer.id AS customer_id,
                      min(move.invoice_date) AS date
                 FROM res_partner customer
                 JOIN res_partner referrer ON referrer.id = customer.keqing_referrer_id
                 JOIN account_move move ON move.commercial_partner_id = customer.id
                WHERE move.company_id IN %s AND %s AND move.invoice_date <= %s
                  AND referrer.commercial_partner_id != customer.id  -- merged since
             GROUP BY customer.id, referrer.commercial_partner_id""",
            company._get_keqing_branch_ids(),
            self._is_purchase(),
            until,
        )

    def _documents_referral(self, company, customers, since, until):
        """The customers that were brought, found by their first purchase in the window."""
        found = customers and self.env.execute_query(
            SQL(
                """SELECT customer_id FROM (%s) referral
                    WHERE partner_id = ANY(%s) AND %s""",
                self._source_referral(company, since, until),
                customers.ids,
                self._in_window(since, until, alias="referral"),
            )
        )
        return "res.partner", Domain("id", "in", [customer_id for (customer_id,) in found])

    def _measure_referrals(self, company, date_from, date_to):
        """Number of customers that first bought in the window that name this one as referrer."""
        value = SQL("count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("referral", value, date_from)

    def _measure_referral_rate(self, company, date_from, date_to):
        """The same per 100 customers, so that a group of any size has a rate (S2-45)."""
        value = SQL("100.0 * count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("referral", value, date_from, is_averaged=True)
