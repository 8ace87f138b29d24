# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

COUNTED = ("approved", "given")  # states in which it is taken from the budget


class KeqingGift(models.Model):
    """What stands against a gift: a ban, or what the recipient got already."""

    _inherit = "keqing.gift"

    def _check_ban(self):
        """:raise UserError: if the recipient, or the customer, takes no gifts"""
        for gift in self:
            if why := gift.sudo()._tell_ban():  # whoever asks is told why not
                raise UserError(why)

    def _tell_ban(self):
        for partner in self._get_barring():
            if partner.keqing_gift_ban:
                bans = dict(partner._fields["keqing_gift_ban"]._description_selection(self.env))
                return self.env._(
                    "No gifts to %(name)s: %(reason)s. This stands on the contact.",
                    name=partner.name,
                    reason=bans[partner.keqing_gift_ban],
                )
        return False

    def _get_barring(self):
        """The recipient, and every contact above it up to the customer."""
        chain = partner = self.recipient_id
        while partner.parent_id and partner != self.partner_id:
            partner = partner.parent_id
            chain += partner
        return chain | self.partner_id

    def _get_received(self):
        """What the recipient gets in the year besides, in the company's currency."""
        self.ensure_one()
        [[total]] = self.sudo()._read_group(  # a sum, for who decides on one more
            [
                ("company_id", "=", self.company_id.id),
                ("recipient_id", "=", self.recipient_id.id),
                ("year", "=", self.year),
                ("state", "in", COUNTED),
                ("id", "!=", self._origin.id),
            ],
            aggregates=["amount:sum"],
        )
        return total or 0.0

    def _is_above_cap(self):
        cap = self.company_id._get_keqing_gift_cap()
        total = self._get_received() + self.amount
        return self.company_id.currency_id.compare_amounts(total, cap) > 0

    def _tell_cap(self):
        if not (self.recipient_id and self.company_id and self._is_above_cap()):
            return False
        currency = self.company_id.currency_id
        return self.env._(
            "With this %(person)s gets %(total)s in %(year)s, more than %(cap)s.",
            person=self.recipient_id.sudo().name,
            total=currency.format(self._get_received() + self.amount),
            year=self.year,
            cap=currency.format(self.company_id._get_keqing_gift_cap()),
        )
