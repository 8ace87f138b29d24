# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, OWN_PEOPLE, for_one
from odoo.addons.keqing_customer.timeline import Source


class ResPartner(models.Model):
    """Who takes no gifts, and who got which."""

    _inherit = "res.partner"

    keqing_gift_ban = fields.Selection(
        selection=[
            ("official", "Public official"),
            ("state", "State-owned company"),
            ("own", "Takes none by its own rules"),
        ],
        string="No Gifts",
        groups=OWN_PEOPLE,
        copy=False,
        help="Gifts to such a person, or to anybody at such a customer, cannot be asked for.",
    )

    @for_one("read")
    def action_view_keqing_gifts(self):
        """Open the gifts to people of the customer, decided or not."""
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_visit.keqing_gift_action")
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    def write(self, vals):
        """:raise AccessError: if somebody else than a manager lifts a ban, or changes it"""
        if "keqing_gift_ban" in vals and self.env["res.users"]._keqing_is_used():
            self._check_lifts_ban()
        return super().write(vals)

    def _check_lifts_ban(self):
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._(
                    "Whether gifts may be given is changed by managers of the customers. Ask one "
                    "of them."
                )
            )

    def copy(self, default=None):
        """Who takes no gifts takes none under another number."""
        copies = super().copy(default)
        if self.env["res.users"]._keqing_is_used():
            # sudo: whoever copies a contact does not lift its ban
            for partner, other in zip(self.sudo(), copies.sudo(), strict=True):
                if partner.keqing_gift_ban:
                    other.keqing_gift_ban = partner.keqing_gift_ban
        return copies

    def _revealing_fields(self):
        return super()._revealing_fields() | {"keqing_gift_ban"}

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "gift": (self.env._("Gifts"), "fa-gift")}

    def _timeline_sources(self):
        given = Domain("state", "=", "given") & (
            Domain("partner_id", "in", self.ids) | Domain("recipient_id", "in", self.ids)
        )
        return [
            *super()._timeline_sources(),
            Source(
                "gift",
                "keqing.gift",
                given,
                "given_on",
                lambda gift: {
                    "title": gift.item,
                    "text": gift.recipient_id.name,
                    "amount": gift.currency_id.format(gift.amount),
                    "who": gift.given_by_id.name,
                },
            ),
        ]

    def _keqing_erase(self, reason, with_correspondence=True):
        """Who signed is nobody any more; what was given, and that somebody signed, stays."""
        erased = super()._keqing_erase(reason, with_correspondence)
        # sudo: whoever may erase a person erases this
        gifts = self.env["keqing.gift"].sudo().search([("recipient_id", "in", self.ids)])
        for gift in gifts.filtered(lambda each: each.signature or each.signed_by):
            gift.write(
                {"signature": False, "signed_by": False, "receipt_note": self.env._("Erased")}
            )
        return erased
