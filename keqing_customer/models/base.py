# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .mixins.keqing_reader_mixin import (
    asks_for_readers,
    check_ours_readable,
    check_partners_readable,
    defaults_naming_ours,
    defaults_naming_partners,
)


class Base(models.AbstractModel):
    """No form of any model is filled with what is known of a partner, or of a record that follows a
    customer, that its user may not see."""

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Refuse what is named before anything is computed from it, also on a line of the form."""
        if asks_for_readers(self.env):
            defaults = {} if field_names else defaults_naming_partners(self)
            check_partners_readable(self, [{**defaults, **values}])
            defaults = {} if field_names else defaults_naming_ours(self)
            check_ours_readable(self, {**defaults, **values})
        return super().onchange(values, field_names, fields_spec)
