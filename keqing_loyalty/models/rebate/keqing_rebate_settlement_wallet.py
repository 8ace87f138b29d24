# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

OWING = ("liability_current", "liability_non_current")


class KeqingRebateSettlement(models.Model):
    """What is put in a customer's eWallet of Odoo's, to be spent on orders."""

    _inherit = "keqing.rebate.settlement"

    def _get_wallet_account(self):
        """What is in eWallets is owed where spending takes it off: there is no second setting.

        :raise UserError: if spending would touch an account on which nothing is owed
        """
        wallet = self.card_id.program_id.with_company(self.company_id)
        product = wallet.reward_ids[:1].discount_line_product_id
        account = product.product_tmpl_id.get_product_accounts()["income"]
        if account.account_type not in OWING:
            raise UserError(
                self.env._(
                    "What is in eWallets is owed. Enter a liability account as income account of "
                    "%(product)s: spending takes it off there.",
                    product=product.display_name or wallet.display_name,
                )
            )
        return account

    def _fill_wallet(self, amount):
        self._book_difference(amount)
        self.card_id._move_keqing_points(amount, self.statement_id.display_name)

    def _take_back_wallet(self):
        amount = self._get_settled()
        self.env["keqing.job.mixin"]._lock_alone(self.card_id)
        if self.currency_id.compare_amounts(self.card_id.points, amount) < 0:
            raise UserError(
                self.env._(
                    "%(wallet)s has %(left)s left, less than the %(amount)s that would go back: "
                    "it was spent.",
                    wallet=self.card_id.display_name,
                    left=self.currency_id.format(self.card_id.points),
                    amount=self.currency_id.format(amount),
                )
            )
        self._book_difference(-amount)
        self.card_id._move_keqing_points(-amount, self.statement_id.display_name)
