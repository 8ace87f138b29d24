# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResUsers(models.Model):
    """Users have the fields of their contact, for whom the contact shows them."""

    _inherit = "res.users"

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        Partner = self.env["res.partner"]
        own = Partner._fields.get(field.name) if field.inherited else None
        is_figure = own is not None and own.compute == "_compute_keqing_figures"
        return not is_figure or Partner._has_field_access(own, operation)
