# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingStrategyProposal(models.Model):
    """What is at stake with the customer for whom something is proposed."""

    _inherit = "keqing.strategy.proposal"

    customer_grade_id = fields.Many2one(
        related="partner_id.keqing_grade_id", string="Present Grade"
    )
    figure_currency_id = fields.Many2one(related="partner_id.keqing_figure_currency_id")
    purchases = fields.Monetary(
        related="partner_id.keqing_purchases",
        related_sudo=False,  # as whoever looks may know it
        currency_field="figure_currency_id",
    )
