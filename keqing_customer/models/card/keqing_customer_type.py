# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...demand import CardDemand
from ...fields import BoundedInteger

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

# Fields that a widget of the card fills in
FILLED_IN_WIDGET = {
    "keqing_competitor_ids": "keqing_preferences",
    "keqing_preference_ids": "keqing_preferences",
}


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
    verify_months = BoundedInteger(
        low=0,
        high=120,
        string="Check Every",
        default=12,
        help="Months after which a card has to be checked again; zero for never.",
    )
    dormant_days = BoundedInteger(
        low=0,
        high=3650,
        string="Dormant After",
        default=180,
        help="Days without an invoice after which a customer counts as dormant; zero for never.",
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
        if self._card_demand_fields() & vals.keys():
            self.env.registry.clear_cache()
        return written

    def unlink(self):
        unlinked = super().unlink()
        self.env.registry.clear_cache()
        return unlinked

    # What the card must have

    def _card_demand_fields(self):
        """The fields that :meth:`_card_demands` rests on; who adds demands adds theirs."""
        return {"demanded_field_ids", "demanded_role_ids", "parent_id", "verify_months"}

    def _own_demands(self):
        """What this type itself demands; other modules add theirs.

        :return: list of ``(kind, what)``, of which ``_demand_<kind>(what)`` makes a
            :class:`CardDemand`
        """
        names = self.demanded_field_ids.sorted("name").mapped("name")
        return [
            *(("field", name) for name in names),
            *(("role", role_id) for role_id in self.demanded_role_ids.ids),
        ]

    def _demand_field(self, name):
        field = self.env["res.partner"]._fields.get(name)
        if field is None:  # its module has gone
            return None
        known = Domain(name, "!=", False)
        where = FILLED_IN_WIDGET.get(name, name)
        return CardDemand(lambda: field._description_string(self.env), known, where)

    def _demand_role(self, role_id):
        role = self.env["keqing.contact.role"].browse(role_id)
        known = Domain("child_ids", "any", [("keqing_role_id", "=", role_id)])
        return CardDemand(lambda: role.name, known, "keqing_key_persons")

    @ormcache("self.id")
    def _card_demands(self):
        """What the card of a customer of this type must have; every card asks for it.

        A type that demands nothing itself takes over the demands of the type above.

        :return: (pairs as of :meth:`_own_demands`, months between checks)
        """
        demanding = self.sudo()  # the demands are for administrators, what is missing for all
        while demanding.parent_id and not demanding._own_demands():
            demanding = demanding.parent_id
        return tuple(demanding._own_demands()), self.sudo().verify_months

    def _demands(self):
        """:return: list of :class:`CardDemand`, the type's own or those of the type above"""
        pairs, __ = self._card_demands() if self else ((), 0)
        demands = [getattr(self, f"_demand_{kind}")(what) for kind, what in pairs]
        return [demand for demand in demands if demand]

    def _demanded_roles(self):
        pairs, __ = self._card_demands() if self else ((), 0)
        role_ids = [what for kind, what in pairs if kind == "role"]
        return self.env["keqing.contact.role"].browse(role_ids)

    def _alike(self):
        """Those of these types that demand something, the ones that demand the same together."""
        alike = {}
        for customer_type in self:
            if customer_type._demands():
                pairs, __ = customer_type._card_demands()
                alike[pairs] = alike.get(pairs, self.browse()) | customer_type
        return list(alike.values())

    def _incomplete_domain(self):
        """The customers of these types that lack something."""
        return Domain.OR(
            Domain("keqing_customer_type_id", "in", customer_types.ids)
            & ~Domain.AND(demand.known for demand in customer_types[0]._demands())
            for customer_types in self._alike()
        )

    def _unverified_domain(self):
        """The customers of these types whose card was not checked for too long.

        A card that was never checked counts from the day it was made; days are the company's.
        """
        company = self.env.company
        domains = []
        for months, customer_types in self.grouped(lambda each: each._card_demands()[1]).items():
            if months:
                limit = fields.Date.subtract(company._get_keqing_today(), months=months)
                domains.append(
                    Domain("keqing_customer_type_id", "in", customer_types.ids)
                    & (
                        Domain("keqing_verified_on", "<", limit)
                        | Domain("keqing_verified_on", "=", False)
                        & Domain("create_date", "<", company._get_keqing_start(limit))
                    )
                )
        return Domain.OR(domains)
