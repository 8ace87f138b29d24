# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Contacts with a customer: whatever module knows of them, they are asked for here."""

    _inherit = "res.partner"

    def _get_last_contacts(self, kinds=None, since=None):
        """When each of these customers and persons was last contacted, in one query.

        :param kinds: of :class:`KeqingContactMixin`; all if None
        :param since: the first day that counts; all there are if None
        :return: ``{partner id: date}``, days of the company; who was not contacted is absent
        """
        if not self:
            return {}
        contacts = self._contacts_sql(tuple(self.ids), kinds, since)
        return dict(
            self.env.execute_query(
                SQL("SELECT partner_id, max(date)::date FROM (%s) last GROUP BY 1", contacts)
            )
        )

    def _get_last_customer_contacts(self, kinds=None, since=None):
        """As :meth:`_get_last_contacts`, with the customer or any of its people, also who left.

        :return: ``{id of a customer: date}``
        """
        if not self:
            return {}
        customers = SQL("%s", tuple(self.ids))
        return dict(
            self.env.execute_query(self._last_customer_contacts_sql(customers, kinds, since))
        )

    @api.model
    def _last_customer_contacts_sql(self, customers, kinds=None, since=None):
        """SELECT with ``partner_id``, a customer, and ``last_contact``, a day of the company.

        :param SQL customers: whose contacts are asked for: a list of ids, or what selects them
        """
        people = SQL("(SELECT id FROM res_partner WHERE commercial_partner_id IN %s)", customers)
        return SQL(
            """SELECT partner.commercial_partner_id AS partner_id,
                      max(contact.date)::date AS last_contact
                 FROM (%s) contact
                 JOIN res_partner partner ON partner.id = contact.partner_id
             GROUP BY partner.commercial_partner_id""",
            self._contacts_sql(people, kinds, since),
        )

    @api.model
    def _contacts_sql(self, partner_ids, kinds=None, since=None):
        """The rows of all sources as one SELECT, of some kinds and since a day alone.

        The moments are those of the company's clock.

        :param partner_ids: whose contacts are asked for: a tuple, or SQL that selects them
        """
        self.env.flush_all()
        conditions = [SQL("TRUE")]
        if kinds is not None:
            conditions.append(SQL("kind IN %s", tuple(kinds)))
        if since is not None:
            conditions.append(SQL("date >= %s", since))
        return SQL(
            """SELECT *
                 FROM (SELECT partner_id, date AT TIME ZONE 'UTC' AT TIME ZONE %s AS date,
                              user_id, occasion, kind
                         FROM (%s) source (partner_id, date, user_id, occasion, kind)) contact
                WHERE %s""",
            self.env.company.sudo().keqing_tz,  # anybody may know what day it is
            SQL(" UNION ALL ").join(self._contact_sources(partner_ids)),
            SQL(" AND ").join(conditions),
        )

    @api.model
    def _contact_sources(self, partner_ids):
        """What counts as a contact; each module adds the source that it knows.

        Here: done activities and meetings, messages sent on the contact and those that it sent us;
        no internal notes.

        :param partner_ids: see :meth:`_contacts_sql`
        :return: list of ``SELECT`` with the columns ``partner_id``, ``date`` (UTC), ``user_id``
            (who of us; null where nobody), ``occasion``, the same for all rows of one contact, and
            ``kind``, see :class:`KeqingContactMixin`
        """
        return [
            SQL(
                """SELECT activity.res_id,
                          CASE WHEN activity.write_date::date = activity.date_done
                               THEN activity.write_date  -- Odoo keeps the day alone, in UTC
                               ELSE activity.date_done + time '12:00' END,
                          activity.user_id,
                          COALESCE('event ' || activity.calendar_event_id,
                                   'activity ' || activity.id),
                          CASE WHEN type.category = 'phonecall' THEN 'phone'
                               WHEN type.category = 'meeting' THEN 'meeting'
                               WHEN type.id = %s THEN 'email'
                               ELSE 'other' END
                     FROM mail_activity activity
                LEFT JOIN mail_activity_type type ON type.id = activity.activity_type_id
                    WHERE activity.res_model = 'res.partner' AND activity.res_id IN %s
                      AND NOT activity.active AND activity.date_done IS NOT NULL
                      AND COALESCE(activity.activity_type_id, 0) != ALL (%s::int[])""",
                self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_email"),
                partner_ids,
                self._no_contact_activity_types().ids,
            ),
            SQL(
                """SELECT message.res_id, message.date, writer.id, 'message ' || message.id,
                          CASE message.message_type WHEN 'comment' THEN 'message' ELSE 'email' END
                     FROM mail_message message
                LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                LEFT JOIN res_users writer ON writer.partner_id = message.author_id
                    WHERE message.model = 'res.partner' AND message.res_id IN %s
                      AND message.message_type IN ('email', 'email_outgoing', 'comment')
                      AND NOT COALESCE(message.is_internal OR subtype.internal, FALSE)""",
                partner_ids,
            ),
            SQL(
                """SELECT author_id, date, NULL::int, 'message ' || id,
                          CASE message_type WHEN 'comment' THEN 'message' ELSE 'email' END
                     FROM mail_message
                    WHERE author_id IN %s AND message_type IN ('email', 'comment')""",
                partner_ids,
            ),
            SQL(
                """SELECT attendee.res_partner_id, event.start, host.user_id, 'event ' || event.id,
                          CASE WHEN event.videocall_location > '' THEN 'online' ELSE 'meeting' END
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

    @api.model
    def _no_contact_activity_types(self):
        """Activities on a customer whose end is no contact with it."""
        return self.env["mail.activity.type"]
