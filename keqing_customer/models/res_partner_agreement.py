# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

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
    keqing_agreement_count = fields.Integer(
        string="Number of Agreements",
        compute="_compute_keqing_agreement_count",
        groups=OWN_PEOPLE,
    )

    @api.depends("keqing_agreement_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_keqing_agreement_count(self):
        counts = dict(
            self.env["keqing.agreement"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.keqing_agreement_count = counts.get(partner.commercial_partner_id, 0)

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
