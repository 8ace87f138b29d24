# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...chosen import for_one
from .keqing_verification import VERIFY_ACTIVITY

SILENT_DAYS = 180  # without contact for so long, we are no longer known there


class ResPartner(models.Model):
    """The decision chain: who decides at the customer, whom we know and whom we lost sight of."""

    _inherit = "res.partner"

    @api.readonly
    @for_one("read")
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
        demanded = self.keqing_customer_type_id._demanded_roles()
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
        if not any(contacts.values()):
            yield self.env._("Nobody was contacted yet")
            return
        if len(silent) == len(persons) + 1:
            yield self.env._("Nobody was contacted for %s days", SILENT_DAYS)
            return
        for person in silent:
            if person != self and not contacts.get(person.id):
                yield self.env._("%s: never contacted", person.name)
            elif person != self:
                yield self.env._(
                    "%(person)s: not contacted for %(days)s days",
                    person=person.name,
                    days=SILENT_DAYS,
                )

    @api.model
    def _no_contact_activity_types(self):
        """Nor is it one that somebody checked the card."""
        no_contact = super()._no_contact_activity_types()
        verify_id = self.env["ir.model.data"]._xmlid_to_res_id(VERIFY_ACTIVITY)
        return no_contact + no_contact.browse(verify_id)

    @for_one("read")
    def action_keqing_leave(self):
        """Ask who succeeds a person that has left the customer."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%s Has Left", self.name),
            "res_model": "keqing.succession",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
