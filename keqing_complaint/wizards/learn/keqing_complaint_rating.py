# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one

from ...models.learn.keqing_complaint_rating import MARKS


class KeqingComplaintRating(models.TransientModel):
    """What a customer says on the telephone, whether we have put it right."""

    _name = "keqing.complaint.rating"
    _description = "Customer's Verdict on a Complaint"
    _inherit = ["keqing.wizard.mixin"]

    complaint_id = fields.Many2one(comodel_name="keqing.complaint", required=True)
    person_id = fields.Many2one(
        comodel_name="res.partner", related="complaint_id.contact_id", related_sudo=False
    )
    outcome = fields.Selection(selection=MARKS, required=True, help="As the customer says.")
    handling = fields.Selection(selection=MARKS, string="Who Handled It")
    words = fields.Text(string="Customer's Words")

    @for_one("write")
    def action_rate(self):
        """
        :raise AccessError: if the user may not change the complaint
        :raise UserError: to whoever handled it
        """
        complaint = self.complaint_id
        complaint.check_access("write")
        complaint._check_asked_by_another()
        complaint._rate(complaint.contact_id, self.outcome, self.handling, self.words)
        return {"type": "ir.actions.act_window_close"}
