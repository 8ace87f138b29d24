# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.keqing_customer.chosen import for_chosen


class KeqingComplaint(models.Model):
    """Waiting for the customer, until it answers, we go on, or it was waited for long enough."""

    _inherit = "keqing.complaint"

    @for_chosen("write")
    def action_wait(self, reason=None):
        """
        :param str reason: what the customer has to do first; asked for by a small window where it
            is missing
        """
        for complaint in self:
            complaint._check_state("received", "investigating", "agreed", "executing", "follow_up")
        if not isinstance(reason, str) or not reason.strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("What does the customer have to do first?"),
                "res_model": "keqing.complaint.waiting",
                "view_mode": "form",
                "target": "new",
                "context": {"default_complaint_ids": self.ids},
            }
        self.sudo().wait_reason = reason.strip()  # guarded, after the checks
        self._wait(reason.strip())

    @for_chosen("write")
    def action_go_on(self):
        self._go_on(self.env._("Went on by hand"))

    def _wait(self, reason):
        clocks = self._get_clocks(["propose", "resolve"])
        clocks._pause(fields.Datetime.now(), dict.fromkeys(self, reason))
        self.sudo().write({"waits_for_customer": True})  # guarded
        self._refresh_due()

    def _go_on(self, reason, at=None):
        """The customer has answered, or we do not wait for it any more.

        :param at: moment since when, if it is not now
        """
        waiting = self.filtered("waits_for_customer")
        clocks = waiting._get_clocks(["propose", "resolve"])
        clocks._resume(at or fields.Datetime.now(), dict.fromkeys(waiting, reason))
        waiting.sudo().write({"waits_for_customer": False, "wait_reason": False})  # guarded
        waiting._refresh_due()

    def _message_post_after_hook(self, message, msg_values):
        """What was waited for has come; a proposal is answered by yes or no."""
        hooked = super()._message_post_after_hook(message, msg_values)
        if self.waits_for_customer and self.state != "proposed" and self._is_from_outside(message):
            self._go_on(self.env._("The customer wrote"))
        return hooked
