# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ProductTemplate(models.Model):
    """What is invoiced by order or by delivery: what was credited may have to be invoiced again."""

    _inherit = "product.template"

    def write(self, vals):
        if "invoice_policy" not in vals or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        # sudo: whosever orders they are; without a credit note the policy changes nothing
        lines = self.env["sale.order.line"].sudo()
        credited = lines.search(
            [
                ("product_id.product_tmpl_id", "in", self.ids),
                ("state", "=", "sale"),
                ("invoice_lines.move_id.move_type", "=", "out_refund"),
            ]
        )
        with credited.order_id._credit_watch():
            return super().write(vals)
