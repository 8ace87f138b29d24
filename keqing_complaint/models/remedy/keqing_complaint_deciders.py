# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..intake.res_company import ADMINISTRATORS


class KeqingComplaint(models.Model):
    """Who is asked for what one may not promise alone."""

    _inherit = "keqing.complaint"

    def _ask_to_approve(self, deciders):
        """Tell those who may approve; where nobody may, who can change that."""
        told = deciders or self._find_limit_keepers()
        remedies = self.sudo()._get_remedies(("draft",))
        for user in told:
            local = self.sudo().with_context(lang=user.lang)  # activities of others
            named = "; ".join(remedies.with_env(local.env).mapped("display_name"))
            local.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=local.env._("Approve of the remedies")
                if deciders
                else local.env._("Nobody may approve of the remedies"),
                note=named
                if deciders
                else local.env._(
                    "%s: nobody who had no hand in it may promise as much. Raise a limit under "
                    "Limits of Remedies, or say in the return policy who decides.",
                    named,
                ),
                user_id=user.id,
            )

    def _find_limit_keepers(self):
        """Who can say that somebody may promise more: directors, and administrators."""
        return self.company_id._find_keqing_directors() | self._find_administrators()

    def _find_administrators(self):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(ADMINISTRATORS)
        admins = self.env["res.groups"].sudo().browse(group_id)  # who is told
        return admins.all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )

    def _find_deciders(self, may=None):
        """Who is told that an approval is asked for: the team's leader, a territory manager, or the
        directors; nobody who had a hand in the remedies.

        :param may: function of a user, whether one may decide it; as said by limits and policies
            of what is proposed if none is given
        """
        involved = self._get_involved() | self.env.user

        def suits(user):
            is_free = not self._get_approval_reason(user) if may is None else may(user)
            return user not in involved and is_free

        leader = self.team_id.sudo().user_id  # who is told, not what they may see
        if leader and suits(leader):
            return leader
        manager = self.territory_id.sudo()._nearest_manager(suits)
        return manager or self.company_id._find_keqing_directors().filtered(suits)
