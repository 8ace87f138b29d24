# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..res_partner import OWN_PEOPLE


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
        """Open the agreements with the customer, past ones too; the only one at once."""
        self.ensure_one()
        customer = self.commercial_partner_id
        agreed = [("partner_id", "=", customer.id)]
        agreements = self.env["keqing.agreement"].search(agreed, limit=2)
        if len(agreements) == 1:
            return agreements._get_records_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_agreement_action"
        )
        return {
            **action,
            "domain": agreed,
            "context": {"default_partner_id": customer.id},
        }
