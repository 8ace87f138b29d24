# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen


class KeqingVisit(models.Model):
    """A visit took place, or is not to any more."""

    _inherit = "keqing.visit"

    @for_chosen("write")
    def action_done(self):
        """Say that a contact took place which needed no check-in, or end one that is under way.

        :raise UserError: if something that the template demands is missing, it is not open, or
            somebody else's who is not managed by the user
        """
        for visit in self:
            if not (self.env.su or self.env.user.has_group(MANAGERS)):
                visit._check_own()
            visit._check_state("planned", "under_way")
            visit._make_ready()
            visit._check_demands()
        self._finish(fields.Datetime.now())

    @for_chosen("write")
    def action_cancel(self, reason=None):
        """
        :param str reason: why; asked for by a small window where it is missing
        """
        for visit in self:
            visit._check_state("planned")
        if not isinstance(reason, str) or not reason.strip():
            return self._ask_reason()
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})

    def _ask_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why is it cancelled?"),
            "res_model": "keqing.visit.cancellation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_ids": self.ids},
        }

    def _finish(self, now):
        """Each is done, on the company's day."""
        for company, visits in self.grouped("company_id").items():
            today = company._get_keqing_today()
            for visit in visits:
                visit.sudo().write(
                    {
                        "state": "done",
                        "done_at": now,
                        "done_on": today,
                        "is_in_time": visit.window_from <= today <= visit.window_to,
                        "checked_out_at": visit.checked_in_at and now,
                    }
                )
            self.env["keqing.contact.due"]._refresh(company, visits.partner_id)
        self._plan_next_steps()

    def _plan_next_steps(self):
        """What was promised is an activity of who promised it."""
        for visit in self.filtered("next_step"):
            visit.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=visit.next_step,
                date_deadline=visit.next_on or visit.company_id._get_keqing_today(),
                user_id=visit.user_id.id,
            )
