# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ProductCategory(models.Model):
    """What exclusive rights are given to: moving a category never makes two of them overlap."""

    _inherit = "product.category"

    @api.constrains("parent_id")
    def _check_keqing_exclusive_rights(self):
        self.env["keqing.agreement"]._check_trees("category_ids", self)
