# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..intake.keqing_complaint_team import DEPARTMENTS


class KeqingComplaintCause(models.Model):
    """Why things go wrong, as a tree: of people, machines, material, methods."""

    _name = "keqing.complaint.cause"
    _description = "Root Cause"
    _inherit = ["keqing.coded.catalogue.mixin"]
    _parent_store = True
    _parent_name = "parent_id"

    display_name = fields.Char(recursive=True)
    parent_id = fields.Many2one(
        comodel_name="keqing.complaint.cause",
        string="Part Of",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    department = fields.Selection(
        selection=DEPARTMENTS, help="Where something is to be done against it."
    )

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        for cause in self:
            names = [cause.parent_id.display_name, cause.name]
            cause.display_name = " / ".join(filter(None, names))
