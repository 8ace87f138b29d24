# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingComplaintType(models.Model):
    """Which complaints are not closed before their cause is known."""

    _inherit = "keqing.complaint.type"

    needs_cause = fields.Boolean(
        string="Cause Must Be Known",
        help="Such a complaint is closed only when its cause is known and something is done "
        "against it, however severe it is.",
    )
