# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain


class KeqingCareAudience(models.AbstractModel):
    """Whom something is for: customers by grade, type and territory, and their people who agree."""

    _name = "keqing.care.audience"
    _description = "Customers to Be Addressed"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade", string="Grades", help="Empty: of any grade."
    )
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="With those below them. Empty: of any type.",
    )
    territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        string="Territories",
        help="With those below them. Empty: everywhere.",
    )

    def _get_customers(self):
        """Customers of one of these, as far as the user sees them."""
        self.ensure_one()
        domain = (
            Domain("keqing_customer_type_id", "!=", False)
            & Domain("parent_id", "=", False)
            & Domain("company_id", "in", [False, *self.company_id.parent_ids.ids])
            & Domain("keqing_lifecycle", "!=", "lost")
        )
        if self.grade_ids:
            domain &= Domain("keqing_grade_id", "in", self.grade_ids.ids)
        if self.customer_type_ids:
            domain &= Domain("keqing_customer_type_id", "child_of", self.customer_type_ids.ids)
        if self.territory_ids:
            domain &= Domain("keqing_territory_id", "child_of", self.territory_ids.ids)
        return self.env["res.partner"].with_company(self.company_id).search(domain)

    def _get_people(self, customers, purpose):
        """Their people with an e-mail address who agree to a purpose of ``keqing.consent``."""
        return customers._keqing_people_consenting(purpose)
