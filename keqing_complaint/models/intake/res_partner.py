# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.timeline import Source

from .keqing_complaint import OPEN

URGENT = ("2", "3")


class ResPartner(models.Model):
    """What a customer complains about, beside what else is known of it."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "complaint": (self.env._("Complaints"), "fa-exclamation-circle"),
        }

    def _timeline_sources(self):
        states = dict(
            self.env["keqing.complaint"]._fields["state"]._description_selection(self.env)
        )
        return [
            *super()._timeline_sources(),
            Source(
                "complaint",
                "keqing.complaint",
                Domain("partner_id", "in", self.ids) | Domain("contact_id", "in", self.ids),
                "received_at",
                lambda complaint: {
                    "title": complaint.display_name,
                    "text": states[complaint.state],
                    "who": complaint.user_id.name,
                },
            ),
        ]

    def _find_matters(self):
        """Complaints that are open, of all these customers by one query."""
        states = dict(
            self.env["keqing.complaint"]._fields["state"]._description_selection(self.env)
        )
        found = self.env["keqing.complaint"].search_fetch(
            Domain("partner_id", "in", self.ids) & Domain("state", "in", OPEN),
            ["partner_id", "company_id", "received_at", "subject", "priority", "state"],
        )
        return [
            *super()._find_matters(),
            *(
                {
                    "customer": complaint.partner_id,
                    "level": "now" if complaint.priority in URGENT else "soon",
                    "due": complaint.company_id._get_keqing_day(complaint.received_at),
                    "text": self.env._(
                        "Complaint: %(subject)s (%(state)s)",
                        subject=complaint.subject,
                        state=states[complaint.state],
                    ),
                    "action": complaint._get_records_action(),
                }
                for complaint in found
            ),
        ]

    @for_one("read")
    def action_view_keqing_complaints(self):
        """Open what the customer complained about, settled or not."""
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_complaint.keqing_complaint_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }
