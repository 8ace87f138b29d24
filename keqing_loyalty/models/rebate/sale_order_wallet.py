# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import float_round


class SaleOrder(models.Model):
    """What a credit note gave back to an eWallet or card is not given once more on cancelling."""

    _inherit = "sale.order"

    def _action_cancel(self):
        if not self.env["account.move"]._keqing_rebates_run():
            return super()._action_cancel()
        confirmed = self.filtered(lambda order: order.state == "sale")
        given = confirmed.sudo()._get_keqing_given_back()  # whoever cancels
        cancelled = super()._action_cancel()
        for (order, card, note), amount in given.items():
            if order.state == "cancel":
                amount = float_round(amount, precision_rounding=card._get_keqing_unit())
                card._move_keqing_points(-amount, order.name, note)
        return cancelled

    def _get_keqing_given_back(self):
        """What posted credit notes have given back of what these orders spent.

        :return: ``{(order, card, note): amount}``, in money of an eWallet, in points of a card
        """
        wallets = self.env["keqing.rebate.program"]._get_wallets()
        given = {}
        for line in self.order_line.filtered(lambda each: each.coupon_id.program_id & wallets):
            for credited in line.invoice_lines:
                note = credited.move_id
                if note.move_type == "out_refund" and note.state == "posted":
                    key = (line.order_id, line.coupon_id, note)
                    spent = line.coupon_id._get_keqing_spent(credited)
                    given[key] = given.get(key, 0) + spent
        return given
