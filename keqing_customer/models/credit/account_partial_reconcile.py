# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools import computed

MATCHED = {
    "amount",
    "credit_amount_currency",
    "credit_move_id",
    "debit_amount_currency",
    "debit_move_id",
}


class AccountPartialReconcile(models.Model):
    """Matching settles what is owed by what is booked against it, and by no more."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        if not self.env.su:
            partials._check_settles_what_is_booked()
        return partials

    def write(self, vals):
        return super().write(computed.write_vals(self, vals, MATCHED))

    def _check_settles_what_is_booked(self):
        """Two items of one account settle each other, up to the smaller.

        :raise UserError: for customers who could be held
        """
        Account = self.env["keqing.credit.account"]
        for partial in self:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            company = partial.company_id
            most = min(abs(debit.balance), abs(credit.balance))
            if (
                debit.account_id != credit.account_id
                or company.currency_id.compare_amounts(partial.amount, most) > 0
            ) and Account._is_bound(company, debit.partner_id | credit.partner_id):
                raise UserError(
                    self.env._(
                        "%(debit)s and %(credit)s do not settle that much of each other. "
                        "Reconcile them instead.",
                        debit=debit.move_id.display_name,
                        credit=credit.move_id.display_name,
                    )
                )
