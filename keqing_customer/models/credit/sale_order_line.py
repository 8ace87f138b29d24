# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .sale_order import UNCONFIRMED


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.constrains("qty_delivered")
    def _check_credit_delivery(self):
        """What is held does not go out, by a quantity that is entered or imported.

        :raise CreditHold: as confirming would
        """
        delivered = self.filtered("qty_delivered").order_id
        waiting = delivered.filtered(lambda order: order.state in UNCONFIRMED)
        answers = waiting._credit_answers()
        held = [pair for pair in answers.items() if pair[1].state == "hold"]
        if held:
            raise self.env["keqing.credit.account"].sudo()._hold_of(held)  # whoever delivers
