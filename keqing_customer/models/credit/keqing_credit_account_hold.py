# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError

from ...chosen import for_chosen
from .keqing_credit_account import CONTROLLER


class KeqingCreditAccount(models.Model):
    """Stopping a customer and letting it go; what is stricter ends what was released before."""

    _inherit = "keqing.credit.account"

    @for_chosen("read")
    def action_hold(self, reason=None):
        """Supply nothing more to these customers until :meth:`action_unhold`.

        :param reason: that on the account if None
        :raise AccessError: for others than credit controllers
        :raise UserError: without a reason
        """
        self._check_may_decide()
        for account in self:
            why = str(reason or account.hold_reason or "").strip()
            if not why:
                raise UserError(
                    self.env._(
                        "%s: write down why; whoever sells to the customer asks first.",
                        account.partner_id.name,
                    )
                )
            account.sudo().write(  # guarded fields, after the check
                {
                    "is_on_hold": True,
                    "hold_reason": why,
                    "hold_user_id": self.env.uid,
                    "hold_date": account.company_id._get_keqing_today(),
                }
            )
            account._log("hold", reason=why)
            account._end_releases()

    @for_chosen("read")
    def action_unhold(self):
        """Supply these customers again.

        :raise AccessError: for others than credit controllers
        """
        self._check_may_decide()
        held = self.filtered("is_on_hold")
        for account in held:
            account._log("unhold", reason=account.hold_reason)
        held.sudo().write(  # guarded fields, after the check
            {"is_on_hold": False, "hold_reason": False, "hold_user_id": False, "hold_date": False}
        )

    def _limits(self):
        """The limit in force of each of these accounts; None where there is none."""
        limits = {}
        for company, accounts in self.grouped("company_id").items():
            terms = self.sudo()._get_terms(company, accounts.partner_id.ids)  # of who may see them
            limits |= {account: terms[account.partner_id.id].limit for account in accounts}
        return limits

    def _end_releases(self, before=None):
        """A stricter decision on these customers ends what was released before.

        :param before: the limits until now; only those whose limit was lowered count. None: all
        """
        stricter = self
        if before is not None:
            now = self._limits()
            stricter = self.filtered(
                lambda account: (
                    now[account] is not None
                    and (before[account] is None or now[account] < before[account])
                )
            )
        Release = self.env["keqing.credit.release"].sudo()  # no more than that they have ended
        for company, accounts in stricter.grouped("company_id").items():
            Release._stop(company, accounts.partner_id)

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(CONTROLLER):
            raise AccessError(self.env._("Only credit controllers decide on credit."))
