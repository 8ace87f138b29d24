# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError

SERVICE = "keqing_customer.group_customer_service"
MARKETING = "keqing_customer.group_customer_marketing"
# What Odoo knows of anybody, and every department may correct on a customer and its people
CONTACT_FIELDS = {
    "city",
    "comment",
    "country_id",
    "email",
    "function",
    "image_1920",
    "lang",
    "name",
    "phone",
    "state_id",
    "street",
    "street2",
    "type",
    "tz",
    "website",
    "zip",
}


class ResPartner(models.Model):
    """Which department keeps which part of the card; who has a role keeps all of it.

    Of a customer a department writes what is named here and nothing else: it does not hand it over,
    give it up, archive, copy or delete it. What is on lines has rights of its own.
    """

    _inherit = "res.partner"

    @api.model
    def _card_departments(self):
        """The parts of the card that departments share in; each module adds its own.

        :return: list of pairs: names of fields, and groups of the departments that may write them
        """
        return [
            (
                {
                    "keqing_business_scope",
                    "keqing_compliance",
                    "keqing_legal_representative",
                    "keqing_licence_expiry",
                    "keqing_licence_number",
                },
                {SERVICE},
            ),
            (
                {
                    "keqing_market_share",
                    "keqing_size",
                    "keqing_source_id",
                    "keqing_turnover",
                },
                {MARKETING},
            ),
            (
                {
                    "keqing_attitude",
                    "keqing_competitor_ids",
                    "keqing_influence",
                    "keqing_need",
                    "keqing_preference_ids",
                    "keqing_role_id",
                },
                {SERVICE, MARKETING},
            ),
        ]

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            operation == "read" or self.env.su or self._is_of_my_department(field)
        )

    def _is_of_my_department(self, field):
        mine = self.env.user._keqing_departments()
        if not mine or field.type == "one2many":
            return True
        if field.name.startswith("keqing_"):
            return any(
                departments & mine
                for names, departments in self._card_departments()
                if field.name in names
            )
        return field.name in CONTACT_FIELDS or not self._are_customers()

    def _are_customers(self):
        """Whether one of these is a customer of ours, or of its people."""
        return bool(self.sudo().commercial_partner_id.keqing_customer_type_id)

    def _check_access(self, operation):
        """Departments delete no customer and nobody of one."""
        if operation == "unlink" and self._is_others_part():
            return self, self._make_department_error
        return super()._check_access(operation)

    def copy(self, default=None):
        if self._is_others_part():
            raise self._make_department_error()
        return super().copy(default)

    def _is_others_part(self):
        return (
            not self.env.su and bool(self.env.user._keqing_departments()) and self._are_customers()
        )

    def _make_department_error(self):
        return AccessError(
            self.env._(
                "%s: a department keeps its part of the card alone. Ask the salesperson.",
                ", ".join(self.sudo().mapped("display_name")[:3]),
            )
        )
