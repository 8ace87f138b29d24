# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class KeqingProgressMixin(models.AbstractModel):
    """A record whose ``state`` says how far it is, and what may be done with it then."""

    _name = "keqing.progress.mixin"
    _description = "Record With a State"

    def _name_state(self):
        """How far one is, in the user's words."""
        return self._name_states(self.state)

    def _name_states(self, *states):
        named = dict(self._fields["state"]._description_selection(self.env))
        return ", ".join(named[state] for state in states)

    def _check_state(self, *states):
        """:raise UserError: naming what one of these is instead"""
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(state)s”; this is done with what is “%(states)s”.",
                        record=record.display_name,
                        state=record._name_state(),
                        states=self._name_states(*states),
                    )
                )
