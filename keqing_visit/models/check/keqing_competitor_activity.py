# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingCompetitorActivity(models.Model):
    """What was seen of a competitor on a visit."""

    _inherit = "keqing.competitor.activity"

    check_id = fields.Many2one(
        comodel_name="keqing.store.check",
        string="Store Check",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What was found in the shop.",
    )
