# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingConsent(models.Model):
    """A person who takes a consent back is spared at once what rests on it."""

    _inherit = "keqing.consent"

    def write(self, vals):
        written = super().write(vals)
        if vals.get("withdrawn_on"):
            self.env["keqing.care.task"]._leave_out(people=self.partner_id)
        return written
