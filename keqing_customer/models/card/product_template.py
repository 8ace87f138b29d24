# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models

from ..res_partner import OWN_PEOPLE


class ProductTemplate(models.Model):
    """What a product is like, in the words of what customers prefer."""

    _inherit = "product.template"

    keqing_preference_ids = fields.Many2many(
        comodel_name="keqing.preference",
        relation="keqing_preference_product_rel",
        column1="product_tmpl_id",
        column2="preference_id",
        string="Preferences It Meets",
        help="Recommended first to the customers that like one of these.",
        copy=False,
        groups=OWN_PEOPLE,
    )

    def copy_data(self, default=None):
        """Nobody else could read what is copied, so Odoo leaves it out."""
        copied = super().copy_data(default)
        if self.env.user.has_group(OWN_PEOPLE):
            for product, vals in zip(self, copied, strict=True):
                preferences = Command.set(product.keqing_preference_ids.ids)
                vals.setdefault("keqing_preference_ids", [preferences])
        return copied
