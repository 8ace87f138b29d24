# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    keqing_credit_constraint = fields.Selection(
        related="company_id.keqing_credit_constraint", readonly=False
    )
    keqing_credit_overdue_days = fields.Integer(
        related="company_id.keqing_credit_overdue_days", readonly=False
    )

    def action_keqing_load_policy(self):
        """Open the choice of policies."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_policy_choice_action"
        )
