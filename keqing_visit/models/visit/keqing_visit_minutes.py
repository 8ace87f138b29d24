# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

# So far a device's clock may differ, and no visit takes longer
CLOCKS_APART = timedelta(minutes=2)
LONGEST_VISIT = timedelta(hours=16)


class KeqingVisit(models.Model):
    """How long a visit took."""

    _inherit = "keqing.visit"

    minutes = fields.Integer(
        string="Minutes There", compute="_compute_minutes", store=True, aggregator="avg"
    )
    is_by_device = fields.Boolean(
        string="By the Device's Clock",
        compute="_compute_minutes",
        store=True,
        help="Checked in or out where there was no network: the server heard of it later, and the "
        "minutes are those of the device.",
    )

    @api.depends("checked_in_at", "checked_out_at", "position_ids.reported_at")
    def _compute_minutes(self):
        """By the server's clock, unless it heard later of what the device says was then."""
        for visit in self:
            spent = visit._get_spent_by_device()
            visit.is_by_device = spent is not None
            if spent is None:
                spent = timedelta(0)
                if visit.checked_out_at:
                    spent = visit.checked_out_at - visit.checked_in_at
            visit.minutes = round(spent.total_seconds() / 60)

    def _get_spent_by_device(self):
        """How long the device says that the visit took; None where the server knows it as well,
        and for what cannot be: times to come, an end before the start, days of a visit.
        """
        told = {each.occasion: each.reported_at for each in self.position_ids}
        came, left = told.get("in"), told.get("out")
        if not (self.checked_out_at and came and left):
            return None
        spent = left - came
        if abs(spent - (self.checked_out_at - self.checked_in_at)) <= CLOCKS_APART:
            return None
        is_possible = (
            timedelta(0) <= spent <= LONGEST_VISIT
            and came <= self.checked_in_at + CLOCKS_APART
            and left <= self.checked_out_at + CLOCKS_APART
        )
        return spent if is_possible else None
