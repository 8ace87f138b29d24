# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """Whose a customer is mine to see: what record rules of all that belongs to one ask."""

    _inherit = "res.partner"

    keqing_is_in_my_charge = fields.Boolean(
        string="In My Charge",
        compute="_compute_keqing_is_in_my_charge",
        compute_sudo=True,
        search="_search_keqing_is_in_my_charge",
        groups=OWN_PEOPLE,
        help="Own customers, those of own territories, and who is nobody's: without type, "
        "territory and salesperson.",
    )
    keqing_is_visible = fields.Boolean(
        string="Mine to See",
        compute="_compute_keqing_is_visible",
        compute_sudo=True,
        search="_search_keqing_is_visible",
        groups=OWN_PEOPLE,
        help="Those in my charge, and those whose account team I am in.",
    )

    @api.depends_context("uid")
    @api.depends(
        "commercial_partner_id.keqing_customer_type_id",
        "commercial_partner_id.user_id",
        "commercial_partner_id.keqing_territory_id.access_user_ids",
    )
    def _compute_keqing_is_in_my_charge(self):
        user = self.env.user
        for partner in self:
            customer = partner.commercial_partner_id
            partner.keqing_is_in_my_charge = (
                customer.user_id == user
                or user in customer.keqing_territory_id.access_user_ids
                or not (
                    customer.keqing_customer_type_id
                    or customer.keqing_territory_id
                    or customer.user_id
                )
            )

    def _search_keqing_is_in_my_charge(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._of_customers(self._is_in_my_charge_sql())

    def _is_in_my_charge_sql(self):
        """As a condition on ``customer``. What lists are read by, on every page of every list: a
        domain that says the same joins two more tables and takes three times as long.
        """
        territory = self.env["keqing.territory"]._fields["access_user_ids"]
        names = "keqing_customer_type_id", "user_id", "keqing_territory_id"
        return SQL(
            """customer.user_id = %(uid)s
               OR customer.keqing_territory_id = ANY (ARRAY(
                      SELECT keqing_territory_id FROM keqing_territory_access_rel
                       WHERE res_users_id = %(uid)s))
               OR COALESCE(customer.keqing_customer_type_id, customer.keqing_territory_id,
                           customer.user_id) IS NULL""",
            uid=self.env.uid,
            to_flush=[territory, *(self._fields[name] for name in names)],
        )

    def _of_customers(self, condition):
        """Customers that meet a condition, and their people, as a domain of one subquery."""
        return Domain(
            "commercial_partner_id",
            "any!",
            SQL(
                """(SELECT customer.id FROM res_partner customer
                     WHERE customer.id = customer.commercial_partner_id AND (%s))""",
                condition,
                to_flush=self._fields["commercial_partner_id"],
            ),
        )

    @api.depends_context("uid")
    @api.depends("keqing_is_in_my_charge")
    def _compute_keqing_is_visible(self):
        for partner in self:
            partner.keqing_is_visible = partner.keqing_is_in_my_charge

    def _search_keqing_is_visible(self, operator, value):
        return NotImplemented if operator != "in" else self._of_customers(self._is_visible_sql())

    def _is_visible_sql(self):
        return self._is_in_my_charge_sql()
