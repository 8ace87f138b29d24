# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..chosen import for_one


class ResConfigSettings(models.TransientModel):
    """The way to the ready-made policies."""

    _inherit = "res.config.settings"

    @for_one("write")
    def action_keqing_load_policy(self):
        """Open the choice of policies."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_policy_choice_action"
        )
