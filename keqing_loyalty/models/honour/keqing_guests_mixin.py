# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date

from odoo.addons.keqing_customer.chosen import for_chosen

PURPOSE = "marketing"  # of those that consents are for: news and offers
AHEAD = 14  # days from today, a day that is entered then
BEGINS, LASTS = timedelta(hours=18), timedelta(hours=3)
NAMED = 50  # customers named in a message


class KeqingGuestsMixin(models.AbstractModel):
    """What is celebrated by customers that are guests, and the invitation where Odoo's Events are.

    Events are no dependency: without them there is no button, and nothing here is asked.
    """

    _name = "keqing.guests.mixin"
    _description = "What Guests Are Invited To"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Whoever makes events makes this one; where there are none, no button says so."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for button in arch.xpath("//button[@name='action_invite_guests']"):
            if "event.event" in self.env:
                button.set("groups", "event.group_event_user")
            else:
                button.getparent().remove(button)
        return arch, view

    def _get_guests(self):
        """Who is invited, and to what: see ``keqing.honour.candidate._group_guests``"""
        raise NotImplementedError

    def _get_feast(self):
        """What is celebrated, as the name of an event"""
        raise NotImplementedError

    @for_chosen("read")
    def action_invite_guests(self):
        """Make an event for these guests and open it: their people who agree to news and offers and
        have an e-mail address are on its list, unconfirmed, so that nobody is told before somebody
        says so.

        :raise AccessError: without a right on events
        :raise UserError: if none of them may be invited
        """
        if "event.event" not in self.env:
            raise UserError(self.env._("Install Events to invite guests."))
        self.env["event.event"].check_access("create")
        if len(self.company_id) > 1:
            raise UserError(self.env._("An event is of one company: choose guests of one."))
        customers = self.env["res.partner"].union(
            *(guest["customer"] for __, guests, __ in self._get_guests() for guest in guests)
        )
        people = customers._keqing_people_consenting(PURPOSE)
        if not people:
            raise UserError(
                self.env._(
                    "Nobody at these customers agrees to news and offers and has an e-mail "
                    "address: record their consents first."
                )
            )
        event = self.env["event.event"].create(self._prepare_event_vals())
        self.env["event.registration"].create(
            [self._prepare_registration_vals(event, person) for person in people]
        )
        left_out = customers - people.commercial_partner_id
        if left_out:
            event.message_post(
                body=self.env._(
                    "Nobody is invited of %s: no one there agrees to news and offers and has an "
                    "e-mail address.",
                    ", ".join(left_out[:NAMED].mapped("name")),
                )
            )
        return event._get_records_action()

    def _prepare_event_vals(self):
        company = self.company_id[:1] or self.env.company
        day = Date.add(company._get_keqing_today(), days=AHEAD)
        begins = company._get_keqing_start(day) + BEGINS
        return {
            "name": self._get_feast(),
            "date_begin": begins,
            "date_end": begins + LASTS,
            "date_tz": company.sudo().keqing_tz,  # anybody may know what day it is
            "company_id": company.id,
        }

    def _prepare_registration_vals(self, event, person):
        return {
            "event_id": event.id,
            "partner_id": person.id,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "company_name": person.commercial_partner_id.name,
            "state": "draft",
        }
