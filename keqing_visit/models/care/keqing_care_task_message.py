# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .keqing_care_occasion import NOTICES, PERSONAL

GREETING = "keqing_visit.mail_template_greeting"
NEWS = "keqing_visit.mail_template_news"


class KeqingCareTask(models.Model):
    """Messages: through Odoo's own e-mail and text messages, once, to who agrees that same day.

    What is sent hangs on the task, not on the person: there everybody would read of a birthday.
    """

    _inherit = "keqing.care.task"

    def _send(self):
        """Hand the message of one task to Odoo, in the transaction that says it was done."""
        self.ensure_one()
        if why := self._why_not():
            self.write({"state": "cancelled" if why != "address" else "missed", "why": why})
            return
        if self.rule_id.channel == "sms" and "sms.sms" in self.env:
            self._send_sms()
        else:
            self._send_email()
        self._finish()

    def _why_not(self):
        """Asked when it is sent, not when it was planned. False if nothing speaks against it."""
        person, kind = self.person_id, self.occasion_id.kind
        if not person.active or person.commercial_partner_id != self.partner_id:
            return "gone"
        purposes = ["marketing" if kind in NOTICES else "care"]
        if kind == PERSONAL:
            purposes.append("profile")
        if not all(person._keqing_consenting(purpose) for purpose in purposes):
            return "consent"
        is_sms = self.rule_id.channel == "sms"
        return False if (person.phone if is_sms else person.email_normalized) else "address"

    def _send_email(self):
        kind = NEWS if self.occasion_id.kind in NOTICES else GREETING
        template = self.rule_id.template_id or self.env.ref(kind)
        template.send_mail(self.id)

    def _send_sms(self):
        person = self.person_id
        local = self.with_context(lang=person.lang)
        text = local.rule_id.sms_text or ""
        names = {
            "person": person.name,
            "customer": self.partner_id.name,
            "company": self.company_id.name,
            "occasion": local.occasion_id.name,
            "product": local.notice_id.product_tmpl_id.name or "",
        }
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        number = person._phone_format(fname="phone") or person.phone
        self.env["sms.sms"].create({"body": text, "number": number, "partner_id": person.id})
