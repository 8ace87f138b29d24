# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedInteger


class KeqingGrade(models.Model):
    """Who has to look after the customers of a grade."""

    _inherit = "keqing.grade"

    team_demanded = fields.Boolean(
        string="Needs a Team", help="Customers of this grade have an account team."
    )
    sponsor_demanded = fields.Boolean(
        string="Needs a Sponsor",
        help="Customers of this grade have somebody of our management who keeps in touch.",
    )
    sponsor_months = BoundedInteger(
        low=0,
        high=60,
        default=3,
        string="Sponsor Talks Every",
        help="Months within which the sponsor has talked with the customer, face to face or by "
        "telephone; zero asks for no talks.",
    )
