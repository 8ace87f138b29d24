# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """Whoever calls in sick is stood in for at once."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        if self.env["res.users"]._keqing_is_used():
            leaves._keqing_assign_stand_ins()
        return leaves

    def write(self, vals):
        if not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        users = self.resource_id.user_id
        written = super().write(vals)
        self._keqing_assign_stand_ins(users)
        return written

    def unlink(self):
        if not self.env["res.users"]._keqing_is_used():
            return super().unlink()
        users = self.resource_id.user_id
        unlinked = super().unlink()
        self.browse()._keqing_assign_stand_ins(users)
        return unlinked

    def _keqing_assign_stand_ins(self, users=()):
        """Of those whose leaves these are, and of others."""
        users = self.sudo().resource_id.user_id.union(*users)  # whoever may enter leaves
        entries = self.env["keqing.stand.in"].sudo().search([("user_id", "in", users.ids)])
        for company in entries.company_id:
            self.env["keqing.visit"].sudo()._assign_stand_ins(company, users)
