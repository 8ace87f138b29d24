# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# Where a record leads is whose it is: whoever rewrites one of these carries it elsewhere
ANCHORED_TO = frozenset({"res.partner", "res.company", "res.users", "keqing.territory"})


class KeqingAnchoredMixin(models.AbstractModel):
    """A record whose readers and writers are those of what it hangs on.

    Who writes it elsewhere must have a right to write it there: else one's own record would be a
    window on what is hidden.
    """

    _name = "keqing.anchored.mixin"
    _description = "Record That Follows Another"
    _inherit = ["keqing.guard.mixin"]

    def write(self, vals):
        written = super().write(vals)
        if not self.env.su and any(self._is_anchor(name) for name in vals):
            self.check_access("write")  # so far the rules saw where it was before
        return written

    @api.model
    def _is_anchor(self, name):
        """Whether rights on the record may hang on a field, straight or through another record."""
        field = self._fields.get(name)
        if field is None or field.type != "many2one" or not field.store:
            return False
        return field.comodel_name in ANCHORED_TO or hasattr(
            self.env[field.comodel_name], "_is_anchor"
        )
