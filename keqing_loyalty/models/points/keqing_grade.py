# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingGrade(models.Model):
    """What is tailored to customers of a grade."""

    _inherit = "keqing.grade"

    reserved_tag_ids = fields.Many2many(
        comodel_name="product.tag",
        relation="keqing_grade_reserved_tag_rel",
        string="Tailored Products",
        help="Products with these tags are for customers of this grade, and of other grades that "
        "have them. Whoever quotes them to others is told.",
    )
