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
            "lead": (self.env._("Opportunities"), "fa-star"),
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
            Source(
                "lead",
                "crm.lead",
                Domain("partner_id", "child_of", self.ids)
                & Domain("keqing_complaint_id", "!=", False),
                "create_date",
                lambda lead: {
                    "title": lead.name,
                    "text": lead.stage_id.name,
                    "who": lead.user_id.name,
                },
            ),
        ]

    def _get_dated_matters(self):
        """Besides the complaints that are open."""
        complaints = (
            Domain("partner_id", "in", self.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "in", OPEN)
            & Domain("is_suggestion", "=", False)
        )
        return {
            **super()._get_dated_matters(),
            "complaint": (
                self.env["keqing.complaint"],
                complaints,
                ("received_at", "subject", "priority", "state"),
                self._tell_complaint,
            ),
        }

    def _tell_complaint(self, complaint_id, _customer, _day, subject, priority, state):
        complaint = self.env["keqing.complaint"].browse(complaint_id)
        states = dict(complaint._fields["state"]._description_selection(self.env))
        return {
            "level": "now" if priority in URGENT else "soon",
            "text": self.env._(
                "Complaint: %(subject)s (%(state)s)", subject=subject, state=states[state]
            ),
            "action": complaint._get_records_action(),
        }

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
