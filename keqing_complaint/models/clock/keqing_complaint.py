# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..intake.keqing_complaint import OPEN
from .keqing_sla_policy import CLOCKS, KINDS

# What is promised, and by when, hangs on these
PLANNED_BY = {"type_id", "severity", "received_at", "company_id", "partner_id"}
# Which clocks have done their work once a complaint is so far
STOPPED_BY = {
    "proposed": ["propose"],
    "agreed": ["propose"],
    "executing": ["propose"],
    "follow_up": ["propose", "resolve"],
    "closed": list(CLOCKS),
    "cancelled": list(CLOCKS),
}


class KeqingComplaint(models.Model):
    """What is due when: the clocks of a complaint follow what happens to it."""

    _inherit = "keqing.complaint"

    clock_ids = fields.One2many(
        comodel_name="keqing.complaint.clock", inverse_name="complaint_id", readonly=True
    )
    due_at = fields.Datetime(
        string="Due", readonly=True, copy=False, help="What is due next, in working hours."
    )
    due_kind = fields.Selection(
        selection=KINDS,
        string="Due Next",
        readonly=True,
        copy=False,
    )
    is_breached = fields.Boolean(
        string="Late",
        readonly=True,
        copy=False,
        help="One of its times was over before we had done our part.",
    )
    waits_for_customer = fields.Boolean(readonly=True, copy=False)
    wait_reason = fields.Char(
        string="Waits For",
        readonly=True,
        copy=False,
        help="What the customer has to do or to answer first.",
    )
    waits_until = fields.Datetime(
        compute="_compute_clocks",
        help="Then our time runs again, by the longest wait of the service level.",
    )
    clocks = fields.Json(compute="_compute_clocks")

    _due_idx = models.Index("(due_at) WHERE due_at IS NOT NULL")

    @api.depends(
        "clock_ids.state",
        "clock_ids.deadline",
        "clock_ids.is_breached",
        "clock_ids.waits_until",
        "cycle",
    )
    @api.depends_context("lang")
    def _compute_clocks(self):
        """Those of the present cycle, as the form shows them."""
        kinds = dict(self._fields["due_kind"]._description_selection(self.env))
        for complaint in self:
            complaint.clocks = [
                {
                    "kind": clock.kind,
                    "name": kinds[clock.kind],
                    "state": clock.state,
                    "deadline": fields.Datetime.to_string(clock.deadline) or False,
                    "stopped_at": fields.Datetime.to_string(clock.stopped_at) or False,
                    "is_breached": clock.is_breached,
                    "is_given_up": clock.is_given_up,
                    "hours_left": round((clock.target_seconds - clock.spent_seconds) / 3600, 1),
                }
                for clock in complaint.clock_ids
                if clock.cycle == complaint.cycle
            ]
            ends = complaint.clock_ids.filtered("waits_until").mapped("waits_until")
            complaint.waits_until = min(ends, default=False)

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._start_clocks()
        return complaints

    def write(self, vals):
        """
        :raise UserError: if it is said afterwards that a complaint came later than it was said
        """
        if vals.get("received_at") and not self.env.su:
            self._check_not_put_off(fields.Datetime.to_datetime(vals["received_at"]))
        replans = PLANNED_BY & vals.keys()
        before = {complaint: complaint._tell_level() for complaint in self if replans}
        written = super().write(vals)
        if replans:
            changed = self.filtered(lambda each: before[each] != each._tell_level())
            changed._plan_clocks(self.env._("Type, severity or time of receipt changed"))
        if vals.get("acknowledged_at"):
            at = fields.Datetime.to_datetime(vals["acknowledged_at"])
            self._get_clocks(["acknowledge"])._stop(at)
            self._refresh_due()
        return written

    def _check_not_put_off(self, moment):
        for complaint in self:
            if moment > complaint.received_at:
                raise UserError(
                    self.env._(
                        "%s: the time of receipt can be corrected to an earlier one only; what is "
                        "promised to the customer counts from it.",
                        complaint.display_name,
                    )
                )

    def _tell_level(self):
        return self.type_id, self.severity, self.received_at, self.company_id, self.partner_id

    def _enter(self, state):
        """Stop what is done with it, wait for the customer's answer, begin anew when reopened."""
        now = fields.Datetime.now()
        ended = ("closed", *(["follow_up"] if state == "investigating" else []))
        reopened = self.filtered(lambda each: each.state in ended)
        restored = self.filtered(lambda each: each.state == "cancelled")
        answered = self.filtered("waits_for_customer")
        entered = super()._enter(state)
        done = self._get_clocks(STOPPED_BY.get(state, []))
        done._stop(now, is_given_up=state == "cancelled")
        reopened._start_clocks(now)
        restored._take_up_clocks(self.env._("Reopened"))
        answered._go_on(self.env._("Answered"))
        if state == "proposed":
            self._wait(self.env._("The customer's answer to the proposal"))
        self._refresh_due()
        return entered

    # Clocks

    def _send_receipt(self):
        """Where the service level says so, the automatic receipt acknowledges."""
        told = super()._send_receipt()
        clocks = told._get_clocks(["acknowledge"])
        clocks.filtered("policy_id.is_receipt_enough")._stop(fields.Datetime.now())
        told._refresh_due()
        return told

    def _take_up_clocks(self, reason):
        """Go on with what was given up, as if it had never been: the customer has waited."""
        clocks = self._get_clocks(CLOCKS)
        unanswered = clocks.filtered(lambda clock: clock.is_given_up or clock.kind != "acknowledge")
        unanswered._take_up(dict.fromkeys(self, reason))
        self._refresh_due()

    def _propose_anew(self):
        """What was proposed is worth nothing any more: the rest of that time runs on from now."""
        clocks = self._get_clocks(["propose"])
        clocks._take_up(dict.fromkeys(self, self.env._("Taken back")), fields.Datetime.now())
        self._refresh_due()

    def _get_clocks(self, kinds):
        """Those of the present cycle, as superuser: nobody writes them by hand."""
        return self.sudo().clock_ids.filtered(
            lambda clock: clock.kind in kinds and clock.cycle == clock.complaint_id.cycle
        )

    def _start_clocks(self, at=None):
        """Begin a cycle, from the moment it was received or reopened.

        What runs already goes on, and what was done already is not begun.
        """
        Clock = self.env["keqing.complaint.clock"].sudo()
        begun = self._get_clocks(CLOCKS).grouped("complaint_id")
        vals_list = []
        for complaint, policy in self.env["keqing.sla.policy"]._find_policies(self).items():
            others = begun.get(complaint, Clock)
            start = at or min(others.mapped("started_at"), default=complaint.received_at)
            past = {*others.mapped("kind"), *STOPPED_BY.get(complaint.state, ())}
            if others and complaint.acknowledged_at:
                past.add("acknowledge")
            for kind, hours in CLOCKS.items():
                if policy[hours] and kind not in past:  # an empty policy has no hours
                    vals_list.append(
                        {
                            "complaint_id": complaint.id,
                            "company_id": complaint.company_id.id,
                            "cycle": complaint.cycle,
                            "kind": kind,
                            "policy_id": policy.id,
                            "target_seconds": round(policy[hours] * 3600),
                            "started_at": start,
                            "running_since": start,
                        }
                    )
        clocks = Clock.create(vals_list)
        clocks._plan()
        clocks._remember("start", at or fields.Datetime.now())
        self._refresh_due()

    def _plan_clocks(self, reason):
        """Plan the open clocks anew, by the service level that is for the complaint now."""
        policies = self.env["keqing.sla.policy"]._find_policies(self)
        given_up = self._get_clocks(CLOCKS).filtered(
            lambda clock: (
                clock.is_given_up
                and clock.complaint_id.state in OPEN
                and policies[clock.complaint_id]
            )
        )
        given_up._take_up(dict.fromkeys(self, reason))
        clocks = self._get_clocks(CLOCKS).filtered(lambda clock: clock.state != "stopped")
        idle = clocks.filtered(
            lambda clock: clock.complaint_id.is_suggestion and not policies[clock.complaint_id]
        )
        idle._stop(
            fields.Datetime.now(), dict.fromkeys(idle.complaint_id, reason), is_given_up=True
        )
        clocks -= idle
        now = fields.Datetime.now()
        self.filtered(lambda each: each.state in OPEN)._start_clocks()
        waiting = self._get_clocks(["propose", "resolve"]).filtered(
            lambda clock: clock.state == "running" and clock.complaint_id.waits_for_customer
        )
        waiting._pause(now, dict.fromkeys(waiting.complaint_id, reason))
        late = clocks.filtered(lambda clock: clock._is_late(now) and not clock.is_breached)
        late.is_breached = True  # before there is another deadline
        late._remember("breach", now)
        for clock in clocks:
            policy = policies[clock.complaint_id] or clock.policy_id
            hours = policy[CLOCKS[clock.kind]]
            vals = {"policy_id": policy.id}
            if hours:
                vals["target_seconds"] = round(hours * 3600)
            if clock.cycle == 1 and clock.running_since == clock.started_at:
                received_at = clock.complaint_id.received_at
                vals |= {"running_since": received_at, "started_at": received_at}
            clock.write(vals)
        clocks._plan()
        clocks._remember("plan", fields.Datetime.now(), dict.fromkeys(clocks.complaint_id, reason))
        self._refresh_due()

    def _refresh_due(self):
        """What is due next, where lists find it."""
        for complaint in self.sudo():  # guarded
            clocks = complaint.clock_ids.filtered(
                lambda clock, cycle=complaint.cycle: clock.cycle == cycle
            )
            running = clocks.filtered(lambda clock: clock.state == "running" and clock.deadline)
            soonest = running.sorted("deadline")[:1]
            vals = {
                "due_at": soonest.deadline,
                "due_kind": soonest.kind,
                "is_breached": any(complaint.clock_ids.mapped("is_breached")),
            }
            if any(complaint[name] != value for name, value in vals.items()):
                complaint.write(vals)

    def _find_rung(self, who):
        """
        :param who: of ``keqing.sla.rung``
        :return: users
        """
        complaint = self.sudo()  # who is told, not what they may see
        match who:
            case "handler":
                return complaint._find_handlers()
            case "leader":
                return complaint.team_id.user_id
            case "manager":
                return complaint.partner_id.keqing_territory_id._nearest_manager()
        return complaint.company_id._find_keqing_directors()
