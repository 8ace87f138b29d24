# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """Tastings, and how many of them."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("tasting_count", "Tastings")])

    def _source_tasting(self, company, since, until):
        return SQL(
            """SELECT partner_id, date FROM keqing_tasting
                WHERE company_id IN %s AND state = 'done'""",
            company._get_keqing_branch_ids(),
        )

    def _measure_tasting_count(self, company, date_from, date_to):
        counted = SQL("count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("tasting", counted, date_from)

    def _documents_tasting(self, company, customers, since, until):
        return "keqing.tasting", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "=", "done")
            & self._dated("date", (since, until))
        )
