# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import for_one

from ...tools.rebate import exact


class KeqingRebateProgram(models.Model):
    """What was settled before a programme was kept here is owed no more, and not accrued again."""

    _inherit = "keqing.rebate.program"

    def _get_accrued(self, day):
        accrued = super()._get_accrued(day)
        for partner_id, __, amount in self.env["keqing.rebate.opening"]._get_settled(self, day):
            accrued[partner_id] = accrued.get(partner_id, exact(0)) + exact(amount)
        return accrued

    @for_one("read")
    def action_view_openings(self):
        """Open what was brought along, as far as the user may see it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_opening_action"
        )
        context = {"default_program_id": self.id}
        return {**action, "domain": [("program_id", "=", self.id)], "context": context}
