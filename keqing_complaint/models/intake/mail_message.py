# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError

COMPLAINT = "keqing.complaint"
KEPT = {"body", "subject", "author_id", "email_from", "date", "model", "res_id", "attachment_ids"}


class MailMessage(models.Model):
    """What customers wrote about a complaint is evidence: nobody changes it, nor throws it away."""

    _inherit = "mail.message"

    def write(self, vals):
        if KEPT & vals.keys():
            self._keqing_check_kept()
        return super().write(vals)

    def unlink(self):
        self._keqing_check_kept()
        return super().unlink()

    def _keqing_check_kept(self):
        """:raise AccessError: for letters of customers about a complaint, and for their papers"""
        if self.env.su or not self.env["res.users"]._keqing_is_used():
            return
        for message in self.sudo().filtered(lambda each: each.model == COMPLAINT):
            complaint = self.env[COMPLAINT].sudo().browse(message.res_id)
            if complaint._is_from_outside(message):
                raise AccessError(
                    self.env._(
                        "%s: what the customer wrote and sent stays as it is.",
                        complaint.display_name,
                    )
                )
