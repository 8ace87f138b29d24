# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqingAccountTeamMember(models.Model):
    """Somebody who works for a customer, besides its owner; sees the customer therefore."""

    _name = "keqing.account.team.member"
    _inherit = ["keqing.customer.record.mixin"]
    _description = "Account Team Member"
    _order = "partner_id, is_sponsor desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    duty_id = fields.Many2one(comodel_name="keqing.account.duty", required=True, index=True)
    is_sponsor = fields.Boolean(
        string="Executive Sponsor",
        help="Of our management; keeps in touch with the customer's.",
    )

    _member_uniq = models.Constraint(
        "UNIQUE (partner_id, user_id, duty_id)", "This person has this duty there already."
    )

    @api.constrains("partner_id", "user_id")
    def _check_user_id(self):
        for member in self.sudo():  # users of any company are looked at
            user, customer = member.user_id, member.partner_id
            names = {"user": user.name, "customer": customer.name}
            if not user.active or user.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work here: choose another member for the team of "
                        "%(customer)s.",
                        **names,
                    )
                )
            if customer.company_id and customer.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s is not allowed in %(company)s, whose customer %(customer)s is: "
                        "choose another member.",
                        company=customer.company_id.name,
                        **names,
                    )
                )

    @api.model
    def _merge_partners(self, gone, kept):
        """Both teams are one; who has the same duty in both has it once."""
        members = self.search([("partner_id", "in", (gone + kept).ids)])
        first = {}
        for member in members.sorted(lambda member: member.partner_id != kept):
            same = first.setdefault((member.user_id, member.duty_id), member)
            if same != member:
                same.is_sponsor |= member.is_sponsor
                member.unlink()
