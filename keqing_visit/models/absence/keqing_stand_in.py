# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class KeqingStandIn(models.Model):
    """Who sees somebody's customers of the day while that one is on leave."""

    _name = "keqing.stand.in"
    _description = "Stand-in"
    _inherit = ["keqing.guard.mixin"]
    _order = "user_id, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Stand-in",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    _user_uniq = models.Constraint(
        "UNIQUE (company_id, user_id)", "Somebody has one stand-in in a company."
    )

    @api.constrains("stand_in_id", "user_id", "company_id")
    def _check_works_there(self):
        for entry in self.sudo():  # users of any company are looked at
            for user in entry.user_id + entry.stand_in_id:
                if entry.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work for %(company)s: choose somebody who does.",
                            user=user.name,
                            company=entry.company_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._assign(entries.user_id)
        return entries

    def write(self, vals):
        before, companies = self.user_id, self.company_id
        written = super().write(vals)
        (self | self.search(Domain("company_id", "in", companies.ids)))._assign(
            before + self.user_id
        )
        return written

    def unlink(self):
        users, companies = self.user_id, self.company_id
        unlinked = super().unlink()
        for company in companies:
            self.env["keqing.visit"]._assign_stand_ins(company, users)
        return unlinked

    def _assign(self, users):
        for company in self.company_id:
            self.env["keqing.visit"]._assign_stand_ins(company, users)
