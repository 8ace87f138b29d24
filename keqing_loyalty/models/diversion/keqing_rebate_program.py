# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models

from ..rebate.keqing_rebate_statement import GRANTED


class KeqingRebateProgram(models.Model):
    """What a verdict took that was set aside is earned again, and accrued."""

    _inherit = "keqing.rebate.program"

    def _get_forfeited(self, day):
        forfeited = super()._get_forfeited(day)
        Statement = self.env["keqing.rebate.statement"]
        given_back = Statement._get_given_back(self, day + timedelta(days=1), GRANTED)
        for partner_id, __, amount in given_back:
            paid, lost = forfeited[partner_id]
            forfeited[partner_id] = paid, lost - amount
        return forfeited
