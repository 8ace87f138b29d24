# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round


class KeqingRebateSettlement(models.Model):
    """What is given as points: owed on the account that spending them takes it off."""

    _inherit = "keqing.rebate.settlement"

    way = fields.Selection(selection_add=[("points", "Points")], ondelete={"points": "cascade"})
    points = fields.Float(digits=(16, 2), readonly=True, aggregator=None)

    def _get_document(self):
        return self.card_id if self.way == "points" else super()._get_document()

    def _get_counterparts(self, amount):
        if self.way == "points":
            return [(self._get_wallet_account(), amount)]
        return super()._get_counterparts(amount)

    def _fill_points(self, amount):
        value = self.statement_id.program_id.point_value
        points = float_round(amount / value, precision_digits=2)
        self._book_difference(amount)
        self.points = points
        self.card_id._move_keqing_points(points, self.statement_id.display_name)

    def _take_back_points(self):
        amount = self._get_settled()
        self.env["keqing.job.mixin"]._lock_alone(self.card_id)
        if float_compare(self.card_id.points, self.points, precision_digits=2) < 0:
            raise UserError(
                self.env._(
                    "%(card)s has %(left)s points left, fewer than the %(points)s that would go "
                    "back: they were spent.",
                    card=self.card_id.display_name,
                    left=self.card_id.points,
                    points=self.points,
                )
            )
        self._book_difference(-amount)
        self.card_id._move_keqing_points(-self.points, self.statement_id.display_name)
