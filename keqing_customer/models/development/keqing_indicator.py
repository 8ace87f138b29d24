# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ...measure import Measure


class KeqingIndicator(models.Model):
    """Whom the customer brought."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("referrals", "New customers it brought")])

    def _source_referral(self, company, since, until):
        """Customers that were recommended, on the day of their first invoice of the company.

        ``partner_id, date``: who recommended them, as commercial entity, and that day.
        """
        return SQL(
            """SELECT referrer.commercial_partner_id AS partner_id,
                      min(move.invoice_date) AS date
                 FROM res_partner customer
                 JOIN res_partner referrer ON referrer.id = customer.keqing_referrer_id
                 JOIN account_move move ON move.commercial_partner_id = customer.id
                WHERE move.company_id = %s AND move.state = 'posted'
                  AND move.move_type = 'out_invoice' AND move.invoice_date <= %s
                  AND referrer.commercial_partner_id != customer.id  -- merged since
             GROUP BY customer.id, referrer.commercial_partner_id""",
            company.id,
            until,
        )

    def _measure_referrals(self, company, date_from, date_to):
        """Number of customers first invoiced in the window that name this one as referrer."""
        value = SQL("count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("referral", value, date_from)
