# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class KeqingAllocation(models.Model):
    """Who is accused gets nothing of what is scarce, as long as nothing is final."""

    _inherit = "keqing.allocation"

    gate_case = fields.Boolean(
        string="No Open Case", help="Who is accused of a violation at present gets none."
    )

    @api.model
    def _gates(self):
        return [*super()._gates(), "case"]

    def _gate_case(self, customers):
        Case = self.env["keqing.diversion.case"].sudo()  # for everybody alike
        domain = Case._open_domain(self.company_id) & Domain("partner_id", "in", customers.ids)
        return Case.search(domain).partner_id.ids
