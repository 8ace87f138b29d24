# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...chosen import for_one
from ...timeline import Source
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

    @for_one("read")
    def action_view_keqing_agreements(self):
        """Open the agreements with the customer, past ones too; the only one at once."""
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

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        return {**kinds, "agreement": (self.env._("Agreements"), "fa-handshake-o")}

    def _timeline_sources(self):
        agreed = Domain("partner_id", "in", self.ids) & Domain(
            "stage", "in", ("active", "terminated")
        )
        today = self.env.company._get_keqing_today()
        model = "keqing.agreement"
        return [
            *super()._timeline_sources(),
            Source(
                "agreement",
                model,
                agreed,
                "signed_on",
                lambda agreement: {
                    "title": self.env._("%s was signed", agreement.display_name),
                    "text": agreement.type_id.name,
                    "who": agreement.user_id.name,
                },
            ),
            Source(
                "agreement",
                model,
                agreed & Domain("last_day", "<", today),
                "last_day",
                lambda agreement: {
                    "title": self.env._("%s ended", agreement.display_name),
                    "text": agreement.termination_reason or agreement.type_id.name,
                },
            ),
        ]
