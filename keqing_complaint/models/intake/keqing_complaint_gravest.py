# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.chosen import MANAGERS

from .keqing_complaint_type import SEVERITIES

CRITICAL = "2"


class KeqingComplaint(models.Model):
    """How grave a complaint ever was: what is asked of it does not go by calling it minor."""

    _inherit = "keqing.complaint"

    gravest = fields.Selection(
        selection=SEVERITIES,
        string="Gravest So Far",
        readonly=True,
        copy=False,
        help="The highest severity it has had; safety is critical. A manager who does not handle "
        "it may lower it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        for complaint in complaints.sudo():  # guarded
            complaint.gravest = complaint._how_grave()
        return complaints

    def write(self, vals):
        """Who says afterwards that it was less grave is somebody else than who handles it."""
        written = super().write(vals)
        if {"severity", "is_safety", "type_id"} & vals.keys():
            for complaint in self:
                known = complaint.sudo()  # guarded
                now = known._how_grave()
                is_others = known.user_id != self.env.user and self.env.user.has_group(MANAGERS)
                known.gravest = now if self.env.su or is_others else max(known.gravest or "0", now)
        return written

    def _how_grave(self):
        return CRITICAL if self.is_safety else self.severity
