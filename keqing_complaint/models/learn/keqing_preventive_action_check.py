# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingPreventiveAction(models.Model):
    """Asking somebody on the day whether what was done has worked; once."""

    _name = "keqing.preventive.action"
    _inherit = ["keqing.preventive.action", "keqing.job.mixin"]

    is_check_asked = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _cron_ask(self):
        """Those whose day has come, by the calendar of their company, however late the job is."""
        done = self.search(
            [("state", "=", "done"), ("check_on", "!=", False), ("is_check_asked", "=", False)],
            order="check_on, id",
        )
        self._work_through(
            done,
            lambda action: action._ask(),
            when=lambda action: (
                action.state == "done"
                and not action.is_check_asked
                and action.check_on <= action.company_id._get_keqing_today()
            ),
        )

    def _ask(self):
        """Who handled the complaint, else leads its team, else is the manager; not the owner."""
        self.is_check_asked = True
        complaint = self.complaint_id
        manager = complaint.partner_id.keqing_territory_id._nearest_manager()
        for user in complaint.user_id + complaint.team_id.user_id + manager:
            if user.active and user != self.user_id and self.with_user(user).has_access("write"):
                local = self.with_context(lang=user.lang or self.env.lang)
                local.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    date_deadline=self.check_on,
                    summary=local.env._("Has it worked? %s", self.name),
                )
                return

    def _check_result(self, result):
        checked = super()._check_result(result)
        self.activity_feedback(["mail.mail_activity_data_todo"])
        return checked

    def write(self, vals):
        """Another day is asked for anew."""
        written = super().write(vals)
        if "check_on" in vals:
            self.filtered(lambda action: action.state == "done").sudo().is_check_asked = False
        return written
