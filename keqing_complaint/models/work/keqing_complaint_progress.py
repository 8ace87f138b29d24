# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

# What the customer hears of; the receipt is told when it arrives
TOLD = ("investigating", "proposed", "executing", "closed")


class KeqingComplaint(models.Model):
    """Telling who complained how far we are, in their language."""

    _inherit = "keqing.complaint"

    def _enter(self, state):
        entered = super()._enter(state)
        if state in TOLD:
            for complaint in self:
                complaint._tell_progress(state)
        return entered

    def _tell_progress(self, state):
        """A message of the company's, which is no answer of a person. That something is proposed is
        told in any case: the customer is asked."""
        is_told = self.type_id.tells_progress or state == "proposed"
        if not is_told or self.is_suggestion:
            return
        contact = self.sudo().contact_id  # whoever it is, they complained
        local = self.with_context(lang=contact.lang or self.env.lang)
        text = {
            "investigating": local.env._("We are looking into your complaint %s.", self.name),
            "proposed": local.env._(
                "We have a proposal for your complaint %s, and ask for your answer.", self.name
            ),
            "executing": local.env._(
                "What we agreed on for your complaint %s is being carried out.", self.name
            ),
            "closed": local.env._("Your complaint %s is closed. Thank you.", self.name),
        }[state]
        company = self.company_id.sudo().partner_id  # its name and address are on each letter
        local.sudo().message_post(  # sent by the company, whoever works on it
            body=text,
            subject=self.subject,
            author_id=company.id,
            email_from=company.email_formatted or None,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=contact.ids if contact.email else [],
        )
