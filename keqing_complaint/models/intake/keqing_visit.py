# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.keqing_customer.chosen import for_one


class KeqingVisit(models.Model):
    """What a customer complains about to whoever is there is taken in on the spot."""

    _inherit = "keqing.visit"

    @for_one("read")
    def action_complain(self):
        """Open a new complaint, as it was said on this visit."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Complaint"),
            "res_model": "keqing.complaint",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_visit_id": self.id,
                "default_channel": "visit",
            },
        }
