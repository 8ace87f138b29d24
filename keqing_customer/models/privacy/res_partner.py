# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """The person behind a contact: what it agreed to, and the way to its personal facts.

    There is no field from here to ``keqing.personal.profile``, on purpose: see there.
    """

    _inherit = "res.partner"

    keqing_consent_ids = fields.One2many(
        comodel_name="keqing.consent",
        inverse_name="partner_id",
        string="Consents",
        groups="keqing_customer.group_customer_user",
    )

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

    def action_open_keqing_personal_profile(self):
        """Open what is private about this person, or first ask for the consent that it takes."""
        self.ensure_one()
        profiles = self.env["keqing.personal.profile"]
        profiles.check_access("read")
        if self.is_company:
            raise UserError(self.env._("%s is a company, not a person.", self.name))
        profile = profiles.search([("partner_id", "=", self.id)])
        if not profile and not self._keqing_consenting("profile"):
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Record the Consent First"),
                "res_model": "keqing.consent",
                "view_mode": "form",
                "target": "new",
                "context": {"default_partner_id": self.id, "default_purpose": "profile"},
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal Facts"),
            "res_model": "keqing.personal.profile",
            "view_mode": "form",
            "res_id": profile.id,
            "context": {"default_partner_id": self.id},
        }
