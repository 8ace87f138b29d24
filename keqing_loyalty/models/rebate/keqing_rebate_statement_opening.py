# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...tools.rebate import exact


class KeqingRebateStatement(models.Model):
    """What was settled before a programme was kept here is taken off like earlier statements."""

    _inherit = "keqing.rebate.statement"

    @api.model
    def _get_stated(self, chain, window):
        stated = super()._get_stated(chain, window)
        Opening = self.env["keqing.rebate.opening"]
        for partner_id, period_from, amount in Opening._get_settled(chain, window.date_to):
            theirs = stated[partner_id]
            paid, forfeited = theirs.get(period_from, (exact(0), exact(0)))
            theirs[period_from] = paid + exact(amount), forfeited
        return stated
