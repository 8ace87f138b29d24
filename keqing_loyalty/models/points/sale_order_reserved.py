# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_list

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE


class SaleOrder(models.Model):
    """Whoever quotes what is tailored to customers of other grades is told, and decides."""

    _inherit = "sale.order"

    keqing_reserved_hint = fields.Text(
        string="Tailored to Others", compute="_compute_keqing_reserved_hint", groups=OWN_PEOPLE
    )

    @api.depends_context("lang")
    @api.depends("partner_id", "company_id", "state", "order_line.product_id")
    def _compute_keqing_reserved_hint(self):
        """As many queries, however many products and orders."""
        self.keqing_reserved_hint = False
        waiting = self._get_keqing_waiting()
        Grade = self.env["keqing.grade"].sudo()  # its name, for whoever quotes
        grades = Grade.search([("reserved_tag_ids", "!=", False)]) if waiting else Grade
        if not grades:
            return
        for company, orders in waiting.grouped("company_id").items():
            customers = orders.partner_id.commercial_partner_id._origin
            standards = customers._get_keqing_standards(company)
            for order in orders:
                grade = standards[order.partner_id.commercial_partner_id._origin]
                order.keqing_reserved_hint = order._say_reserved(grades, grade) or False

    def _say_reserved(self, grades, grade):
        """A line for each product that is for other grades than this one."""
        lines = []
        for product in self.order_line.product_id:
            tags = product.all_product_tag_ids
            entitled = grades.filtered(lambda each, tags=tags: each.reserved_tag_ids & tags)
            if entitled and grade not in entitled:
                lines.append(
                    self.env._(
                        "%(product)s is tailored to customers of the grade %(grades)s.",
                        product=product.display_name,
                        grades=format_list(self.env, entitled.mapped("name"), style="or"),
                    )
                )
        return "\n".join(lines)
