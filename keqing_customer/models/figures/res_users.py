# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResUsers(models.Model):
    """Users have the fields of their contact, for whom the contact shows them."""

    _inherit = "res.users"

    @api.model
    def _has_field_access(self, field, operation):
        Partner = self.env["res.partner"]
        return super()._has_field_access(field, operation) and (
            not field.inherited
            or field.name not in Partner._keqing_figures()
            or Partner._has_field_access(Partner._fields[field.name], operation)
        )
