# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.keqing_customer.fields import BoundedFloat


class KeqingRebateTier(models.Model):
    """From such a base on, such a rate; up to where the next tier begins."""

    _name = "keqing.rebate.tier"
    _description = "Tier of a Rebate"
    _inherit = ["keqing.rebate.term.mixin"]
    _order = "program_id, base_from, id"
    _rec_name = "program_id"

    base_from = BoundedFloat(
        low=0, string="From", digits=(16, 2), help="Included. Up to where the next one begins."
    )
    rate = BoundedFloat(
        low=0,
        digits=(16, 4),
        help="Percent, or an amount in company currency, as the programme says.",
    )

    _bound_uniq = models.Constraint(
        "UNIQUE (program_id, base_from)",
        "Two tiers of a programme begin at the same base. Keep one of them.",
    )

    @api.depends(
        "base_from",
        "rate",
        "program_id.basis",
        "program_id.mix_of",
        "program_id.indicator_id",
        "program_id.rate_kind",
        "program_id.uom_id",
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        for tier in self:
            program = tier.program_id
            tier.display_name = self.env._(
                "%(rate)s from %(bound)s",
                rate=program._say_rate(tier.rate),
                bound=program._say_base(tier.base_from),
            )
