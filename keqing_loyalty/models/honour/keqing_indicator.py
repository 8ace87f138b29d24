# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """Honours by the day on which they were published, without those that were withdrawn."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("honour_count", "Honours")])

    def _source_honour(self, company, since, until):
        return SQL(
            """SELECT partner_id, published_on AS date
                 FROM keqing_honour_candidate
                WHERE company_id IN %s AND state = 'awarded' AND published_on IS NOT NULL""",
            company._get_keqing_branch_ids(),
        )

    def _measure_honour_count(self, company, date_from, date_to):
        counted = SQL("count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("honour", counted, date_from)

    def _documents_honour(self, company, customers, since, until):
        return "keqing.honour.candidate", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "=", "awarded")
            & Domain("published_on", "!=", False)
            & self._dated("published_on", (since, until))
        )
