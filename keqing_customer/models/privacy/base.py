# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.http import request

# Columns that say which customer, and nothing about it
NAMING = {"id", ".id", "name", "display_name", "complete_name"}


class Base(models.AbstractModel):
    """Every export of customer data leaves its trace, whatever model it starts from."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        exported = super().export_data(fields_to_export)
        used = self.env["res.users"]._keqing_is_used()
        if used and self._keqing_exports_customers(fields_to_export):
            # Set by our controllers; a context would let the caller say what it likes
            export = getattr(request, "keqing_export", {}) if request else {}
            self.env["keqing.export.log"]._log(self, fields_to_export, **export)
        return exported

    def _keqing_exports_customers(self, field_names):
        """Whether an export holds facts about customers: ours, theirs, or through a relation."""
        return _is_watched(self._name) or any(
            self._keqing_reaches_customers(models.fix_import_export_id_paths(name))
            for name in field_names
        )

    def _keqing_reaches_customers(self, path):
        """Whether a path of fields ends at a fact of a customer (``partner_id/phone``)."""
        model, path = self, list(path)
        while path:
            field = model._fields.get(path.pop(0))
            if field is None:
                return False
            if field.related:
                path = field.related.split(".") + path
            elif not field.comodel_name:
                return False
            else:
                model = self.env[field.comodel_name]
                if _is_watched(model._name) and path and path[0] not in NAMING:
                    return True
        return False


def _is_watched(model_name):
    return model_name == "res.partner" or model_name.startswith("keqing.")
