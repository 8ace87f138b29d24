# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...chosen import for_one
from ...wording import say_day
from ..mixins.keqing_contact_mixin import TALKS
from ..res_partner import OWN_PEOPLE

RECENT_DAYS = 90  # contacts of so many days are counted for each member


class ResPartner(models.Model):
    """The account team: who works for a customer, and whether its grade demands more."""

    _inherit = "res.partner"

    keqing_team_member_ids = fields.One2many(
        comodel_name="keqing.account.team.member",
        inverse_name="partner_id",
        string="Account Team",
        copy=False,
        groups=OWN_PEOPLE,
    )

    keqing_is_in_team = fields.Boolean(
        string="In the Account Team",
        compute="_compute_keqing_is_in_team",
        search="_search_keqing_is_in_team",
        groups=OWN_PEOPLE,
    )

    @api.depends_context("uid")
    @api.depends("commercial_partner_id.keqing_team_member_ids.user_id")
    def _compute_keqing_is_in_team(self):
        for partner in self:
            team = partner.commercial_partner_id.keqing_team_member_ids
            partner.keqing_is_in_team = self.env.user in team.user_id

    def _search_keqing_is_in_team(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._of_customers(self._is_in_team_sql())

    @api.depends("keqing_is_in_team")
    def _compute_keqing_is_visible(self):
        computed = super()._compute_keqing_is_visible()
        for partner in self:
            partner.keqing_is_visible = partner.keqing_is_visible or partner.keqing_is_in_team
        return computed

    def _is_visible_sql(self):
        return SQL("%s OR %s", super()._is_visible_sql(), self._is_in_team_sql())

    def _is_in_team_sql(self):
        member = self.env["keqing.account.team.member"]._fields
        return SQL(
            """customer.id = ANY (ARRAY(
                   SELECT partner_id FROM keqing_account_team_member WHERE user_id = %s))""",
            self.env.uid,
            to_flush=[member["partner_id"], member["user_id"]],
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Members keep in touch: they write to the customer and plan calls without changing it."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and self.env.user.has_group(OWN_PEOPLE):
            present = self.exists()
            only_seen = (present - present._filtered_access("write"))._filtered_access("read")
            operations.update(dict.fromkeys(only_seen.filtered("keqing_is_in_team"), "read"))
        return operations

    @api.model
    def _card_pages(self):
        return {
            **super()._card_pages(),
            "keqing_account_team": ("get_keqing_team", 8),
        }

    @api.readonly
    @for_one("read")
    def get_keqing_team(self):
        """Who works for the customer, as the card shows it.

        :return: dict: ``members``, dicts ``id, user_id, user, has_left, duty, is_sponsor,
            last_contact`` (a date or False) and ``contact_count`` (in the last ``recent_days``);
            ``missing``, sentences on what the grade demands and is not there; ``may_change``
        """
        members = self.keqing_team_member_ids
        contacts = self._get_team_contacts(members.user_id)
        return {
            "members": [
                {
                    "id": member.id,
                    "user_id": member.user_id.id,
                    "user": member.user_id.name,
                    "has_left": not member.user_id.active,
                    "duty": member.duty_id.name,
                    "is_sponsor": member.is_sponsor,
                    "last_contact": contacts.get(member.user_id.id, {}).get("last_contact", False),
                    "contact_count": contacts.get(member.user_id.id, {}).get("contact_count", 0),
                }
                for member in members
            ],
            "recent_days": RECENT_DAYS,
            "missing": list(self._explain_team(members.filtered("user_id.active"), contacts)),
            "may_change": members.has_access("create") and members.has_access("write"),
        }

    def _get_team_contacts(self, users):
        """What each of these users did to keep in touch with the customer, in one query.

        A contact with one of its people, also with one who left, is one with the customer.

        :return: ``{user id: {"last_contact": date, "last_talk": date or None, "contact_count":
            number}}``, the number that of the last days; who never had a contact is absent
        """
        self.ensure_one()
        if not users:
            return {}
        own = SQL("(SELECT id FROM res_partner WHERE commercial_partner_id = %s)", self.id)
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT user_id, max(date)::date AS last_contact,
                          max(date) FILTER (WHERE kind IN %s)::date AS last_talk,
                          count(DISTINCT occasion) FILTER (WHERE date::date > %s) AS contact_count
                     FROM (%s) contact
                    WHERE user_id IN %s
                 GROUP BY user_id""",
                TALKS,
                fields.Date.subtract(self.env.company._get_keqing_today(), days=RECENT_DAYS),
                self._contacts_sql(own),
                tuple(users.ids),
            )
        )
        return {row.pop("user_id"): row for row in rows}

    def _explain_team(self, members, contacts):
        """What the grade demands of the team and is not there, as sentences.

        :param dict contacts: what the members did, see :meth:`_get_team_contacts`
        """
        grade = self._get_keqing_standards(self.env.company)[self]
        sponsors = members.filtered("is_sponsor").user_id
        if grade.team_demanded and not members:
            yield self.env._("A customer of the grade %s needs an account team.", grade.name)
        if grade.sponsor_demanded and not sponsors:
            yield self.env._("A customer of the grade %s needs an executive sponsor.", grade.name)
        elif grade.sponsor_demanded and grade.sponsor_months:
            yield from self._explain_sponsor(sponsors, contacts, grade.sponsor_months)

    def _explain_sponsor(self, sponsors, contacts, months):
        """That none of the sponsors talked with the customer in so many months."""
        since = fields.Date.subtract(self.env.company._get_keqing_today(), months=months)
        talks = [contacts.get(sponsor.id, {}).get("last_talk") for sponsor in sponsors]
        last = max(filter(None, talks), default=None)
        names = {"sponsor": ", ".join(sponsors.mapped("name")), "months": months}
        if not last:
            yield self.env._(
                "%(sponsor)s, the executive sponsor, has not talked with the customer yet.", **names
            )
        elif last < since:
            yield self.env._(
                "%(sponsor)s, the executive sponsor, talked with the customer last on %(day)s; "
                "every %(months)s month(s) is asked for.",
                day=say_day(self.env, last),
                **names,
            )

    # What matters to whom is a sponsor

    def _is_sponsored_sql(self, partner_id):
        """Condition: the user is the executive sponsor of a customer."""
        member = self.env["keqing.account.team.member"]._fields
        return SQL(
            """%s = ANY (ARRAY(
                   SELECT partner_id FROM keqing_account_team_member
                    WHERE user_id = %s AND is_sponsor))""",
            partner_id,
            self.env.uid,
            to_flush=[member[name] for name in ("partner_id", "user_id", "is_sponsor")],
        )
