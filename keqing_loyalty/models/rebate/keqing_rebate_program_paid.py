# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .keqing_rebate_program_accrue import ACCOUNTS
from .keqing_rebate_program_run import DIRECTORS

# How what was promised is decided on, booked and paid: for directors, once it runs
PAID = frozenset(
    {
        "director_from",
        "accrues",
        "accrue_by",
        "expected_base",
        *ACCOUNTS,
        "pays_credit",
        "pays_payment",
        "pays_wallet",
        "pays_goods",
        "wallet_program_id",
    }
)


class KeqingRebateProgram(models.Model):
    """Whoever is bound by how a running programme is paid does not change it."""

    _inherit = "keqing.rebate.program"

    @api.model
    def _paid_fields(self):
        return PAID

    def write(self, vals):
        if not (self.env.su or self._paid_fields().isdisjoint(vals)):
            self._check_may_pay_otherwise()
        if "accrues" in vals:
            self.filtered(lambda each: each.accrues != bool(vals["accrues"]))._check_not_booked()
        return super().write(vals)

    def _check_may_pay_otherwise(self):
        """:raise AccessError: for others than directors, once it runs"""
        for program in self:
            if program.state != "draft" and not self.env.user.has_group(DIRECTORS):
                raise AccessError(
                    self.env._(
                        "%s runs: have a director change how it is decided on, booked and paid.",
                        program.display_name,
                    )
                )

    def _check_not_booked(self):
        """What was accrued is settled on the same account, and what was not is not.

        :raise UserError: if something was accrued, or settled
        """
        known = self.sudo()  # whoever changes it, the books are the company's
        of_these = Domain("keqing_rebate_program_id", "in", known.ids) | Domain(
            "keqing_rebate_statement_id.program_id", "in", known.ids
        )
        moves = known.env["account.move"].search(
            of_these & Domain("state", "!=", "cancel"), limit=1
        )
        if moves:
            program = moves.keqing_rebate_program_id or moves.keqing_rebate_statement_id.program_id
            raise UserError(
                self.env._(
                    "%s is in the books already: let a new version be accrued, or not.",
                    program.display_name,
                )
            )
