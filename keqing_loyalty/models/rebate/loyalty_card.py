# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero, float_round

NOTE = "account.move"


class LoyaltyCard(models.Model):
    """eWallets that rebates are put in: what was spent and is credited goes back, once."""

    _inherit = "loyalty.card"

    def _move_keqing_points(self, amount, description, note=None):
        """Put an amount in an eWallet, or points on a card, or take them out, and say why in its
        history.

        :raise UserError: if there is not so much in it
        """
        self.ensure_one()
        unit = self._get_keqing_unit()
        if float_compare(self.points + amount, 0, precision_rounding=unit) < 0:
            raise UserError(
                self.env._("%s has less in it: it was spent meanwhile.", self.display_name)
            )
        self.points = float_round(self.points + amount, precision_rounding=unit)
        self.history_ids.create(
            {
                "card_id": self.id,
                "description": description,
                "issued": max(amount, 0),
                "used": max(-amount, 0),
                **({"order_model": NOTE, "order_id": note.id} if note else {}),
            }
        )

    def _get_keqing_unit(self):
        """The least that there can be of what is in it."""
        return self.currency_id.rounding

    def _get_keqing_spent(self, line):
        """What a line of a credit note says was spent of it."""
        return -line.price_total

    @api.model
    def _follow_keqing_notes(self, notes):
        """Give back what credit notes say was paid from an eWallet or by points; what is said by
        its history is given back already."""
        wallets = self.env["keqing.rebate.program"]._get_wallets()
        if not wallets:
            return
        History = self.env["loyalty.history"]
        spent = notes.invoice_line_ids.filtered(
            lambda line: line.sale_line_ids.coupon_id.program_id & wallets
        )
        given = History._read_group(
            [("order_model", "=", NOTE), ("order_id", "in", notes.ids)],
            ["order_id", "card_id"],
            ["issued:sum", "used:sum"],
        )
        back = {(note, card): used - issued for note, card, issued, used in given}
        for line in spent:
            note, card = line.move_id, line.sale_line_ids.coupon_id[:1]
            amount = card._get_keqing_spent(line) if note.state == "posted" else 0
            back[note.id, card] = back.get((note.id, card), 0) + amount
        for (note_id, card), amount in back.items():
            unit = card._get_keqing_unit()
            if not float_is_zero(amount, precision_rounding=unit):
                note = notes.browse(note_id)
                amount = float_round(amount, precision_rounding=unit)
                card._move_keqing_points(amount, note.display_name, note)
