# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.timeline import Source


class ResPartner(models.Model):
    """What a customer was honoured for."""

    _inherit = "res.partner"

    @for_one("read")
    def action_view_keqing_honours(self):
        """Open what this customer was honoured for, and stood for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_honour_candidate_action"
        )
        customer = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "=", customer.id)], "context": {}}

    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "honour": (self.env._("Honours"), "fa-trophy")}

    def _timeline_sources(self):
        published = Domain("partner_id", "in", self.ids) & Domain("published_on", "!=", False)

        def tell(winner):
            withdrawn = winner.state == "withdrawn" and winner._name_state()
            texts = (winner.prize_id.name, withdrawn, winner.withdrawal_reason)
            return {
                "title": winner.honour_id.name,
                "text": " · ".join(filter(None, texts)),
                "who": winner.decided_by_id.name,
            }

        model = "keqing.honour.candidate"
        return [
            *super()._timeline_sources(),
            Source("honour", model, published, "published_on", tell),
        ]
