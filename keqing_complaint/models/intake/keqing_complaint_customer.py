# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingComplaint(models.Model):
    """A complaint that turns out to be another customer's: the former one hears of it no more, and
    the new one reads nothing of what was said with the former."""

    _inherit = "keqing.complaint"

    def write(self, vals):
        before = {each: each.sudo().partner_id for each in self if "partner_id" in vals}
        written = super().write(vals)
        for complaint, former in before.items():
            if complaint.sudo().partner_id != former:
                complaint._leave_customer(former)
        return written

    def _leave_customer(self, former):
        complaint = self.sudo()  # who follows, and what was said, after the checks
        complaint._portal_messages().is_internal = True
        readers = complaint.message_partner_ids
        complaint.message_unsubscribe(
            readers.filtered(lambda each: each.commercial_partner_id == former).ids
        )
        complaint.email_cc = False
        if complaint.contact_id.email:
            complaint.message_subscribe(complaint.contact_id.ids)
