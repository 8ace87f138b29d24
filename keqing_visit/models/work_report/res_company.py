# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger


class ResCompany(models.Model):
    """Which reports a company asks for; none until somebody says so."""

    _inherit = "res.company"

    keqing_report_daily = fields.Boolean(string="Daily Reports", groups=OWN_PEOPLE, copy=False)
    keqing_report_weekly = fields.Boolean(string="Weekly Reports", groups=OWN_PEOPLE, copy=False)
    keqing_report_monthly = fields.Boolean(string="Monthly Reports", groups=OWN_PEOPLE, copy=False)
    keqing_report_days = BoundedInteger(
        string="Reports Due Within",
        low=0,
        high=20,
        default=1,
        groups=OWN_PEOPLE,
        copy=False,
        help="Working days of whoever reports, after the day, week or month; zero: on its last "
        "day.",
    )
