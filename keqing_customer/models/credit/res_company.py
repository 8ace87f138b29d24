# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedInteger
from ..res_partner import OWN_PEOPLE

# For customers without a credit grade: capping and suspending take one
UNRATED_CONSTRAINTS = [
    ("none", "Nothing"),
    ("warn", "Warn"),
    ("approve", "Ask for approval"),
]


class ResCompany(models.Model):
    """What happens beyond the credit of customers whom no grade rates."""

    _inherit = "res.company"

    keqing_credit_constraint = fields.Selection(
        selection=UNRATED_CONSTRAINTS,
        string="Beyond Credit, Without a Rating",
        default="warn",
        required=True,
        copy=False,
        groups=OWN_PEOPLE,
        help="What happens to an order beyond the credit of a customer without a credit grade.",
    )
    keqing_credit_overdue_days = BoundedInteger(
        low=0,
        high=3650,
        string="Overdue Days Allowed, Without a Rating",
        help="Customers without a credit grade who owe something overdue for longer are treated "
        "as if beyond their credit. Zero: overdue invoices alone stop nothing.",
        copy=False,
        groups=OWN_PEOPLE,
    )

    def write(self, vals):
        written = super().write(vals)
        if {"keqing_credit_constraint", "keqing_credit_overdue_days"} & vals.keys():
            self.env["res.users"]._keqing_signs_changed()
        return written
