# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

OUR_MODULES = "keqing_"


class KeqingGuardMixin(models.AbstractModel):
    """Fields that our code writes and people do not: by screen, import or RPC, nor as defaults.

    Which these are, their declaration says: every stored field of ours that is read-only, as what
    is computed or related without an inverse is by itself. Code writes them as superuser.
    """

    _name = "keqing.guard.mixin"
    _description = "Guarded Fields"

    # The group that may write them all the same, to bring old data along
    _guard_exempts = None
    # The field that says whose word a record is: nobody else rewrites it, nor gives it to another
    _word_of = None
    # The field that says how far a record is, and the values of one that waits for a decision:
    # afterwards it is history who took part, and fields that name users stay as they are
    _waits = None

    @api.model
    def _is_guarded(self, field):
        return (
            field.store
            and field.readonly
            and field.name not in MAGIC_COLUMNS
            and all(module.startswith(OUR_MODULES) for module in field._modules)
        )

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            operation == "read" or not self._is_guarded(field) or self._passes_guard()
        )

    def _passes_guard(self):
        return self.env.su or (
            self._guard_exempts is not None and self.env.user.has_group(self._guard_exempts)
        )

    @api.model
    def default_get(self, fields):
        """Guarded fields have the default of the model, whatever context and user ask for."""
        guarded = [name for name in fields if self._is_guarded_name(name)]
        defaults = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            field = self._fields[name]
            if field.default:
                defaults[name] = field.convert_to_write(field.default(self), self)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        """Defaults that a context has for guarded fields were meant for something else."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and self._is_guarded_name(key[8:]))
        }
        if len(context) < len(self.env.context) and not self._passes_guard():
            self = self.with_env(self.env(context=context))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_word(vals)
            self._check_decided(vals)
        wholes = {} if self.env.su else self._places_of_parts(vals)
        written = super().write(vals)
        self._check_in_place(wholes)
        return written

    def _places_of_parts(self, names):
        """What these are parts of, and are deleted with: ``{field: {record: whole}}``"""
        parts = self.sudo()  # to be compared, not told
        return {
            name: {record: record[name] for record in parts}
            for name in names
            if name in self._fields and self._is_whole(self._fields[name])
        }

    @api.model
    def _is_whole(self, field):
        return (
            field.type == "many2one"
            and field.store
            and field.required
            and field.ondelete == "cascade"
            and self.env[field.comodel_name]._original_module.startswith(OUR_MODULES)
        )

    def _check_in_place(self, wholes):
        """:raise UserError: if a part was carried from what it was a part of to another one"""
        for name, before in wholes.items():
            for record, whole in before.items():
                if record[name] != whole:
                    raise UserError(
                        self.env._(
                            "%(part)s is of %(whole)s, and stays there: enter another one instead.",
                            part=self.env["ir.model"]._get(self._name).name,
                            whole=whole.display_name,
                        )
                    )

    def _check_word(self, vals):
        """:raise AccessError: if somebody rewrites what another one has said"""
        if not self._word_of or not vals.keys() - {"active"}:
            return
        for record in self.sudo():  # whose word it is, is no secret
            author = record[self._word_of]
            if author != self.env.user or self._word_of in vals:
                self.check_access("write")  # whoever does not see it learns nothing of it
                raise AccessError(
                    self.env._(
                        "%(record)s is what %(user)s has said, and stays so. Enter another one "
                        "instead.",
                        record=record.display_name,
                        user=author.name,
                    )
                )

    def _check_decided(self, vals):
        """:raise UserError: if it is rewritten who took part in what is decided"""
        people = [
            name for name in vals if name in self._fields and self._is_people(self._fields[name])
        ]
        if not self._waits or not people:
            return
        progress, waiting = self._waits
        for record in self.sudo():  # how far it is
            if record[progress] not in waiting:
                raise UserError(
                    self.env._(
                        "%(record)s is decided: “%(field)s” stays as it is. Hand the customer over "
                        "if somebody else is to look after it.",
                        record=record.display_name,
                        field=self._fields[people[0]]._description_string(self.env),
                    )
                )

    def _is_people(self, field):
        return field.store and field.relational and field.comodel_name == "res.users"

    def _with_evidence(self):
        """Those of these records whose attachments prove something, and stay as they are."""
        if not self._waits:
            return self.browse()
        progress, waiting = self._waits
        return self.filtered(lambda record: record[progress] not in waiting)

    def copy_data(self, default=None):
        """A copy begins anew: what our code wrote on the original it did not write on this."""
        vals_list = super().copy_data(default)
        if self._passes_guard():
            return vals_list
        return [
            {name: value for name, value in vals.items() if not self._is_guarded_name(name)}
            for vals in vals_list
        ]

    def _is_guarded_name(self, name):
        return name in self._fields and self._is_guarded(self._fields[name])
