# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from odoo.addons.keqing_customer.timeline import Source
from odoo.addons.keqing_customer.wording import say_day

from ...tools.occasion import birthdays

BIRTHDAY_DAYS = 14  # before it, it is worth a line
SOON_DAYS = 3  # before it, somebody should do something about it


class ResPartner(models.Model):
    """Birthdays ahead, told to who may know of them, and what was done for occasions."""

    _inherit = "res.partner"

    def _find_matters(self):
        return [*super()._find_matters(), *self._find_birthday_matters()]

    def _find_birthday_matters(self):
        """Of people at these customers, as far as the user may see their profiles."""
        Profile = self.env["keqing.personal.profile"]
        if not Profile.has_access("read"):
            return
        today = self.env.company._get_keqing_today()
        last = today + timedelta(days=BIRTHDAY_DAYS)
        profiles = Profile.search_fetch(
            Domain("partner_id.commercial_partner_id", "in", self.ids)
            & Domain("partner_id.active", "=", True)
            & Domain("birthday", "!=", False),
            ["partner_id", "birthday", "birthday_calendar"],
        )
        for profile in profiles:
            for __, day in birthdays(profile.birthday, profile.birthday_calendar, today, last):
                person = profile.partner_id
                yield {
                    "customer": person.commercial_partner_id,
                    "level": "soon" if (day - today).days <= SOON_DAYS else "info",
                    "due": day,
                    "text": self.env._(
                        "Birthday of %(person)s on %(day)s",
                        person=person.name,
                        day=say_day(self.env, day),
                    ),
                    "action": person._get_records_action(),
                    "birthday": (person, day),
                }

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "care": (self.env._("Care"), "fa-birthday-cake"),
            "event": (self.env._("Events"), "fa-ticket"),
        }

    def _timeline_sources(self):
        done = Domain("state", "=", "done") & (
            Domain("partner_id", "in", self.ids) | Domain("person_id", "in", self.ids)
        )
        return [
            *super()._timeline_sources(),
            Source(
                "care",
                "keqing.care.task",
                done,
                "done_at",
                lambda task: {"title": task._tell(), "who": task.user_id.name},
            ),
            Source(
                "event",
                "event.registration",
                Domain("partner_id", "in", self.ids) & Domain("state", "=", "done"),
                "date_closed",
                lambda each: {"title": each.event_id.name, "who": each.partner_id.name},
            ),
        ]

    def _keqing_erase(self, reason, with_correspondence=True):
        """What rested on personal facts goes with them, what was sent or waits to be, and who one
        was at events and in surveys.
        """
        emails = [email for email in self.sudo().mapped("email_normalized") if email]
        erased = super()._keqing_erase(reason, with_correspondence)
        self._erase_from_outbox(emails)
        self._erase_from_events_and_surveys(emails)
        # sudo: whoever may erase a person erases this
        tasks = self.env["keqing.care.task"].sudo().search([("person_id", "in", self.ids)])
        tasks.filtered("is_personal").unlink()
        tasks.exists()._unlink_messages()
        return erased

    def _erase_from_outbox(self, emails):
        """What waits to be sent to them is not sent; of what was sent no address stays."""
        waiting = Domain("recipient_ids", "in", self.ids) & Domain(
            "state", "in", ["outgoing", "exception"]
        )
        addressed = Domain.OR(Domain("email_to", "ilike", escape_psql(each)) for each in emails)
        # sudo: whoever may erase a person erases this
        self.env["mail.mail"].sudo().search(waiting | addressed).unlink()

    def _erase_from_events_and_surveys(self, emails):
        """That somebody came, and what was answered, stays."""
        theirs = Domain("partner_id", "in", self.ids)
        by_email = Domain.OR(Domain("email", "=ilike", escape_psql(each)) for each in emails)
        # sudo: whoever may erase a person erases this
        env = self.sudo().with_context(active_test=False, tracking_disable=True).env
        for registration in env["event.registration"].search(theirs | by_email):
            name = registration.partner_id.name if registration.partner_id in self else False
            registration.write({"name": name, "email": False, "phone": False})
        answers = env["survey.user_input"].search(theirs | by_email)
        answers.write({"email": False, "nickname": False})
