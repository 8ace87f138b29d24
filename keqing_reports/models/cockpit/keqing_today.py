# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class KeqingToday(models.AbstractModel):
    """From a director's figures to the cockpit, where they stand beside others."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), self._figures(self._get_cockpit_figures)]

    def _get_cockpit_figures(self):
        return [
            {
                "text": self.env._("All figures, beside last year and the plan"),
                "amount": self.env._("Cockpit"),
                "action": "keqing_reports.keqing_cockpit_action",
            }
        ]
