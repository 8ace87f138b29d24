# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section

from .keqing_complaint import OPEN
from .keqing_incident import LIVE
from .res_partner import URGENT

SERVICE = "keqing_customer.group_customer_service"


class KeqingToday(models.AbstractModel):
    """Who calls, and which complaints wait."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            Section(
                name="hotline",
                title=self.env._("Hotline"),
                empty="",
                sequence=1,
                groups=SERVICE,
                lines=self._hotline_lines,
            ),
            self._incident_section(),
            *(self._complaint_section(**each) for each in self._get_complaint_sections()),
            Section(
                name="complaint_letters",
                title=self.env._("Letters From Nobody Known"),
                empty=self.env._("Everybody who wrote is known."),
                sequence=12,
                groups=SERVICE,
                action="keqing_complaint.keqing_complaint_letter_action",
                records=self.env["keqing.complaint.letter"],
                domain=self._own_company() & Domain("complaint_id", "=", False),
                concerns=self._own_company() & Domain("complaint_id", "=", False),
                order="create_date, id",
                fields=("name", "email_from"),
                customer="",
                line=self._letter_line,
            ),
        ]

    def _incident_section(self):
        live = self._own_company() & Domain("state", "in", LIVE)
        return Section(
            name="incidents",
            title=self.env._("Incidents"),
            empty="",
            sequence=2,
            groups=f"{SERVICE},{MANAGERS}",
            action="keqing_complaint.keqing_incident_action",
            records=self.env["keqing.incident"],
            domain=live,
            concerns=live,
            fields=("name", "kind", "state"),
            customer="",
            line=self._incident_line,
        )

    def _incident_line(self, incident):
        states = dict(incident._fields["state"]._description_selection(self.env))
        return {
            "text": incident.name,
            "level": "now",
            "note": states[incident.state],
            "action": incident._get_records_action(),
        }

    def _own_company(self):
        return Domain("company_id", "=", self.env.company.id)

    def _get_complaint_sections(self):
        """Whose they are first: nobody's, then one's own, then those of one's customers."""
        me = self.env.uid
        return [
            {
                "name": "complaints_nobody",
                "title": self.env._("Complaints that nobody handles"),
                "empty": self.env._("Somebody handles each complaint."),
                "sequence": 9,
                "groups": SERVICE,
                "whose": Domain("user_id", "=", False),
            },
            {
                "name": "complaints_mine",
                "title": self.env._("Complaints that I handle"),
                "empty": self.env._("You have no complaint to handle."),
                "sequence": 10,
                "whose": Domain("user_id", "=", me),
            },
            {
                "name": "complaints_of_mine",
                "title": self.env._("My customers complain"),
                "empty": self.env._("None of your customers complains."),
                "sequence": 31,
                "whose": Domain("partner_id.user_id", "=", me) & Domain("user_id", "!=", me),
            },
            {
                "name": "suggestions",
                "title": self.env._("Suggestions"),
                "empty": self.env._("No suggestion waits for its answer."),
                "sequence": 32,
                "is_suggestion": True,
                "whose": Domain("user_id", "in", (me, False))
                | Domain("partner_id.user_id", "=", me),
            },
        ]

    def _complaint_section(self, whose, is_suggestion=False, **values):
        waiting = self._own_company() & Domain("state", "in", OPEN) & whose
        waiting &= Domain("is_suggestion", "=", is_suggestion)
        return Section(
            action="keqing_complaint.keqing_suggestion_action"
            if is_suggestion
            else "keqing_complaint.keqing_complaint_action",
            records=self.env["keqing.complaint"],
            domain=waiting,
            concerns=waiting,
            fields=("partner_id", "name", "subject", "priority", "state", "received_at"),
            line=self._complaint_line,
            **values,
        )

    def _complaint_line(self, complaint):
        states = dict(complaint._fields["state"]._description_selection(self.env))
        return {
            "text": f"{complaint.name} {complaint.subject}",
            "level": "now" if complaint.priority in URGENT else "soon",
            "note": states[complaint.state],
            "action": complaint._get_records_action(),
        }

    def _letter_line(self, letter):
        return {
            "text": letter.name,
            "level": "soon",
            "note": letter.email_from,
            "action": letter._get_records_action(),
        }

    def _hotline_lines(self):
        """The door for who picks up the telephone, at which nothing waits."""
        return [
            {
                "done": True,
                "text": self.env._("Somebody is on the line: find the caller, record it"),
                "action": {
                    "type": "ir.actions.client",
                    "tag": "keqing_hotline",
                    "name": self.env._("Hotline"),
                },
            }
        ]
