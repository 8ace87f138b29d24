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
    breach_role_id = fields.Many2one(
        comodel_name="keqing.contact.role",
        string="To Be Taken Up With",
        ondelete="set null",
        help="The person at such customers who can put a breach right; empty: as the item says.",
    )

    def _prepare_checks(self):
        """The lines of a visit that these ask for.

        :return: ``{what is looked at, as of the store check's _get_thing: dict}``
        """
        return {
            (line.item_id.id, product.id, rival.id): {
                "item_id": line.item_id.id,
                "product_id": product.id,
                "rival_id": rival.id,
                "is_mandatory": line.is_mandatory,
                "breach_role_id": (line.breach_role_id or line.item_id.breach_role_id).id,
            }
            for line in self
            for product, rival in line._get_subjects()
        }

    def _get_subjects(self):
        """Pairs of a product and a competitor's, of which one or both are empty."""
        no_product, no_rival = self.product_ids.browse(), self.rival_ids.browse()
        if self.subject == "product":
            return [(product, no_rival) for product in self.product_ids]
        if self.subject == "rival":
            return [(no_product, rival) for rival in self.rival_ids]
        return [(no_product, no_rival)]
