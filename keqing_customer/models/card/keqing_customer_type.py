# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

# What a customer type can ask for; each has to be stored on the customer
DEMANDABLE_TYPES = (
    "char",
    "text",
    "selection",
    "many2one",
    "many2many",
    "date",
    "float",
    "monetary",
)
# What _card_terms() rests on
TERM_FIELDS = {"demanded_field_ids", "demanded_role_ids", "parent_id", "verify_months"}


class KeqingCustomerType(models.Model):
    """What a type demands of the card of its customers."""

    _inherit = "keqing.customer.type"

    demanded_field_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        string="Demanded Facts",
        domain=[
            ("model", "=", "res.partner"),
            ("store", "=", True),
            ("ttype", "in", DEMANDABLE_TYPES),
        ],
        groups="keqing_customer.group_customer_admin",
        help="Facts that the card of such a customer must have. A type that demands nothing itself "
        "takes over the demands of the type above.",
    )
    demanded_role_ids = fields.Many2many(
        comodel_name="keqing.contact.role",
        string="Demanded Key Persons",
        help="Posts of which somebody must be known.",
    )
    verify_months = fields.Integer(
        string="Check Every",
        default=12,
        help="Months after which a card has to be checked again; zero for never.",
    )
    dormant_days = fields.Integer(
        string="Dormant After",
        default=180,
        help="Days without an invoice after which a customer counts as dormant; zero for never.",
    )

    _terms_not_negative = models.Constraint(
        "CHECK (verify_months >= 0 AND dormant_days >= 0)",
        "Months and days cannot be negative; use zero for never.",
    )

    @api.constrains("demanded_field_ids")
    def _check_demanded_field_ids(self):
        for field in self.sudo().demanded_field_ids:  # what a field is, is public knowledge
            plain = field.store and field.ttype in DEMANDABLE_TYPES
            if field.model != "res.partner" or not plain:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be demanded: it is no plain fact of a customer.",
                        field.field_description,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        customer_types = super().create(vals_list)
        self.env.registry.clear_cache()
        return customer_types

    def write(self, vals):
        written = super().write(vals)
        if TERM_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return written

    def unlink(self):
        unlinked = super().unlink()
        self.env.registry.clear_cache()
        return unlinked

    @ormcache("self.id")
    def _card_terms(self):
        """What the card of a customer of this type must have; every card asks for it.

        :return: (names of fields of res.partner, ids of roles, months between checks)
        """
        demanding = self.sudo()  # the demands are for administrators, what is missing for all
        while demanding.parent_id and not (
            demanding.demanded_field_ids or demanding.demanded_role_ids
        ):
            demanding = demanding.parent_id
        names = demanding.demanded_field_ids.sorted("name").mapped("name")
        return tuple(names), tuple(demanding.demanded_role_ids.ids), self.sudo().verify_months

    def _demands(self):
        """What the card of a customer of this type must have, its own or the type's above.

        :return: (list of field names of res.partner, roles)
        """
        names, role_ids, __ = self._card_terms() if self else ((), (), 0)
        known = self.env["res.partner"]._fields  # fewer when a module has gone
        roles = self.env["keqing.contact.role"].browse(role_ids)
        return [name for name in names if name in known], roles

    def _known_domains(self):
        """Of each demand, in the order of :meth:`_demands`, the customers that meet it."""
        names, roles = self._demands()
        facts = [Domain(name, "!=", False) for name in names]
        return facts + [
            Domain("child_ids", "any", [("keqing_role_id", "=", role.id)]) for role in roles
        ]

    def _alike(self):
        """Those of these types that demand something, the ones that demand the same together."""
        alike = {}
        for customer_type in self:
            names, roles = customer_type._demands()
            if names or roles:
                key = (tuple(names), roles)
                alike[key] = alike.get(key, self.browse()) | customer_type
        return list(alike.values())

    def _incomplete_domain(self):
        """The customers of these types that lack something."""
        return Domain.OR(
            Domain("keqing_customer_type_id", "in", customer_types.ids)
            & ~Domain.AND(customer_types[0]._known_domains())
            for customer_types in self._alike()
        )

    def _unverified_domain(self, today):
        """The customers of these types whose card was not checked for too long.

        A card that was never checked counts from the day it was made.
        """
        domains = []
        for months, customer_types in self.grouped(lambda each: each._card_terms()[2]).items():
            if months:
                limit = fields.Date.subtract(today, months=months)
                domains.append(
                    Domain("keqing_customer_type_id", "in", customer_types.ids)
                    & (
                        Domain("keqing_verified_on", "<", limit)
                        | Domain("keqing_verified_on", "=", False)
                        & Domain("create_date", "<", limit)
                    )
                )
        return Domain.OR(domains)
