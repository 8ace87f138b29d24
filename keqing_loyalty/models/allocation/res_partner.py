# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import for_one


class ResPartner(models.Model):
    """What a customer may order of what is scarce."""

    _inherit = "res.partner"

    @for_one("read")
    def action_view_keqing_shares(self):
        """Open the shares of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_allocation_share_action"
        )
        customer = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "=", customer.id)], "context": {}}
