# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one


class KeqingComplaintSplit(models.TransientModel):
    """Which lines of a complaint are another one."""

    _name = "keqing.complaint.split"
    _description = "Split of a Complaint"
    _inherit = ["keqing.wizard.mixin"]

    complaint_id = fields.Many2one(comodel_name="keqing.complaint", required=True)
    line_ids = fields.Many2many(
        comodel_name="keqing.complaint.line",
        string="Lines That Go",
        domain="[('complaint_id', '=', complaint_id)]",
    )
    type_id = fields.Many2one(
        comodel_name="keqing.complaint.type",
        compute="_compute_values",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    subject = fields.Char(
        compute="_compute_values", store=True, readonly=False, precompute=True, required=True
    )

    @api.depends("complaint_id")
    def _compute_values(self):
        for wizard in self:
            wizard.type_id = wizard.complaint_id.type_id
            wizard.subject = wizard.complaint_id.subject

    @for_one("write")
    def action_split(self):
        """Split them off, and open the new complaint.

        :raise UserError: if nothing goes, or lines of another complaint would
        """
        self.complaint_id.check_access("write")
        if not self.line_ids or self.line_ids.complaint_id != self.complaint_id:
            raise UserError(
                self.env._("Choose the lines of %s that go.", self.complaint_id.display_name)
            )
        vals = {"type_id": self.type_id.id, "subject": self.subject}
        return self.complaint_id._split_off(self.line_ids, vals)._get_records_action()
