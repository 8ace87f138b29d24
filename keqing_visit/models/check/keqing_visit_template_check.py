# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.fields import BoundedInteger


class KeqingVisitTemplateCheck(models.Model):
    """An item that visits of a template check, of which products."""

    _name = "keqing.visit.template.check"
    _description = "Item of a Visit Template"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        comodel_name="keqing.visit.template", required=True, index=True, ondelete="cascade"
    )
    sequence = BoundedInteger(default=10)
    item_id = fields.Many2one(
        comodel_name="keqing.check.item", required=True, index=True, ondelete="restrict"
    )
    subject = fields.Selection(related="item_id.subject")
    product_ids = fields.Many2many(
        comodel_name="product.product", relation="keqing_visit_template_check_product_rel"
    )
    rival_ids = fields.Many2many(
        comodel_name="keqing.competitor.product",
        relation="keqing_visit_template_check_rival_rel",
        string="Competitors' Products",
    )
    is_mandatory = fields.Boolean(string="Mandatory")

    def _prepare_checks(self):
        """The lines of a visit that these ask for.

        :return: list of dict
        """
        return [
            {
                "item_id": line.item_id.id,
                "product_id": subject.id if subject._name == "product.product" else False,
                "rival_id": subject.id if subject._name == "keqing.competitor.product" else False,
                "is_mandatory": line.is_mandatory,
            }
            for line in self
            for subject in line._get_subjects()
        ]

    def _get_subjects(self):
        if self.subject == "product":
            return self.product_ids
        return self.rival_ids if self.subject == "rival" else [self]
