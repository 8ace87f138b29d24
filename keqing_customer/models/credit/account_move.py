# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools.credit import Charge


class AccountMove(models.Model):
    """An invoice asks for credit when it is posted, unless its orders have asked already."""

    _name = "account.move"
    _inherit = ["account.move", "keqing.credit.document"]

    def _post(self, soft=True):
        self.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.state == "draft"
                and move.partner_id
                and not move._is_ordered()
            )
        )._credit_check(added=False)
        return super()._post(soft)

    def _is_ordered(self):
        """Whether it is of confirmed orders of who pays it, as the exposure has it."""
        orders = self.line_ids.sale_line_ids.order_id
        return bool(orders) and all(
            order.state == "sale"
            and order.partner_invoice_id.commercial_partner_id == self.commercial_partner_id
            for order in orders
        )

    def _credit_charge(self, added):
        return Charge(
            record=self,
            payer_id=self.partner_id.id,
            buyer_id=self.partner_id.id,
            total=self.amount_total_signed,
            untaxed=self.amount_untaxed_signed,
            added=max(self.amount_total_signed, 0.0) if added else 0.0,
        )
