# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import float_round


class LoyaltyCard(models.Model):
    """Loyalty cards on which rebates are written."""

    _inherit = "loyalty.card"

    def _move_keqing_loyalty(self, points, description):
        """Write points on a card, or take them off, and say why in its history."""
        self.ensure_one()
        self.points = float_round(self.points + points, precision_digits=2)
        self.history_ids.create(
            {
                "card_id": self.id,
                "description": description,
                "issued": max(points, 0),
                "used": max(-points, 0),
            }
        )
