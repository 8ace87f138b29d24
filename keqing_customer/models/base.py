# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .mixins.keqing_reader_mixin import (
    asks_for_readers,
    check_partners_readable,
    defaults_naming_partners,
)


class Base(models.AbstractModel):
    """No form of any model is filled with what is known of a partner that its user may not see."""

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Refuse the partner before anything is computed from it, also on a line of the form."""
        if asks_for_readers(self.env):
            defaults = {} if field_names else defaults_naming_partners(self)
            check_partners_readable(self, [{**defaults, **values}])
        return super().onchange(values, field_names, fields_spec)
