# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .keqing_complaint_rating import MARKS


class KeqingQualityMark(models.Model):
    """A mark for one criterion of a check."""

    _name = "keqing.quality.mark"
    _description = "Mark of Service Quality"
    _inherit = ["keqing.anchored.mixin"]
    _order = "check_id, sequence, id"
    _rec_name = "criterion_id"

    check_id = fields.Many2one(
        comodel_name="keqing.quality.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    criterion_id = fields.Many2one(
        comodel_name="keqing.quality.criterion",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    description = fields.Char(related="criterion_id.description")
    mark = fields.Selection(selection=MARKS)
    note = fields.Char()

    def write(self, vals):
        if not self.env.su:
            self.check_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.check_id._check_open()
