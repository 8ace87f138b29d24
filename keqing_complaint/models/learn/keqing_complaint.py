# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen, for_one

from ..clock.keqing_complaint_clock_job import ACTIVITY

CAUSES = ("cause_id", "escape_cause_id")


class KeqingComplaint(models.Model):
    """What a complaint teaches, and what must be known before it is closed."""

    _inherit = "keqing.complaint"

    # What was done at once, why it happened, and why it was not caught
    containment = fields.Text(
        string="Done at Once",
        copy=False,
        help="So that nobody else is harmed meanwhile: stopped, taken off the shelf, checked.",
    )
    cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause",
        string="Why It Happened",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    escape_cause_id = fields.Many2one(
        comodel_name="keqing.complaint.cause",
        string="Why It Was Not Caught",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    why_ids = fields.One2many(
        comodel_name="keqing.complaint.why", inverse_name="complaint_id", string="Five Whys"
    )
    action_ids = fields.One2many(
        comodel_name="keqing.preventive.action",
        inverse_name="complaint_id",
        string="Preventive Actions",
    )
    answer_id = fields.Many2one(
        comodel_name="keqing.standard.answer",
        string="Standard Answer",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    lesson = fields.Text(help="What others can learn from it.", copy=False)

    # Whether the customer is content
    follow_up_ids = fields.One2many(
        comodel_name="keqing.visit", inverse_name="follow_up_of_id", string="Follow-ups"
    )
    has_call_to_make = fields.Boolean(compute="_compute_has_call_to_make")

    @api.depends("follow_up_ids.state", "outcome_mark", "cycle")
    def _compute_has_call_to_make(self):
        for complaint in self:
            is_asked = complaint._is_followed_up()
            complaint.has_call_to_make = not is_asked and bool(complaint._get_calls_to_make())

    @api.onchange("answer_id")
    def _onchange_answer_id(self):
        if self.answer_id:
            self.proposal = self.answer_id.body

    def write(self, vals):
        """:raise UserError: if it is closed, and known no more what had to be known for that"""
        written = super().write(vals)
        if not self.env.su and any(name in vals and not vals[name] for name in CAUSES):
            for complaint in self.filtered(lambda each: each.state == "closed"):
                if missing := complaint._what_is_not_learnt():
                    raise UserError(
                        self.env._(
                            "%(complaint)s is closed, and its causes stay known:\n%(missing)s",
                            complaint=complaint.display_name,
                            missing="\n".join(f"• {each}" for each in missing),
                        )
                    )
        return written

    def _enter(self, state):
        entered = super()._enter(state)
        if state == "follow_up":
            self._plan_follow_ups()
        if state in ("closed", "cancelled"):
            self._call_off_follow_ups()
        return entered

    def _call_off_follow_ups(self):
        """Nobody calls once it is over, nor is reminded of its clocks."""
        over = self.sudo()  # planned for whoever handles it
        calls = over.follow_up_ids.filtered(lambda call: call.state == "planned")
        calls.write({"state": "cancelled", "cancel_reason": self.env._("The complaint is over")})
        over.activity_unlink([ACTIVITY])

    def _plan_follow_ups(self):
        """A call some days later, by whoever handled it."""
        for company, complaints in self.grouped("company_id").items():
            days = company.sudo().keqing_follow_up_days  # a setting of the company
            if not days:
                continue
            day = fields.Date.add(company._get_keqing_today(), days=days)
            # sudo: planned for them, whoever finished the last remedy
            self.env["keqing.visit"].sudo().create(
                [complaint._prepare_follow_up_vals(day) for complaint in complaints]
            )

    def _prepare_follow_up_vals(self, day):
        user = self.user_id or self.partner_id.user_id or self.env.user
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "planned_on": day,
            "contact_kind": "phone",
            "purpose": self.env._("Ask whether %s was put right", self.display_name),
            "follow_up_of_id": self.id,
            "follow_up_cycle": self.cycle,
        }

    def _is_in_grace(self):
        """Whether one that was closed may still go on as another cycle."""
        days = self.company_id.sudo().keqing_reopen_days  # a setting of the company
        return not self.closed_at or fields.Datetime.now() <= fields.Datetime.add(
            self.closed_at, days=days
        )

    @for_chosen("write")
    def action_reopen(self):
        """
        :raise UserError: for what was closed too long ago
        """
        for complaint in self:
            if not complaint._is_in_grace():
                raise UserError(
                    self.env._(
                        "%s was closed too long ago to be reopened: take in a new complaint, and "
                        "name this one in it.",
                        complaint.display_name,
                    )
                )
        return super().action_reopen()

    @for_chosen("write")
    def action_close(self):
        """
        :raise UserError: for one that is not so far, naming all that is missing
        """
        for complaint in self:
            complaint._check_state("follow_up")
            if missing := complaint._why_not_close():
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be closed yet:\n%(missing)s",
                        complaint=complaint.display_name,
                        missing="\n".join(f"• {each}" for each in missing),
                    )
                )
        self._enter("closed")

    def _why_not_close(self):
        """What is missing for closing one, as sentences; each module adds its own."""
        missing = []
        company = self.company_id.sudo()  # settings
        if self.open_inquiry_count:
            missing.append(self.env._("An inquiry is not answered."))
        if company.keqing_follow_up_days and not self._is_followed_up():
            missing.append(self.env._("Nobody has asked the customer whether it was put right."))
        return missing + self._what_is_not_learnt()

    def _why_not_answer(self):
        """What is grave teaches something, also when it is called a suggestion."""
        return super()._why_not_answer() + self._what_is_not_learnt()

    def _what_is_not_learnt(self):
        missing = []
        limit = self.company_id.sudo().keqing_cause_severity  # a setting of the company
        if self.type_id.needs_cause or (limit and (self.gravest or self.severity) >= limit):
            if not self.cause_id:
                missing.append(self.env._("It is not known why it happened."))
            if not self.escape_cause_id:
                missing.append(self.env._("It is not known why it was not caught."))
            if not self.action_ids:
                missing.append(self.env._("Nothing is planned so that it does not happen again."))
        return missing

    @for_one("read")
    def action_view_follow_up(self):
        """Open the call that asks the customer whether it was put right."""
        return self._get_calls_to_make()[:1]._get_records_action()

    def _get_calls_to_make(self):
        return self.follow_up_ids.filtered(
            lambda call: call.follow_up_cycle == self.cycle and call.state == "planned"
        )

    def _is_followed_up(self):
        """Whether the customer said something about it in this cycle, or was called at least."""
        calls = self.follow_up_ids.filtered(lambda call: call.follow_up_cycle == self.cycle)
        return bool(self.outcome_mark) or "done" in calls.mapped("state")
