# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedMonetary


class KeqingTargetTier(models.Model):
    """What a salesperson earns who reaches so much of the target."""

    _name = "keqing.target.tier"
    _description = "Tier of Incentives"
    _inherit = ["keqing.guard.mixin"]
    _order = "target_id, reached_from"
    _rec_name = "reached_from"

    target_id = fields.Many2one(
        comodel_name="keqing.target", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="target_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    reached_from = BoundedFloat(
        low=0, high=1000, string="Reached From", digits=(5, 1), help="Percent of the plan."
    )
    rate = BoundedFloat(
        low=0, high=100, digits=(5, 2), help="Percent of what was sold in all, not of the excess."
    )
    bonus = BoundedMonetary(low=0, high=10**9, help="Beside it, once.")

    _reached_uniq = models.Constraint(
        "UNIQUE (target_id, reached_from)", "There is a tier from that percentage on already."
    )

    @api.constrains("target_id", "reached_from", "rate", "bonus")
    def _check_planned(self):
        self.target_id._check_planned()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_in_force(self):
        self.target_id._check_planned()
