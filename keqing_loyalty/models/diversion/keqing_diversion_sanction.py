# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger, BoundedMonetary

KINDS = [
    ("diversion", "Sold outside its territory"),
    ("counterfeit", "Counterfeit"),
    ("smuggled", "Smuggled"),
    ("outside", "Bought from outside"),
    ("beyond", "Beyond its quota"),
]


class KeqingDiversionSanction(models.Model):
    """What the policy has for a kind of violation, the first time and whenever it happens again."""

    _name = "keqing.diversion.sanction"
    _description = "Sanction"
    _inherit = ["keqing.guard.mixin"]
    _policy_key = ("kind", "occurrence", "company_id")
    _order = "kind, occurrence, id"
    _check_company_auto = True
    _rec_name = "kind"

    kind = fields.Selection(selection=KINDS, required=True, default="diversion")
    occurrence = BoundedInteger(
        low=1, high=100, string="From Which Time On", default=1, required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    forfeit_percent = BoundedFloat(
        low=0, high=100, string="Rebate Forfeited (%)", help="Of the statements that are frozen."
    )
    fine = BoundedMonetary(low=0, string="Amount")
    grade_steps = BoundedInteger(low=0, high=100, string="Grades Down")
    stop_months = BoundedInteger(low=0, high=120, string="Months Without Supply")

    fine_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Amount Booked On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Such as other income. Empty: on the account of the journal.",
    )
    compensation = BoundedMonetary(
        low=0, help="Credited to the customer whose territory it is, if that is one alone."
    )
    compensation_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Compensation Booked On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Such as other expenses. Empty: on the account of the journal.",
    )

    _kind_uniq = models.Constraint(
        "UNIQUE (company_id, kind, occurrence)",
        "There is a sanction for this kind and time already.",
    )
