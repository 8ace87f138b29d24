# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools
from odoo.fields import Domain

from ..tools.cached import forget_cached
from .res_partner import OWN_PEOPLE


class ResUsers(models.Model):
    """Whether anybody uses us: before, we cost and leave nothing in what Odoo does."""

    _inherit = "res.users"

    @api.model
    @tools.ormcache()
    def _keqing_is_used(self):
        """Whether anybody uses us yet, asked by whatever we do when Odoo does something.

        What changes the answer calls :meth:`_keqing_signs_changed`.
        """
        if not self.env.ref(OWN_PEOPLE, raise_if_not_found=False):
            return False  # we are being uninstalled
        return any(
            self.env[name].sudo().with_context(active_test=False).search_count(domain, limit=1)
            for name, domain in self._keqing_signs_of_use()
        )

    @api.model
    def _keqing_signs_of_use(self):
        """What shows that somebody uses us; each room adds what it can be used by alone.

        Who installed us has a role by that, and is no sign.

        :return: list of pairs ``(model, domain)``, one record of which is enough
        """
        group = self.env.ref(OWN_PEOPLE)
        installers = self.env.ref("base.user_root") + self.env.ref("base.user_admin")
        people = Domain("all_group_ids", "in", group.ids) & Domain("active", "=", True)
        return [
            ("res.users", people & Domain("id", "not in", installers.ids)),
            ("keqing.customer.type", []),
            ("keqing.territory", []),
        ]

    @api.model
    def _keqing_signs_changed(self):
        """Ask again whether we are used, unless we are."""
        if not self._keqing_is_used():
            forget_cached(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self._keqing_signs_changed()  # Odoo's caches do not hold who is new
        return users

    def write(self, vals):
        written = super().write(vals)
        if {"group_ids", "active"} & vals.keys():
            self._keqing_signs_changed()
        return written
