# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import OWN_PEOPLE


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


class ResPartner(models.Model):
    """The account team: who works for a customer, and whether its grade demands more."""

    _inherit = "res.partner"

    keqing_team_member_ids = fields.One2many(
        comodel_name="keqing.account.team.member",
        inverse_name="partner_id",
        string="Account Team",
        copy=False,
        groups=OWN_PEOPLE,
    )

    # For the rule of customers, which asks what costs nothing first and this last
    keqing_is_in_team = fields.Boolean(
        string="In the Account Team",
        compute="_compute_keqing_is_in_team",
        search="_search_keqing_is_in_team",
        groups=OWN_PEOPLE,
    )

    @api.depends_context("uid")
    @api.depends("commercial_partner_id.keqing_team_member_ids.user_id")
    def _compute_keqing_is_in_team(self):
        for partner in self:
            team = partner.commercial_partner_id.keqing_team_member_ids
            partner.keqing_is_in_team = self.env.user in team.user_id

    def _search_keqing_is_in_team(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("commercial_partner_id.keqing_team_member_ids.user_id", "=", self.env.uid)

    @api.readonly
    def get_keqing_team(self):
        """Who works for the customer, as the card shows it.

        :return: dict: ``members``, dicts ``id, user_id, user, duty, is_sponsor``; ``missing``,
            sentences on what the grade demands and is not there; ``may_change``
        """
        self.ensure_one()
        members = self.keqing_team_member_ids
        return {
            "members": [
                {
                    "id": member.id,
                    "user_id": member.user_id.id,
                    "user": member.user_id.name,
                    "duty": member.duty_id.name,
                    "is_sponsor": member.is_sponsor,
                }
                for member in members
            ],
            "missing": list(self._explain_team(members.filtered("user_id.active"))),
            "may_change": members.has_access("create") and members.has_access("write"),
        }

    def _explain_team(self, members):
        """What the grade demands of the team and is not there, as sentences."""
        grade = self.keqing_grade_id
        if grade.team_demanded and not members:
            yield self.env._("A customer of the grade %s needs an account team.", grade.name)
        if grade.sponsor_demanded and not any(members.mapped("is_sponsor")):
            yield self.env._("A customer of the grade %s needs an executive sponsor.", grade.name)
