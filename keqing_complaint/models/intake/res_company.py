# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger

DIRECTORS = "keqing_customer.group_customer_all"
ADMINISTRATORS = "keqing_customer.group_customer_admin"


class ResCompany(models.Model):
    """When many customers are too many, and who is told of what cannot wait."""

    _inherit = "res.company"

    keqing_incident_customers = BoundedInteger(
        string="Customers of an Incident",
        low=0,
        high=10000,
        default=3,
        groups=OWN_PEOPLE,
        copy=False,
        help="When so many customers complain about the same goods, an incident is suspected; zero "
        "for never.",
    )
    keqing_incident_days = BoundedInteger(
        string="Days of an Incident",
        low=1,
        high=365,
        default=7,
        groups=OWN_PEOPLE,
        copy=False,
        help="Within so many days.",
    )

    def _find_keqing_directors(self):
        """Those of the company; administrators only where nobody else is one."""
        self.ensure_one()
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(DIRECTORS)  # without a query
        directors = self.env["res.groups"].sudo().browse(group_id)  # who is told
        people = directors.all_user_ids.filtered(
            lambda user: not user.share and self in user.company_ids
        )
        return people.filtered(lambda user: not user.has_group(ADMINISTRATORS)) or people
