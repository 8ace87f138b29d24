# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingComplaintType(models.Model):
    """Whether customers hear how far such complaints are."""

    _inherit = "keqing.complaint.type"

    tells_progress = fields.Boolean(
        string="Tell the Customer at Each Stage",
        default=True,
        help="Who complained hears when it is looked into, proposed, put right and closed.",
    )
