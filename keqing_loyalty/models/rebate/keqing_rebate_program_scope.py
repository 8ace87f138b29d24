# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingRebateProgram(models.Model):
    """Whose invoices count, and for which products."""

    _inherit = "keqing.rebate.program"

    # Whom: all of what is named must be so
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        relation="keqing_rebate_program_type_rel",
        string="Customer Types",
        help="With those below them.",
    )
    territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        relation="keqing_rebate_program_territory_rel",
        string="Territories",
        help="With those below them.",
    )
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade",
        relation="keqing_rebate_program_grade_rel",
        string="Grades",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_rebate_program_partner_rel",
        string="Customers",
        help="Only these of them.",
    )
    agreement_type_ids = fields.Many2many(
        comodel_name="keqing.agreement.type",
        relation="keqing_rebate_program_agreement_type_rel",
        string="With an Agreement",
        help="In force on some day of the period.",
    )

    # For what: any of what is named counts
    product_ids = fields.Many2many(
        comodel_name="product.product",
        relation="keqing_rebate_program_product_rel",
        string="Products",
    )
    category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="keqing_rebate_program_category_rel",
        string="Product Categories",
        help="With those below them.",
    )
    tag_ids = fields.Many2many(
        comodel_name="product.tag",
        relation="keqing_rebate_program_tag_rel",
        string="Product Tags",
    )
    attribute_value_ids = fields.Many2many(
        comodel_name="product.attribute.value",
        relation="keqing_rebate_program_attribute_rel",
        string="Brands",
        help="Values of attributes of the products, such as their brand.",
    )

    def _is_in_scope(self):
        """Condition on ``document``: of a customer whom the programme is for, at present."""
        in_scope = self._is_customer_in_scope()
        if self.agreement_type_ids:
            in_scope = SQL("%s AND EXISTS (%s)", in_scope, self._agreement_sql())
        return in_scope

    def _is_customer_in_scope(self):
        """The same, whatever agreement there is."""
        self.ensure_one()
        domain = Domain.TRUE
        if self.partner_ids:
            domain &= Domain("id", "in", self.partner_ids.ids)
        if self.customer_type_ids:
            domain &= Domain("keqing_customer_type_id", "child_of", self.customer_type_ids.ids)
        if self.territory_ids:
            domain &= Domain("keqing_territory_id", "child_of", self.territory_ids.ids)
        if self.grade_ids:
            domain &= Domain("keqing_grade_id", "in", self.grade_ids.ids)
        if domain.is_true():
            return SQL("TRUE")
        Partner = self.env["res.partner"].sudo().with_company(self.company_id)
        found = Partner.with_context(active_test=False)._search(domain)
        return SQL("document.partner_id IN %s", found.subselect())

    def _agreement_sql(self):
        """The agreements of ``document``'s customer in force on some day of its period."""
        Agreement = self.env["keqing.agreement"].sudo().with_context(active_test=False)
        found = Agreement._search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("type_id", "in", self.agreement_type_ids.ids)
            & Domain("stage", "in", ("active", "terminated"))
        )
        return SQL(
            """SELECT FROM keqing_agreement agreement
                WHERE agreement.id IN %s
                  AND agreement.partner_id = document.partner_id
                  AND agreement.date_from <= document.period_to
                  AND agreement.last_day >= document.period_from""",
            found.subselect(),
        )

    def _is_of_products(self):
        """Condition on ``line``: of a product that counts."""
        self.ensure_one()
        named = {
            "id": ("in", self.product_ids),
            "categ_id": ("child_of", self.category_ids),
            "all_product_tag_ids": ("in", self.tag_ids),
            "product_template_attribute_value_ids.product_attribute_value_id": (
                "in",
                self.attribute_value_ids,
            ),
        }
        domains = [
            Domain(field, operator, records.ids)
            for field, (operator, records) in named.items()
            if records
        ]
        if not domains:
            return SQL("TRUE")
        Product = self.env["product.product"].sudo().with_context(active_test=False)
        return SQL("line.product_id IN %s", Product._search(Domain.OR(domains)).subselect())
