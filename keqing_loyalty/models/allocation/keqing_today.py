# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """Who asks for more of what is scarce."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        asked = Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "requested")
        return [
            *super()._get_sections(),
            Section(
                name="allocation_requests",
                title=self.env._("More scarce goods"),
                empty=self.env._("Nobody asks for more of what is scarce."),
                sequence=27,
                groups=MANAGERS,
                action="keqing_loyalty.keqing_allocation_request_action",
                records=self.env["keqing.allocation.request"],
                domain=asked
                & Domain("user_id", "!=", self.env.uid)
                & Domain("partner_id.keqing_is_in_my_charge", "=", True),
                concerns=Domain("partner_id.keqing_is_in_my_charge", "=", True),
                order="id",
                fields=("partner_id", "quantity", "reason", "user_id"),
                line=self._allocation_request_line,
            ),
        ]

    def _allocation_request_line(self, request):
        return {
            "text": self.env._(
                "%(quantity)s more: %(reason)s", quantity=request.quantity, reason=request.reason
            ),
            "level": "soon",
            "user": request.user_id,
            "action": request._get_records_action(),
        }
