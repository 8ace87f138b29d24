# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class KeqingWizardMixin(models.AbstractModel):
    """A form shows nothing of a record that its user may not read.

    What is computed on it is computed with sudo, and related fields are read so, too: the user has
    to be asked when a record is named.
    """

    _name = "keqing.wizard.mixin"
    _description = "Form That Names Readable Records"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._check_named_readable(self._fields)
        return wizards

    def write(self, vals):
        written = super().write(vals)
        self._check_named_readable(vals)
        return written

    def onchange(self, values, field_names, fields_spec):
        """Refuse it before anything is told of what the form names."""
        defaults = {} if self else self.default_get(list(self._fields))
        named = {**defaults, **values}
        named = {name: named[name] for name in named if name in self._fields}
        self.new(named)._check_named_readable(named)
        return super().onchange(values, field_names, fields_spec)

    def _check_named_readable(self, names):
        """:raise AccessError: if one of these fields names a record that the user may not read"""
        if self.env.su:
            return
        wizards = self.sudo().with_context(active_test=False)
        for field in map(self._fields.get, names):
            if field and field.store and field.type in ("many2one", "many2many"):
                named = wizards[field.name].with_env(self.env)
                if named and not named.is_transient():
                    named._origin.check_access("read")
            elif field and field.type == "one2many":
                lines = wizards[field.name].with_env(self.env)
                if hasattr(lines, "_check_named_readable"):
                    lines._check_named_readable(lines._fields)
