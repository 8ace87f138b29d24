# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools.credit import CreditHold


class PaymentTransaction(models.Model):
    """What customers pay online for orders that are held."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """A customer's payment stays and is booked even if the order has to wait."""
        confirmed = self.env["sale.order"]
        for transaction in self:
            try:
                with self.env.cr.savepoint():
                    confirmed |= super(
                        PaymentTransaction, transaction
                    )._check_amount_and_confirm_order()
            except CreditHold as hold:
                transaction.sale_order_ids._credit_wait(hold)
        return confirmed
