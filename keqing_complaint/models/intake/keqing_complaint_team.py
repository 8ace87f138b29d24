# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

DEPARTMENTS = [
    ("service", "Customer service"),
    ("sales", "Sales"),
    ("quality", "Quality"),
    ("production", "Production"),
    ("logistics", "Logistics"),
    ("finance", "Finance"),
]


class KeqingComplaintTeam(models.Model):
    """People of a department who handle complaints, or find out what happened."""

    _name = "keqing.complaint.team"
    _description = "Complaint Team"
    _inherit = ["keqing.catalogue.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    department = fields.Selection(selection=DEPARTMENTS, required=True, default="service")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Leader",
        index="btree_not_null",
        domain=[("share", "=", False)],
        help="Hears of what the team does not do in time.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_complaint_team_member_rel",
        string="Members",
        domain=[("share", "=", False)],
        help="Handle what comes to the team, of the customers they see.",
    )
