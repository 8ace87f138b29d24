# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

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
    _inherit = ["keqing.catalogue.mixin", "mail.alias.mixin.optional"]
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
        help="Handle what comes to the team: of the customers they see; customer service of all "
        "who complain to it.",
    )

    def _is_of(self, company, department):
        return (self.company_id, self.department) == (company, department)

    mail_type_id = fields.Many2one(
        comodel_name="keqing.complaint.type",
        string="Type of What Arrives",
        ondelete="restrict",
        help="Of a complaint that comes by e-mail or from the portal, until somebody has read it; "
        "the first type if none is chosen.",
    )

    def _get_mail_type(self):
        """What a complaint that nobody has read yet is taken for; at most one team."""
        Type = self.env["keqing.complaint.type"].sudo()  # a letter comes in without a user
        return (
            self.sudo().mail_type_id
            or Type.search([("is_suggestion", "=", False)], limit=1)
            or Type.with_context(active_test=False).search([], limit=1)
        )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("keqing.complaint")
        if self.id:
            defaults = literal_eval(self.alias_defaults or "{}")
            defaults |= {"team_id": self.id, "company_id": self.company_id.id}
            values["alias_defaults"] = defaults
        return values
