# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

PURPOSE = "marketing"


class KeqingEventInvitation(models.TransientModel):
    """Invite people of customers to an event: those who agree to news, as unconfirmed attendees.

    Who comes, and what they are sent, is Odoo's own.
    """

    _name = "keqing.event.invitation"
    _description = "Invitation to an Event"
    _inherit = ["keqing.care.audience", "keqing.wizard.mixin"]

    event_id = fields.Many2one(comodel_name="event.event", required=True)
    customer_count = fields.Integer(string="Customers", compute="_compute_counts")
    person_count = fields.Integer(
        string="People to Invite",
        compute="_compute_counts",
        help="Who agrees to news and offers, has an e-mail address and is not invited yet.",
    )

    @api.depends("event_id", "grade_ids", "customer_type_ids", "territory_ids", "company_id")
    def _compute_counts(self):
        for invitation in self:
            customers = invitation._get_customers()
            invitation.customer_count = len(customers)
            invitation.person_count = len(invitation._get_invited(customers))

    def _get_invited(self, customers):
        people = self._get_people(customers, PURPOSE)
        # sudo: whom nobody needs to invite again
        known = (
            self.env["event.registration"]
            .sudo()
            .search([("event_id", "=", self.event_id.id), ("partner_id", "in", people.ids)])
        )
        return people - known.partner_id.sudo(self.env.su)

    @for_one("write")
    def action_invite(self):
        """Put them on the list of the event and open it.

        :raise AccessError: without a right on events
        :raise UserError: if there is nobody to invite
        """
        people = self._get_invited(self._get_customers())
        if not people:
            raise UserError(
                self.env._(
                    "Nobody else at these customers agrees to news and offers and has an e-mail "
                    "address: record their consents, or choose other customers."
                )
            )
        self.env["event.registration"].create(
            [
                {
                    "event_id": self.event_id.id,
                    "partner_id": person.id,
                    "name": person.name,
                    "email": person.email,
                    "phone": person.phone,
                    "company_name": person.commercial_partner_id.name,
                    "state": "draft",
                }
                for person in people
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "event.event_registration_action_tree"
        )
        return {**action, "domain": [("event_id", "=", self.event_id.id)], "context": {}}
