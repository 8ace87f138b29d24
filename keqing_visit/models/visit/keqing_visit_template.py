# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingVisitTemplate(models.Model):
    """What is taken along to a visit, done there, and known before it is over."""

    _name = "keqing.visit.template"
    _description = "Visit Template"
    _inherit = ["keqing.coded.catalogue.mixin"]

    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="Visits to customers of these types, and of those below them, follow the template. "
        "Empty: those whom no other template is for.",
    )
    step_ids = fields.One2many(
        comodel_name="keqing.visit.template.step", inverse_name="template_id", copy=True
    )
    demands_people = fields.Boolean(string="People Met Are Named")
    demands_result = fields.Boolean(string="A Result Is Written", default=True)
    demands_next_step = fields.Boolean(string="A Next Step Is Named")

    def _for_customers(self, customers):
        """Which template the visits of each of these customers follow, in a few queries.

        :return: ``{customer: template}``, an empty one where none fits
        """
        templates = self.search([])  # pylint: disable=no-search-all
        general = templates.filtered(lambda template: not template.customer_type_ids)[:1]
        by_type = {}
        for template in reversed(templates):
            for kind in template.customer_type_ids:
                by_type[kind] = template
        found = {}
        for customer in customers:
            kind = customer.keqing_customer_type_id
            while kind and kind not in by_type:
                kind = kind.parent_id
            found[customer] = by_type.get(kind, general)
        return found
