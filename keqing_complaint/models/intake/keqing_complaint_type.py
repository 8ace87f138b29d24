# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

SEVERITIES = [("0", "Minor"), ("1", "Major"), ("2", "Critical")]


class KeqingComplaintType(models.Model):
    """What complaints are about, and who handles such."""

    _name = "keqing.complaint.type"
    _description = "Complaint Type"
    _inherit = ["keqing.coded.catalogue.mixin"]

    is_suggestion = fields.Boolean(
        string="Suggestion",
        help="No complaint: it goes to the department, and its answer back to the customer.",
    )
    severity = fields.Selection(
        selection=SEVERITIES, required=True, default="0", help="Of a new complaint of the type."
    )
    is_safety = fields.Boolean(
        string="Safety", help="Somebody could come to harm: it is looked at before all others."
    )
    team_id = fields.Many2one(
        comodel_name="keqing.complaint.team",
        company_dependent=True,
        ondelete="restrict",
        help="Who handles such, in this company.",
    )
