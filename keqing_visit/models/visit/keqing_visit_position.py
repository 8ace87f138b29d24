# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

VERDICTS = [
    ("in_range", "In range"),
    ("own_place", "In range of a place that only this person named"),
    ("out_of_range", "Out of range"),
    ("inaccurate", "Poor accuracy"),
    ("customer_unknown", "The customer has no position"),
    ("not_given", "No position given"),
    ("bypassed", "Passed over for a reason"),
]


class KeqingVisitPosition(models.Model):
    """Where a device said it was at check-in or check-out, and what the server makes of it.

    Positions say where people were: their own, and their managers', to read; nobody's to write.
    Of the verdicts only *In range* proves that somebody was there.
    """

    _name = "keqing.visit.position"
    _description = "Position at a Visit"
    _inherit = ["keqing.guard.mixin"]
    _order = "id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    occasion = fields.Selection(
        selection=[("in", "Check-in"), ("out", "Check-out")], required=True, readonly=True
    )
    reported_at = fields.Datetime(string="Device Time", readonly=True)
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    datum = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["keqing_position_datum"]
            ._description_selection(self.env)
        ),
        readonly=True,
        help="What the coordinates are measured by, as the device said.",
    )
    accuracy_meters = fields.Float(string="Accuracy (m)", readonly=True)
    distance_meters = fields.Float(string="Distance (m)", readonly=True)
    verdict = fields.Selection(selection=VERDICTS, required=True, readonly=True)
    is_old = fields.Boolean(
        string="Old Position", readonly=True, help="Taken more than 60 seconds before it was sent."
    )
    is_repeated = fields.Boolean(
        string="Repeated Position",
        readonly=True,
        help="Equal to this person's last one to seven decimals, as no real device is.",
    )
    reason = fields.Char(readonly=True)
