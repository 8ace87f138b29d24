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
    is_handler = fields.Boolean(compute="_compute_is_handler")
    outcome = fields.Selection(
        selection=MARKS, string="What Came of It", required=True, help="As the customer says."
    )
    handling = fields.Selection(
        selection=MARKS, string="Who Handled It", help="Not written down by that person."
    )
    words = fields.Text(string="Customer's Words")

    def _compute_is_handler(self):
        for rating in self:
            rating.is_handler = rating.complaint_id.user_id == self.env.user

    @for_one("write")
    def action_rate(self):
        """
        :raise AccessError: if the user may not change the complaint
        """
        complaint = self.complaint_id
        complaint.check_access("write")
        handling = None if complaint.user_id == self.env.user else self.handling
        complaint._rate(complaint.contact_id, self.outcome, handling, self.words)
        return {"type": "ir.actions.act_window_close"}
