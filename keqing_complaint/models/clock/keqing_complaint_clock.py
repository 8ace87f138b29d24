# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .keqing_sla_policy import KINDS


class KeqingComplaintClock(models.Model):
    """How long we have for one step of a complaint, in working hours, and whether we kept to it.

    What happened to it stands in its events; here is what follows of them, to be found by.
    """

    _name = "keqing.complaint.clock"
    _description = "Complaint Clock"
    _inherit = ["keqing.anchored.mixin", "keqing.job.mixin"]
    _order = "complaint_id, cycle desc, id"
    _rec_name = "kind"

    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    cycle = fields.Integer(
        required=True, readonly=True, help="One more with each reopening.", aggregator=None
    )
    kind = fields.Selection(
        selection=KINDS,
        required=True,
        readonly=True,
    )
    policy_id = fields.Many2one(
        comodel_name="keqing.sla.policy",
        string="Service Level",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("paused", "Waits for the customer"),
            ("stopped", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="running",
    )
    target_seconds = fields.Integer(
        required=True, readonly=True, aggregator=None, help="Of working time, from start to stop."
    )
    spent_seconds = fields.Integer(
        required=True, readonly=True, default=0, aggregator=None, help="Until it last ran."
    )
    started_at = fields.Datetime(required=True, readonly=True)
    running_since = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    stopped_at = fields.Datetime(readonly=True)
    is_breached = fields.Boolean(
        string="Late", readonly=True, help="And stays so, whatever is changed afterwards."
    )
    is_given_up = fields.Boolean(
        string="Given Up",
        readonly=True,
        help="Stopped though what it is for was not done: the complaint was cancelled, or none.",
    )
    rung = fields.Integer(
        readonly=True,
        default=0,
        aggregator=None,
        help="Up to which share of the time, in percent, people were told.",
    )
    next_rung_at = fields.Datetime(readonly=True)
    waits_until = fields.Datetime(
        readonly=True, help="When it runs again though the customer has not answered."
    )
    event_ids = fields.One2many(
        comodel_name="keqing.complaint.clock.event", inverse_name="clock_id"
    )

    _kind_uniq = models.Constraint(
        "UNIQUE (complaint_id, cycle, kind)", "A complaint has one clock of a kind in a cycle."
    )
    _next_idx = models.Index("(next_rung_at) WHERE state != 'stopped'")

    def _remember(self, event, at, reasons=None):
        """Write down what happened to each of these, and who did it.

        :param at: moment, UTC
        :param reasons: ``{complaint: text}``
        """
        self.env["keqing.complaint.clock.event"].create(
            [
                {
                    "clock_id": clock.id,
                    "company_id": clock.company_id.id,
                    "event": event,
                    "at": at,
                    "user_id": self.env.uid,
                    "deadline": clock.deadline,
                    "reason": (reasons or {}).get(clock.complaint_id),
                }
                for clock in self
            ]
        )
