# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class UtmSource(models.Model):
    """Where a lead is from says by what medium it usually came."""

    _inherit = "utm.source"

    keqing_medium_id = fields.Many2one(
        comodel_name="utm.medium",
        string="Usual Medium",
        index="btree_not_null",
        ondelete="set null",
        help="Proposed on a lead when this source is chosen.",
    )
