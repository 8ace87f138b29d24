# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedInteger


class KeqingCatalogueMixin(models.AbstractModel):
    """An entry of a list that administrators keep and others choose from, in their own order.

    Where entries have a ``code``, the copy has none or, as it must have one, another.
    """

    _name = "keqing.catalogue.mixin"
    _description = "Catalogue"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = BoundedInteger(default=10)

    def copy_data(self, default=None):
        """A copy says that it is one, as Odoo's own do."""
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        for entry, vals in zip(self, vals_list, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", entry.name)
        return vals_list


class KeqingCodedCatalogueMixin(models.AbstractModel):
    """An entry that imports and policies know by a short name."""

    _name = "keqing.coded.catalogue.mixin"
    _description = "Catalogue with Codes"
    _inherit = ["keqing.catalogue.mixin"]
    _rec_names_search = ["name", "code"]

    code = fields.Char(
        index="btree_not_null", copy=False, help="Short name used by imports and policies."
    )
