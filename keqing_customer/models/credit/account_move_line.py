# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools import computed

# What Odoo computes and keeps, and the exposure reads
COMPUTED = {
    "amount_residual",
    "amount_residual_currency",
    "parent_state",
    "price_subtotal",
    "price_total",
    "reconciled",
}
# By which a posted item could leave a customer's exposure, or take an order out of it
OWED = {
    "account_id",
    "amount_currency",
    "balance",
    "company_id",
    "credit",
    "currency_id",
    "debit",
    "move_id",
    "partner_id",
    "product_uom_id",
    "quantity",
    "sale_line_ids",
}

RECONCILING = "keqing.credit.reconciling"


class AccountMoveLine(models.Model):
    """What is posted stays what it is: it is changed by entries that take it back, and ask."""

    _inherit = "account.move.line"

    # The few that settle something without being posted
    _keqing_unposted_idx = models.Index(
        "(id) WHERE parent_state != 'posted' AND matching_number IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        lines = computed.create_with(super().create, self, vals_list, COMPUTED)
        if any(vals.get("sale_line_ids") for vals in vals_list):
            lines._check_one_order_line()
        return lines

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        is_matched = "matching_number" in vals and (
            self.matched_debit_ids + self.matched_credit_ids
        )
        vals = computed.write_vals(
            self, vals, COMPUTED | {"matching_number"} if is_matched else COMPUTED
        )
        if not OWED.isdisjoint(vals) and self.env["res.users"]._keqing_is_used():
            self._check_stays_owed(vals)
        written = super().write(vals)
        if vals.get("sale_line_ids"):
            self._check_one_order_line()
        return written

    @api.model
    def _create_exchange_difference_moves(self, exchange_diff_values_list):
        """What Odoo books by itself to reconcile asks nobody; a journal alone is no excuse."""
        underway = self.env.cr.cache.setdefault(RECONCILING, [])
        underway.append(self)
        try:
            return super()._create_exchange_difference_moves(exchange_diff_values_list)
        finally:
            underway.pop()

    def _check_stays_owed(self, vals):
        """Posted items of customers who could be held are the credit controller's to move.

        :raise UserError: naming the entry
        """
        Move = self.env["account.move"]
        for line in self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and (
                    line.account_id.account_type == "asset_receivable"
                    or line.sale_line_ids
                    or "sale_line_ids" in vals
                )
                and any(Move._field_will_change(line, vals, name) for name in OWED & vals.keys())
            )
        ):
            line.move_id._check_stays_owed(line.partner_id, vals.get("partner_id"))

    def _check_one_order_line(self):
        """An invoice line is for one order line: else it would be the answer to several.

        :raise UserError: for customers who could be held, naming the entry
        """
        Account = self.env["keqing.credit.account"]
        for line in self:
            ordered = line.sudo().sale_line_ids  # of whoever it is
            if len(ordered) > 1 and Account._is_bound(
                line.company_id, ordered.order_id.partner_invoice_id | line.move_id.partner_id
            ):
                raise UserError(
                    self.env._(
                        "%(invoice)s: make a line for each order line that it invoices.",
                        invoice=line.move_id.display_name,
                    )
                )

    def _credit_value(self):
        """What these items of one company are worth today in its currency."""
        value = 0.0
        for line in self:
            company = line.company_id
            if line.currency_id in (company.currency_id, line.currency_id.browse()):
                value += line.balance
            else:
                value += line.currency_id._convert(
                    line.amount_currency,
                    company.currency_id,
                    company,
                    company._get_keqing_today(),
                    round=False,
                )
        return value
