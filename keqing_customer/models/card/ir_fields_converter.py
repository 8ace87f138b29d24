# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class IrFieldsConverter(models.AbstractModel):
    """In a file of customers the same types, places and roles come again and again: each is looked
    up once."""

    _inherit = "ir.fields.converter"

    @api.model
    def _str_to_many2one(self, model, field, values, savepoint):
        find = super()._str_to_many2one
        if field.comodel_name == "res.partner":  # which the file creates
            return find(model, field, values, savepoint)
        key = field, repr(values)
        return self._keqing_once(key, lambda: find(model, field, values, savepoint))

    @api.model
    def _str_to_selection(self, model, field, value, savepoint):
        find = super()._str_to_selection
        return self._keqing_once((field, value), lambda: find(model, field, value, savepoint))

    @api.model
    def _keqing_once(self, key, find):
        """What ``find`` returns, asked once in an import of customers; what it raises is not
        kept."""
        found = self.env.context.get("keqing_found")
        if found is None:
            return find()
        if key not in found:
            found[key] = find()
        return found[key]
