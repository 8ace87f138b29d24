# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..res_partner import OWN_PEOPLE


class CrmTeam(models.Model):
    """A team that develops customers goes by stages of its own, such as those of a policy."""

    _inherit = "crm.team"
    _policy_per_company = True

    keqing_own_stages = fields.Boolean(
        string="Develops Customers",
        help="Leads of this team go through the stages of the team alone, not through those that "
        "all teams share, and become customers when they are won.",
        copy=False,
        groups=OWN_PEOPLE,
    )
