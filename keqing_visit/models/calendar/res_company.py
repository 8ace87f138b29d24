# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    """Whether visits stand in Odoo's calendar."""

    _inherit = "res.company"

    keqing_visits_in_calendar = fields.Boolean(
        string="Visits in the Calendar",
        default=True,
        copy=False,
        groups="keqing_customer.group_customer_user",
        help="Planned visits stand in the calendars of the people who make them.",
    )
