# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingLeadSigning(models.TransientModel):
    """The same question before an outlet is assessed: is there a file of it already?"""

    _inherit = "keqing.lead.signing"

    is_assessment = fields.Boolean(help="The lead is not signed yet, but assessed.")

    def _go_on(self, customer=None):
        if not self.is_assessment:
            return super()._go_on(customer)
        self.lead_id._check_can_assess()
        return self.lead_id._assess(customer)
