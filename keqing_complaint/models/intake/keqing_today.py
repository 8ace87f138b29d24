# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.keqing_customer.today import Section

SERVICE = "keqing_customer.group_customer_service"


class KeqingToday(models.AbstractModel):
    """Who calls, and which complaints wait."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            Section(
                name="hotline",
                title=self.env._("Hotline"),
                empty="",
                sequence=1,
                groups=SERVICE,
                lines=self._hotline_lines,
            ),
        ]

    def _hotline_lines(self):
        """The door for who picks up the telephone."""
        return [
            {
                "text": self.env._("Somebody is on the line: find the caller, record it"),
                "action": {
                    "type": "ir.actions.client",
                    "tag": "keqing_hotline",
                    "name": self.env._("Hotline"),
                },
            }
        ]
