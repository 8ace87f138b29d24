# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chosen import OWN_PEOPLE, for_one


class ResPartner(models.Model):
    """The person behind a contact: what it agreed to, and the way to its personal facts.

    There is no field from here to ``keqing.personal.profile``, on purpose: see there.
    """

    _inherit = "res.partner"

    keqing_consent_ids = fields.One2many(
        comodel_name="keqing.consent",
        inverse_name="partner_id",
        string="Consents",
        groups=OWN_PEOPLE,
    )

    def write(self, vals):
        written = super().write(vals)
        moved = {"parent_id", "keqing_customer_type_id"} & vals.keys()
        known_by = moved | ({"name", "email", "phone"} & vals.keys())
        if known_by and self.env["res.users"]._keqing_is_used():
            if moved:
                self._follow_company()
            self.env["keqing.consent"]._follow_identity(self)
        return written

    def copy(self, default=None):
        """What a person took back it has taken back as well where it is written down again."""
        copies = super().copy(default)
        if self.env["res.users"]._keqing_is_used():
            # sudo: what was taken back, from the person to itself
            withdrawn = (
                self.sudo()
                .env["keqing.consent"]
                .search([("partner_id", "in", self.ids), ("withdrawn_on", "!=", False)])
            )
            copied = dict(zip(self.ids, copies, strict=True))
            withdrawn.env["keqing.consent"].create(
                [
                    {
                        **{name: consent[name] for name in ("purpose", "basis", "note")},
                        "partner_id": copied[consent.partner_id.id].id,
                        "given_on": consent.given_on,
                        "withdrawn_on": consent.withdrawn_on,
                        "user_id": consent.user_id.id,
                    }
                    for consent in withdrawn
                    if not copied[consent.partner_id.id].is_company
                ]
            )
        return copies

    def _follow_company(self):
        """People who came to a customer of ours are of its company."""
        # sudo: the company alone, and it is no choice
        customers = self.sudo().commercial_partner_id.filtered("keqing_customer_type_id")
        for customer in customers.filtered("company_id"):
            people = (self.sudo() | customer.child_ids) - customer
            people.filtered(
                lambda person, customer=customer: (
                    person.commercial_partner_id == customer
                    and not (person.company_id or person.user_ids)
                )
            ).company_id = customer.company_id

    @api.readonly
    def web_read(self, specification):
        """Of companies no consents are looked for: only persons give any."""
        consents = "keqing_consent_ids"
        if consents not in specification or not all(self.mapped("is_company")):
            return super().web_read(specification)
        others = {name: specification[name] for name in specification if name != consents}
        return [{**values, consents: []} for values in super().web_read(others)]

    def _keqing_consenting(self, purpose):
        """Those of these persons whose consent to a purpose stands, by one query.

        Whatever rests on a consent asks here first: greetings, news, keeping personal facts.

        :param purpose: one of those of ``keqing.consent``
        """
        consents = self.env["keqing.consent"].sudo()  # a yes or no is all that comes out
        standing = consents.search_fetch(
            [
                ("partner_id", "in", self.ids),
                ("purpose", "=", purpose),
                ("withdrawn_on", "=", False),
            ],
            ["partner_id"],
        )
        return self.browse(standing.partner_id.ids)

    def _keqing_people_consenting(self, purpose):
        """People of these customers with an e-mail address who agree to a purpose, as far as the
        user sees them.
        """
        people = self.search(
            Domain("commercial_partner_id", "in", self.ids)
            & Domain("is_company", "=", False)
            & Domain("type", "=", "contact")
            & Domain("email", "!=", False)
        )
        return people._keqing_consenting(purpose)

    def _record_keqing_consent(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the Consent First"),
            "res_model": "keqing.consent",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id, "default_purpose": "profile"},
        }

    @for_one("read")
    def action_open_keqing_personal_profile(self):
        """Open what is private about this person, or first ask for the consent that it takes."""
        profiles = self.env["keqing.personal.profile"]
        profiles.check_access("read")
        if self.is_company:
            raise UserError(self.env._("%s is a company, not a person.", self.name))
        profile = profiles.search([("partner_id", "=", self.id)])
        if not profile and not self._keqing_consenting("profile"):
            return self._record_keqing_consent()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal Facts"),
            "res_model": "keqing.personal.profile",
            "view_mode": "form",
            "res_id": profile.id,
            "context": {"default_partner_id": self.id},
        }
