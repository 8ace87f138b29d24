# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingVisit(models.Model):
    """A contact that asks whether a complaint was put right."""

    _inherit = "keqing.visit"

    follow_up_of_id = fields.Many2one(
        comodel_name="keqing.complaint",
        string="Follow-up Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    follow_up_cycle = fields.Integer(string="Cycle", readonly=True, copy=False, aggregator=None)
