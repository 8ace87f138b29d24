# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingIndicator(models.Model):
    """What we book to settle a rebate is no sale, nor one taken back: nothing counts it as such."""

    _inherit = "keqing.indicator"

    def _is_sale(self):
        return SQL("%s AND move.keqing_rebate_statement_id IS NULL", super()._is_sale())

    def _is_purchase(self):
        return SQL("%s AND move.keqing_rebate_statement_id IS NULL", super()._is_purchase())

    def _sale_domain(self, prefix=""):
        own = Domain(f"{prefix}keqing_rebate_statement_id", "=", False)
        return super()._sale_domain(prefix) & own

    @api.model
    def _yields(self, company, since, until):
        """Less the rebates of periods that ended then, once finance has approved them."""
        rebates = SQL(
            """SELECT partner_id, date_to AS date, -payable AS amount
                 FROM keqing_rebate_statement
                WHERE company_id IN %s AND state IN ('approved', 'settled')
                  AND date_to <= %s AND %s""",
            company._get_keqing_branch_ids(),
            until,
            SQL("date_to >= %s", since) if since else SQL("TRUE"),
        )
        return [*super()._yields(company, since, until), rebates]
