# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingComplaintWhy(models.Model):
    """One answer to “why?”, about which the next one asks."""

    _name = "keqing.complaint.why"
    _description = "Why"
    _inherit = ["keqing.anchored.mixin"]
    _order = "complaint_id, sequence, id"
    _rec_name = "answer"

    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    sequence = BoundedInteger(default=10)
    is_escape = fields.Boolean(
        string="Not Caught", help="Why it was not noticed before the customer did."
    )
    answer = fields.Char(string="Why", required=True)
