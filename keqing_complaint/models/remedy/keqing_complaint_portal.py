# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

SETTLED = ("agreed", "executing", "follow_up", "closed")


class KeqingComplaint(models.Model):
    """What a customer sees of its own answer."""

    _inherit = "keqing.complaint"

    def _portal_agreed(self):
        """Called as superuser by the portal.

        :return: keqing.complaint.answer by which it was agreed, an empty one if it was not
        """
        accepted = self.answer_ids.filtered("is_accepted")
        return accepted[:1] if self.state in SETTLED else accepted.browse()
