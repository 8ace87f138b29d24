# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

from ..kpi.keqing_kpi_figures import DIRECTORS

# What is said of a plan beside what it plans
BESIDE = {"parent_path", "message_follower_ids", "message_ids"}


class KeqingTarget(models.Model):
    """Managers plan for their territories; what a director has put in force stays as it is."""

    _inherit = "keqing.target"

    @for_one("write")
    def action_confirm(self):
        """Put a whole plan in force, with all its parts.

        :raise AccessError: if it is no director who does
        """
        self._check_planned()
        self._set_state("confirmed")
        parts = self._with_parts()
        parts.sudo()._measure()  # guarded

    @for_one("write")
    def action_draft(self):
        """Plan anew."""
        self._set_state("draft")

    def _set_state(self, state):
        if not self.env.user.has_group(DIRECTORS):
            raise AccessError(self.env._("A director puts targets in force, and plans them anew."))
        if self.parent_id:
            raise UserError(
                self.env._("“%s” is a part. Open the whole plan for that.", self.display_name)
            )
        self._with_parts().sudo().write({"state": state})  # guarded

    def _check_planned(self):
        """:raise UserError: if it is in force"""
        for target in self:
            if target.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” is in force. A director can plan it anew.", target.display_name
                    )
                )

    def write(self, vals):
        if not self.env.su and vals.keys() - BESIDE:
            self._check_planned()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        if not self.env.su:
            targets.sudo().parent_id._check_planned()
        return targets

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_in_force(self):
        if not self.env.su:
            self._check_planned()
