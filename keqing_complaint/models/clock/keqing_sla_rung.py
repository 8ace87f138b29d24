# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingSlaRung(models.Model):
    """Who is told when so much of the time is over."""

    _name = "keqing.sla.rung"
    _description = "Rung of an Escalation"
    _inherit = ["keqing.guard.mixin"]
    _order = "share, id"

    policy_id = fields.Many2one(
        comodel_name="keqing.sla.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    share = BoundedInteger(
        low=1, high=1000, required=True, string="Time Over (%)", help="100 is the deadline."
    )
    who = fields.Selection(
        selection=[
            ("handler", "Handler"),
            ("leader", "Team leader"),
            ("manager", "Territory manager"),
            ("director", "Directors"),
        ],
        required=True,
    )

    _share_uniq = models.Constraint(
        "UNIQUE (policy_id, share, who)", "The same person is told twice at the same time."
    )
