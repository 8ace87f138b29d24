# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Quotations go along with their customers."""

    _name = "sale.order"
    _inherit = ["sale.order", "keqing.handed.over.mixin"]

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        if not reassignment.with_orders:
            return Domain.FALSE
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "in", ["draft", "sent"])

    @api.model
    def _handed_over_name(self):
        return self.env._("Quotations")
