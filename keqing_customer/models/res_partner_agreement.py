# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """What was agreed on with the customer."""

    _inherit = "res.partner"

    keqing_agreement_ids = fields.One2many(
        comodel_name="keqing.agreement",
        inverse_name="partner_id",
        string="Agreements",
        groups=OWN_PEOPLE,
    )

    def action_view_keqing_agreements(self):
        """Open the agreements with the customer, past ones too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_agreement_action"
        )
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }
