# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import MOST_INTEGER

from ...choice import CUSTOMERS

MOST_FOUND = 20


class KeqingVisit(models.Model):
    """Stops of the day that nobody planned."""

    _inherit = "keqing.visit"

    @api.model
    @api.readonly
    def find_stops(self, words):
        """Customers whom the user sees, by a part of their names.

        :return: list of dicts: ``id``, ``name``, ``note`` (the address)
        :raise AccessError: without a role
        """
        self._check_people()
        if not isinstance(words, str) or not words.strip():
            return []
        customers = self.env["res.partner"].search_fetch(
            self._stop_choices() & Domain("display_name", "ilike", words.strip()),
            ["name", "street", "city"],
            limit=MOST_FOUND,
        )
        return [
            {
                "id": customer.id,
                "name": customer.name,
                "note": ", ".join(filter(None, [customer.street, customer.city])),
            }
            for customer in customers
        ]

    @api.model
    def add_stop(self, customer_id):
        """Put a customer into the user's day: with what is planned there about now, else anew.

        :return: the id of the visit
        :raise AccessError: without a role, or for whom the user does not visit
        :raise UserError: for what is no customer of the company whom the user sees
        """
        self._check_people()
        customer = self.env["res.partner"]
        if type(customer_id) is int and 0 < customer_id <= MOST_INTEGER:
            customer = customer.search(self._stop_choices() & Domain("id", "=", customer_id))
        if not customer:
            raise UserError(self.env._("You see no such customer: choose another one."))
        today = self.env.company._get_keqing_today()
        visit = self.search(
            Domain("user_id", "=", self.env.uid)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("partner_id", "=", customer.id)
            & (
                Domain("state", "=", "under_way")
                | Domain("state", "=", "planned")
                & (Domain("planned_on", "<=", today) | Domain("window_from", "<=", today))
            ),
            order="state desc, planned_on, id",
            limit=1,
        )
        if not visit:
            visit = self.create({"partner_id": customer.id, "company_id": self.env.company.id})
        elif visit.planned_on > today:
            visit.planned_on = today
        return visit.id

    def _stop_choices(self):
        companies = self.env.company.parent_ids.ids  # itself included
        return Domain(CUSTOMERS) & Domain("company_id", "in", [False, *companies])
