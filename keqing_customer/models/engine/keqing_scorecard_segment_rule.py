# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedFloat


class KeqingScorecardSegmentRule(models.Model):
    """So many points for one indicator, or in all, that a customer of the segment has."""

    _name = "keqing.scorecard.segment.rule"
    _inherit = ["keqing.guard.mixin"]
    _description = "Segment Rule"
    _order = "segment_id, id"
    _rec_name = "indicator_id"

    segment_id = fields.Many2one(
        comodel_name="keqing.scorecard.segment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="segment_id.company_id", store=True, index=True)
    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        index="btree_not_null",
        ondelete="restrict",
        help="Whose points count; empty: the whole score.",
    )
    points_from = BoundedFloat(low=0, high=100, digits=(16, 2))
    points_below = BoundedFloat(
        low=0, high=100, digits=(16, 2), help="Not inside any more. Zero sets no limit."
    )

    def _describe(self):
        self.ensure_one()
        said = {
            "what": self.indicator_id.name or self.env._("score"),
            "least": self.points_from,
            "limit": self.points_below,
        }
        if not self.points_below:
            return self.env._("%(what)s: from %(least)g points", **said)
        if not self.points_from:
            return self.env._("%(what)s: below %(limit)g points", **said)
        return self.env._("%(what)s: from %(least)g to below %(limit)g points", **said)

    def _get_definition(self, positions):
        """:return: ``[position of the line or None for the score, least points, limit or None]``"""
        self.ensure_one()
        position = positions[self.indicator_id.id] if self.indicator_id else None
        return [position, self.points_from, self.points_below or None]
