# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class KeqingReaderMixin(models.AbstractModel):
    """Whoever of ours names a partner may read it: else its address and figures would come along.

    Odoo copies telephone, e-mail and address of a partner to a lead, an order or a contact below,
    whether or not the user sees it.
    """

    _name = "keqing.reader.mixin"
    _description = "Names Readable Partners"

    @api.model_create_multi
    def create(self, vals_list):
        if self._asks_for_readers():
            defaults = self.default_get(self._naming_partners())  # a context may name some
            self._check_partners_readable([{**defaults, **vals} for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        if self._asks_for_readers():
            self._check_partners_readable([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Refuse a partner before the form is filled with what is known of it."""
        if self._asks_for_readers():
            names = self._naming_partners()
            defaults = {} if self or field_names else self.default_get(names)
            named = {**defaults, **{name: values[name] for name in names if name in values}}
            self._check_partners_readable([named])
        return super().onchange(values, field_names, fields_spec)

    def _asks_for_readers(self):
        return not self.env.su and self.env.user.has_group("keqing_customer.group_customer_user")

    def _naming_partners(self):
        """:return: names of the fields by which a record names a partner"""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.comodel_name == "res.partner" and field.store
        ]

    def _check_partners_readable(self, vals_list):
        """:raise AccessError: if values name a partner that the user may not read, and is new"""
        Partner = self.env["res.partner"]
        for name in {name for vals in vals_list for name in vals if vals[name]}:
            field = self._fields.get(name)
            if not field or field.type != "many2one" or field.comodel_name != Partner._name:
                continue
            named = Partner.browse(vals[name] for vals in vals_list if vals.get(name))
            if self and all(each[name] == named for each in self.sudo()):
                continue  # it is there already, on each of them
            if named - named.exists()._filtered_access("read"):
                raise AccessError(
                    self.env._(
                        "“%(field)s”: you may not see this contact. Ask who looks after it, or "
                        "your manager.",
                        field=field._description_string(self.env),
                    )
                )
