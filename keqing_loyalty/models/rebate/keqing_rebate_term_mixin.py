# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingRebateTermMixin(models.AbstractModel):
    """A row of a programme's terms: as fixed as they are, once customers count on them."""

    _name = "keqing.rebate.term.mixin"
    _description = "Row of a Programme's Terms"
    _inherit = ["keqing.guard.mixin"]

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.program_id._check_open_to_change()
        return rows

    def write(self, vals):
        self.program_id._check_open_to_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self.program_id._check_open_to_change()
