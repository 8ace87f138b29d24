# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import for_one


class ResPartner(models.Model):
    """What a customer was accused of."""

    _inherit = "res.partner"

    @for_one("read")
    def action_view_keqing_cases(self):
        """Open the cases of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_diversion_case_action"
        )
        customer = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "=", customer.id)], "context": {}}
