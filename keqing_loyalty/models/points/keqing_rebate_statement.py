# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingRebateStatement(models.Model):
    """What is payable is given as points at once, as into an eWallet."""

    _inherit = "keqing.rebate.statement"

    may_give_points = fields.Boolean(compute="_compute_may_decide")

    def _compute_may_decide(self):
        computed = super()._compute_may_decide()
        for statement in self:
            statement.may_give_points = (
                statement.may_settle and "points" in statement.program_id._get_ways()
            )
        return computed

    @for_one("write")
    def action_give_points(self):
        """Give what is not settled yet as points on the customer's loyalty card."""
        return self._settle("points")

    def _settle_by_points(self, settlement, amount):
        settlement.card_id = self.program_id._get_points_card(self.partner_id)
        settlement._fill_points(amount)
