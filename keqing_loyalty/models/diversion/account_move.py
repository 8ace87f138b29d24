# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one


class AccountMove(models.Model):
    """What was drafted before a case was opened waits for its verdict as well; and what a verdict
    has somebody pay or be paid is known by its case."""

    _inherit = "account.move"

    keqing_diversion_case_id = fields.Many2one(
        comodel_name="keqing.diversion.case",
        string="By the Verdict On",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
    )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """What takes it back is none of a sale either."""
        reversals = super()._reverse_moves(default_values_list, cancel)
        if self.env["res.users"]._keqing_is_used():
            for move in reversals.sudo():  # whoever takes it back
                if case := move.reversed_entry_id.keqing_diversion_case_id:
                    move.keqing_diversion_case_id = case
        return reversals

    def _credit_charges(self, added):
        """What a verdict has somebody pay is no supply: nothing holds it."""
        if self.keqing_diversion_case_id and self.state != "posted":
            return []
        return super()._credit_charges(added)

    @for_one("read")
    def action_view_keqing_diversion_case(self):
        """From what a verdict has somebody pay or be paid to its case."""
        return self.keqing_diversion_case_id._get_records_action()

    def _follow_keqing_settlement(self):
        """
        :raise UserError: for what settles a rebate that is frozen; what takes it back passes
        """
        settling = self.filtered("keqing_rebate_statement_id")
        given = settling.filtered(
            lambda move: move.state == "posted" and move._get_keqing_settled() > 0
        )
        given.keqing_rebate_statement_id._check_not_frozen()
        given.keqing_rebate_statement_id._check_verdicts_taken()
        return super()._follow_keqing_settlement()
