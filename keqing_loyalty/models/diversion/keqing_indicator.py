# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.measure import Measure


class KeqingIndicator(models.Model):
    """Violations that were proven, by the day on which the case was closed; what a verdict has
    somebody pay is no sale."""

    _inherit = "keqing.indicator"

    measure = fields.Selection(selection_add=[("violation_count", "Violations proven")])

    def _is_sale(self):
        return SQL("%s AND move.keqing_diversion_case_id IS NULL", super()._is_sale())

    def _is_purchase(self):
        return SQL("%s AND move.keqing_diversion_case_id IS NULL", super()._is_purchase())

    def _sale_domain(self, prefix=""):
        own = Domain(f"{prefix}keqing_diversion_case_id", "=", False)
        return super()._sale_domain(prefix) & own

    def _source_violation(self, company, since, until):
        return SQL(
            """SELECT partner_id, closed_on AS date
                 FROM keqing_diversion_case
                WHERE company_id IN %s AND state = 'closed' AND verdict = 'proven'""",
            company._get_keqing_branch_ids(),
        )

    def _measure_violation_count(self, company, date_from, date_to):
        counted = SQL("count(*) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("violation", counted, date_from)

    def _documents_violation(self, company, customers, since, until):
        return "keqing.diversion.case", (
            Domain("company_id", "in", company._get_keqing_branch_ids())
            & Domain("partner_id", "in", customers.ids)
            & Domain("state", "=", "closed")
            & Domain("verdict", "=", "proven")
            & self._dated("closed_on", (since, until))
        )
