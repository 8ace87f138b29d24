# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedInteger

from ..intake.keqing_complaint_type import SEVERITIES


class ResCompany(models.Model):
    """What must be known before a complaint is closed."""

    _inherit = "res.company"

    keqing_follow_up_days = BoundedInteger(
        string="Follow-up After",
        low=0,
        high=365,
        default=3,
        groups=OWN_PEOPLE,
        copy=False,
        help="So many days after a complaint was put right the customer is called; zero for never.",
    )
    keqing_reopen_days = BoundedInteger(
        string="Reopened Within",
        low=0,
        high=3650,
        default=90,
        groups=OWN_PEOPLE,
        copy=False,
        help="So many days after it was closed a complaint goes on as another cycle of its own; "
        "later it is a new one. Zero: never reopened.",
    )
    keqing_cause_severity = fields.Selection(
        selection=SEVERITIES,
        string="Causes Are Known From",
        default="2",
        groups=OWN_PEOPLE,
        copy=False,
        help="A complaint as severe as that is closed only when its cause is known and something "
        "is done against it.",
    )
    keqing_sample_size = BoundedInteger(
        string="Cases Drawn a Month",
        low=0,
        high=100,
        default=5,
        groups=OWN_PEOPLE,
        copy=False,
        help="So many of the complaints closed in a month are drawn at random, to see how they "
        "were handled; zero for none.",
    )
