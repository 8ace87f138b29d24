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

    def _field_to_sql(self, alias, field_expr, query=None):
        """Most at stake first, as the figures of the customers say it to whoever looks."""
        if field_expr != "purchases":
            return super()._field_to_sql(alias, field_expr, query)
        customers, customer = self._fields["partner_id"].join(self, alias, query)
        return customers._field_to_sql(customer, "keqing_purchases", query)
