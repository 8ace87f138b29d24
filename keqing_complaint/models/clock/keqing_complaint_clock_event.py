# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class KeqingComplaintClockEvent(models.Model):
    """What happened to a clock when: rows that nobody rewrites."""

    _name = "keqing.complaint.clock.event"
    _description = "Event of a Complaint Clock"
    _inherit = ["keqing.anchored.mixin"]
    _order = "at, id"
    _rec_name = "event"
    _log_access = False

    clock_id = fields.Many2one(
        comodel_name="keqing.complaint.clock",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    event = fields.Selection(
        selection=[
            ("start", "Started"),
            ("pause", "Paused"),
            ("resume", "Went on"),
            ("plan", "Planned anew"),
            ("breach", "Late"),
            ("told", "Told"),
            ("stop", "Stopped"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", readonly=True, index="btree_not_null")
    deadline = fields.Datetime(readonly=True, help="As it was afterwards.")
    reason = fields.Char(readonly=True)
