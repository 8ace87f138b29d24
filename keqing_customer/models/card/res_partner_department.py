# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

SERVICE = "keqing_customer.group_customer_service"
MARKETING = "keqing_customer.group_customer_marketing"


class ResPartner(models.Model):
    """Which department keeps which part of the card; who has a role keeps all of it."""

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
            operation == "read"
            or self.env.su
            or not field.name.startswith("keqing_")
            or self._is_of_my_department(field.name)
        )

    def _is_of_my_department(self, name):
        mine = self.env.user._keqing_departments()
        return not mine or all(
            departments & mine for names, departments in self._card_departments() if name in names
        )
