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
        self._check_partners_readable(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_partners_readable([vals])
        return super().write(vals)

    def _check_partners_readable(self, vals_list):
        """:raise AccessError: if values name a partner that the user may not read, and is new"""
        if self.env.su or not self.env.user.has_group("keqing_customer.group_customer_user"):
            return
        Partner = self.env["res.partner"]
        for name in {name for vals in vals_list for name in vals if vals[name]}:
            field = self._fields.get(name)
            if not field or field.type != "many2one" or field.comodel_name != Partner._name:
                continue
            named = Partner.browse(vals[name] for vals in vals_list if vals.get(name))
            if named and self:
                named -= self.sudo()[name].sudo(False)  # it is there already
            if named - named.exists()._filtered_access("read"):
                raise AccessError(
                    self.env._(
                        "“%(field)s”: you may not see this contact. Ask who looks after it, or "
                        "your manager.",
                        field=field._description_string(self.env),
                    )
                )
