# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqing_verification import VERIFY_ACTIVITY

SILENT_DAYS = 180  # without contact for so long, we are no longer known there


class ResPartner(models.Model):
    """The decision chain: who decides at the customer, whom we know and whom we lost sight of."""

    _inherit = "res.partner"

    @api.readonly
    def get_keqing_key_persons(self):
        """
        :return: besides: ``last_contact`` of each person (a date or False), ``gaps`` (sentences on
            what is missing in the chain) and ``left``, the names of those who were there once
        """
        card = super().get_keqing_key_persons()
        persons = self.browse(each["id"] for each in card["persons"])
        contacts = (self | persons)._get_last_contacts()
        for each, person in zip(card["persons"], persons, strict=True):
            each["last_contact"] = contacts.get(person.id, False)
        card["gaps"] = [*self._explain_chain(persons), *self._explain_silence(persons, contacts)]
        left = self.search(
            Domain("parent_id", "=", self.id)
            & Domain("active", "=", False)
            & Domain("keqing_role_id", "!=", False),
            order="write_date desc",
        )
        card["left"] = [f"{person.name} ({person.keqing_role_id.name})" for person in left]
        return card

    def _explain_chain(self, persons):
        """Which posts nobody fills, as sentences."""
        __, demanded = self.keqing_customer_type_id._demands()
        vacant = demanded - persons.keqing_role_id
        for role in vacant:
            yield self.env._("%s: nobody known", role.name)
        if not any((persons.keqing_role_id | vacant).mapped("is_decision_maker")):
            yield self.env._("Who has the last word is not known")

    def _explain_silence(self, persons, contacts):
        """Who was not contacted for too long, as sentences.

        A contact with the customer as such is one with each of its people, as nobody knows better.
        """
        limit = fields.Date.subtract(self.env.company._get_keqing_today(), days=SILENT_DAYS)
        silent = [
            person for person in persons | self if (contacts.get(person.id) or limit) <= limit
        ]
        if self not in silent:
            return
        if len(silent) == len(persons) + 1:
            yield self.env._("Nobody was contacted for %s days", SILENT_DAYS)
            return
        for person in silent:
            if person != self:
                yield self.env._(
                    "%(person)s: not contacted for %(days)s days",
                    person=person.name,
                    days=SILENT_DAYS,
                )

    def _get_last_contacts(self):
        """When each of these customers and persons was last contacted, in one query.

        :return: ``{partner id: date}``; who was never contacted is absent. Days are UTC.
        """
        if not self:
            return {}
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, max(date)::date FROM (%s) contact GROUP BY partner_id",
                    SQL(" UNION ALL ").join(self._contact_sources(tuple(self.ids))),
                )
            )
        )

    @api.model
    def _contact_sources(self, partner_ids):
        """What counts as a contact; other modules add theirs.

        Done activities and meetings, messages sent on the contact and those that it sent us; no
        internal notes, and not that somebody checked the card.

        :param partner_ids: whose contacts are asked for: a tuple, or SQL that selects them
        :return: list of ``SELECT`` with the columns ``partner_id``, ``date``, ``user_id`` (who of
            us; null where nobody) and ``occasion``, the same for all rows of one contact
        """
        return [
            SQL(
                """SELECT activity.res_id AS partner_id, activity.date_done::timestamp AS date,
                          activity.user_id,
                          COALESCE('event ' || activity.calendar_event_id,
                                   'activity ' || activity.id) AS occasion
                     FROM mail_activity activity
                    WHERE activity.res_model = 'res.partner' AND activity.res_id IN %s
                      AND NOT activity.active AND activity.date_done IS NOT NULL
                      AND activity.activity_type_id IS DISTINCT FROM %s""",
                partner_ids,
                self.env.ref(VERIFY_ACTIVITY).id,
            ),
            SQL(
                """SELECT message.res_id, message.date, writer.id, 'message ' || message.id
                     FROM mail_message message
                LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                LEFT JOIN res_users writer ON writer.partner_id = message.author_id
                    WHERE message.model = 'res.partner' AND message.res_id IN %s
                      AND message.message_type IN ('email', 'email_outgoing', 'comment')
                      AND NOT COALESCE(message.is_internal OR subtype.internal, FALSE)""",
                partner_ids,
            ),
            SQL(
                """SELECT author_id, date, NULL::int, 'message ' || id
                     FROM mail_message
                    WHERE author_id IN %s AND message_type IN ('email', 'comment')""",
                partner_ids,
            ),
            SQL(
                """SELECT attendee.res_partner_id, event.start, host.user_id, 'event ' || event.id
                     FROM calendar_event event
                     JOIN calendar_event_res_partner_rel attendee
                       ON attendee.calendar_event_id = event.id
                LEFT JOIN (SELECT rel.calendar_event_id, users.id AS user_id
                             FROM calendar_event_res_partner_rel rel
                             JOIN res_users users ON users.partner_id = rel.res_partner_id) host
                       ON host.calendar_event_id = event.id
                    WHERE attendee.res_partner_id IN %s
                      AND event.active AND event.start <= %s""",
                partner_ids,
                fields.Datetime.now(),
            ),
        ]

    def action_keqing_leave(self):
        """Ask who succeeds a person that has left the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%s Has Left", self.name),
            "res_model": "keqing.succession",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
