# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingVisit(models.Model):
    """A call or visit that an occasion asked for; it does not say which."""

    _inherit = "keqing.visit"

    def _finish(self, now):
        """What was called or visited for is done."""
        finished = super()._finish(now)
        # sudo: whoever made the visit need not know of the birthday
        tasks = (
            self.env["keqing.care.task"]
            .sudo()
            .search([("visit_id", "in", self.ids), ("state", "=", "planned")])
        )
        tasks._finish()
        return finished
