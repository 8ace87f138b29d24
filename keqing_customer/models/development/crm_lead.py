# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...chosen import for_one
from ..res_partner import OWN_PEOPLE

# Field of the lead: field of the customer that it becomes
INHERITED = {
    "keqing_customer_type_id": "keqing_customer_type_id",
    "keqing_territory_id": "keqing_territory_id",
    "keqing_referrer_id": "keqing_referrer_id",
    "keqing_need": "keqing_need",
    "source_id": "keqing_source_id",
    "user_id": "user_id",
}
# Those without which there is no customer
FILED_WITH = ("keqing_customer_type_id", "keqing_territory_id", "user_id")


class CrmLead(models.Model):
    """A customer to be won: of which type, where, on whose word; and how it becomes one."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "keqing.reader.mixin"]

    keqing_customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        string="Customer Type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Territory",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_referrer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recommended By",
        index="btree_not_null",
        help="The customer or person on whose word they turn to us.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_need = fields.Text(
        string="Needs",
        help="What they are after, in one breath; it goes to the card of the customer.",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.model
    def default_get(self, fields):
        """For our own people alone the territory: it may not even be named to others."""
        defaults = super().default_get(fields)
        name = "keqing_territory_id"
        if name in fields and name not in defaults and self.env.user.has_group(OWN_PEOPLE):
            defaults[name] = self._default_keqing_territory_id().id
        return defaults

    @api.model
    def _default_keqing_territory_id(self):
        """Where the user works, if that is one place."""
        territories = self.env["keqing.territory"].search(
            [("member_ids", "in", self.env.uid)], limit=2
        )
        return territories if len(territories) == 1 else territories.browse()

    @api.constrains("keqing_referrer_id", "partner_id")
    def _check_keqing_referrer_id(self):
        if not self.env["res.users"]._keqing_is_used():
            return
        for lead in self.sudo():  # who recommends whom is checked for everybody
            referrer = lead.keqing_referrer_id.commercial_partner_id
            if referrer and referrer == lead.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(customer)s” cannot have recommended itself. Choose who told them of "
                        "us in “%(lead)s”, or leave “Recommended By” empty.",
                        customer=referrer.display_name,
                        lead=lead.name,
                    )
                )

    @api.onchange("source_id")
    def _onchange_source_id(self):
        medium = self.source_id.sudo().keqing_medium_id  # proposed to everybody
        if medium:
            self.medium_id = medium

    @api.model_create_multi
    def create(self, vals_list):
        """What comes with a source and no medium, as by import, came by the usual one."""
        asking = [each for each in vals_list if each.get("source_id") and "medium_id" not in each]
        if asking and "default_medium_id" not in self.env.context:
            mediums = self.env["utm.source"]._usual_mediums({each["source_id"] for each in asking})
            for vals in asking:
                if vals["source_id"] in mediums:
                    vals["medium_id"] = mediums[vals["source_id"]]
        return super().create(vals_list)

    # Signed

    @for_one("write")
    def action_keqing_sign(self):
        """Make the lead a customer of ours: won, filed, with an owner; nothing is asked twice.

        :return: the customer's card, or a window that shows whom the lead might be already
        :raise UserError: if the lead lacks what a customer needs, or is signed already
        """
        self._check_can_sign()
        if not self.partner_id and self._find_known_customers():
            signing = self.env["keqing.lead.signing"].create({"lead_id": self.id})
            return signing._get_window()
        return self._sign()

    def _check_can_sign(self):
        self._check_signer()
        customer = self.partner_id.commercial_partner_id
        if self.won_status == "won" and customer.keqing_customer_type_id:
            raise UserError(self.env._("“%s” is signed already.", self.name))
        self._check_complete()

    def _check_signer(self):
        """Only who will look after the customer, or already does, makes it one.

        :raise AccessError, UserError: if the user is not of these
        """
        user = self.env.user
        if self.env.su or user.has_group("keqing_customer.group_customer_all"):
            return
        if not user.has_group(OWN_PEOPLE):
            raise AccessError(
                self.env._(
                    "“%s” becomes a customer when it is won. Ask its salesperson to sign it.",
                    self.name,
                )
            )
        customer = self.partner_id.sudo().commercial_partner_id.sudo(False)  # seen or not
        if customer.sudo().keqing_customer_type_id:
            customer._check_kept_by_user()
            return
        keepers = self.user_id | self.keqing_territory_id.sudo().access_user_ids
        if keepers and user not in keepers:
            raise UserError(
                self.env._(
                    "“%s” is for its salesperson to sign, or for the people of its territory.",
                    self.name,
                )
            )

    def _check_complete(self):
        """:raise UserError: if neither the lead nor its customer tells what has to be known"""
        customer = self.partner_id.commercial_partner_id
        missing = [
            self._fields[name]._description_string(self.env)
            for name in FILED_WITH
            if not (self[name] or customer[INHERITED[name]])
        ]
        if missing:
            raise UserError(
                self.env._(
                    "Fill in what is still missing in “%(lead)s”: %(fields)s.",
                    lead=self.name,
                    fields=", ".join(missing),
                )
            )

    def _sign(self, customer=None):
        """Win the lead for a customer that is there, the lead's own, or a new one.

        :return: action that opens the customer's card
        """
        self._handle_partner_assignment(force_partner_id=customer and customer.id)
        if self.won_status == "won" or not self.keqing_becomes_customer:
            self._become_customer()
        if self.won_status != "won":
            self.action_set_won()  # makes a customer of one that becomes any
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.commercial_partner_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _become_customer(self):
        """File whom the lead is about as a customer of ours.

        What is known of a customer that is there stays; only what is empty is filled in.

        :return: the customer
        :raise AccessError, UserError: if the user keeps no customers, or not this one; if something
            is missing; if it may be one that is there, which people decide
        """
        self._check_signer()
        self._check_complete()
        known = {} if self.partner_id else self._find_known_customers()
        if known:
            raise UserError(
                self.env._(
                    "“%(lead)s” looks like a customer that is there already: %(customers)s. "
                    "Open it, choose “Signed: make it a customer”, and say which it is.",
                    lead=self.name,
                    customers=", ".join(customer.display_name for customer in known),
                )
            )
        self._handle_partner_assignment()
        customer = self.partner_id.commercial_partner_id
        customer.write(
            {
                theirs: self._fields[ours].convert_to_write(self[ours], self)
                for ours, theirs in INHERITED.items()
                if self[ours] and not customer[theirs]
            }
        )
        return customer

    def _find_known_customers(self):
        """Whom the lead might be already: customers of our companies, whoever looks after them.

        Who is archived is known, too.

        :return: ``{customer: what they have in common, in words}``, at most five; with sudo
        """
        self.ensure_one()
        # sudo: not to be made twice, seen or not
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        ours = Domain("company_id", "in", [False, *self.env.companies.ids])
        ours &= Domain("partner_share", "=", True)
        Identity = self.env["keqing.identity"]
        keys = Identity._keys(
            name=self.partner_name or self.contact_name, city=self.city, phone=self.phone
        )
        keys = {key for key in keys if key[0] in ("shop", "phone")}
        alike = [
            (customer_id, kind)
            for (kind, __), __, customer_id, *__ in Identity._find(keys, Partner._search(ours))
        ]
        if self.email_normalized:
            alike += [
                (partner.commercial_partner_id.id, "email")
                for partner in Partner.search(
                    ours & Domain("email_normalized", "=", self.email_normalized), limit=5
                )
            ]
        words = {
            "shop": self.env._("name and city"),
            "phone": self.env._("telephone"),
            "email": self.env._("e-mail"),
        }
        known = {}
        for customer_id, kind in alike:
            known.setdefault(Partner.browse(customer_id), {})[words[kind]] = True
        return {customer: ", ".join(common) for customer, common in list(known.items())[:5]}
