# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.fields import BoundedMonetary

ROLES = [
    ("user", "Salesperson"),
    ("service", "Customer service"),
    ("manager", "Territory manager"),
    ("all", "Director"),
]


class KeqingRemedyLimit(models.Model):
    """Up to how much people of a role promise a customer on their own, and approve of others."""

    _name = "keqing.remedy.limit"
    _description = "Limit of Remedies"
    _order = "company_id, amount, id"
    _rec_name = "role"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(selection=ROLES, required=True)
    is_unlimited = fields.Boolean(string="Unlimited")
    amount = BoundedMonetary(
        low=0, string="Up To", help="Of all remedies of a complaint, in the company's currency."
    )

    _role_uniq = models.Constraint(
        "UNIQUE (company_id, role)", "This role has a limit already: change that one."
    )

    @api.model
    def _get_limit(self, company, user):
        """How much a user may promise, in company currency; None for any amount.

        Where a company has set none at all nobody needs approval; where it has, a role without one
        may promise nothing. Of several roles the highest limit counts.
        """
        limits = self.sudo().search([("company_id", "=", company.id)])  # rules for everybody alike
        if not limits:
            return None
        own = limits.filtered(lambda limit: has_role(user, limit.role))
        if any(own.mapped("is_unlimited")):
            return None
        return max(own.mapped("amount"), default=0.0)


def has_role(user, role):
    """Whether a user has a role, or one above it."""
    return user.has_group(f"keqing_customer.group_customer_{role}")
