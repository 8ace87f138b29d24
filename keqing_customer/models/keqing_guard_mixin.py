# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class KeqingGuardMixin(models.AbstractModel):
    """Fields that our code writes and people do not: by screen, import or RPC, nor as defaults."""

    _name = "keqing.guard.mixin"
    _description = "Guarded Fields"

    _guarded_fields = frozenset()
    # The group that may write them all the same, to bring old data along
    _guard_exempts = None

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            operation == "read" or field.name not in self._guarded_fields or self._passes_guard()
        )

    def _passes_guard(self):
        return self.env.su or (
            self._guard_exempts is not None and self.env.user.has_group(self._guard_exempts)
        )

    @api.model
    def default_get(self, fields):
        """Guarded fields have the default of the model, whatever context and user ask for."""
        guarded = self._guarded_fields.intersection(fields)
        defaults = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            field = self._fields[name]
            if field.default:
                defaults[name] = field.convert_to_write(field.default(self), self)
        return defaults
