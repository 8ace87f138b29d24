# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

MAILED = 10  # incidents of a company a day; of further ones only the gravest are mailed
ACTIVITY = "keqing_complaint.mail_activity_type_incident"


class KeqingIncident(models.Model):
    """Telling of an incident in the minute in which it is opened, and once."""

    _inherit = "keqing.incident"

    def _tell(self):
        """An activity and a mail for each territory manager nearest to it, and each director.

        Where many are opened in a day, each mail would be one more that nobody reads.
        """
        for incident in self.sudo().filtered(lambda each: not each.told_at):  # whoever opened it
            number = incident._count_told_today()
            incident.told_at = fields.Datetime.now()
            people = incident._find_people()
            if not incident.is_noticed:
                people -= self.env.user
            incident.message_subscribe(people.partner_id.ids)
            for lang, users in people.grouped("lang").items():
                incident.with_context(lang=lang)._tell_users(users, number)

    def _count_told_today(self):
        day = self.company_id._get_keqing_today()
        return self.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("told_at", ">=", self.company_id._get_keqing_start(day)),
            ]
        )

    def _find_people(self):
        territories = self.territory_id or self.complaint_ids.territory_id
        managers = self.env["res.users"].union(
            *(territory._nearest_manager() for territory in territories)
        )
        people = managers | self.company_id._find_keqing_directors()
        return people.filtered(lambda user: user.active and self.company_id in user.company_ids)

    def _tell_users(self, users, number):
        """:param number: of incidents of the day before this one"""
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        text = (
            self.env._("Is it an incident? %s", self.name)
            if self.state == "suspected"
            else self.env._("Incident (%(kind)s): %(incident)s", kind=kind, incident=self.name)
        )
        for user in users:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY, user_id=user.id, summary=text
            )
        if number >= MAILED and self.severity != "2":
            return
        body = self.description
        if number == MAILED - 1:
            more = self.env._("Further incidents of today are not mailed: look at Today.")
            body = f"{body}\n\n{more}"
        author = self.company_id.partner_id if self.is_noticed else self.env.user.partner_id
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=text,
            body=body,
            author_id=author.id,
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """What is told at once goes by mail, also to who reads everything else in Odoo."""
        found = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if message.message_type == "user_notification":
            found = [{**each, "notif": "email"} for each in found]
        return found
