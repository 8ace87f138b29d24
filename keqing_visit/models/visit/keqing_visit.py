# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen
from odoo.addons.keqing_customer.fields import BoundedInteger
from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told

from ...choice import CUSTOMERS

# Who begins a visit begins it for good a minute later
UNDO_SECONDS = 60
# So far a device's clock may differ, and no visit takes longer
CLOCKS_APART = timedelta(minutes=2)
LONGEST_VISIT = timedelta(hours=16)
# What stays as it is once a visit has begun, once it is over, and after its day
BEGUN = {"partner_id", "company_id", "user_id", "planned_on", "template_id"}
OVER = {"start", "contact_kind", "is_deep"}
CAME_OF_IT = {"purpose", "met_ids", "mood", "result", "next_step", "next_on"}


class KeqingVisit(models.Model):
    """One contact with one customer, from being planned to what came of it.

    Field visits, calls, messages and meetings alike. What happened when is written by the methods
    that people call for it, and by nobody else.
    """

    _name = "keqing.visit"
    _description = "Visit"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.contact.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "planned_on desc, start, sequence, id desc"
    _rec_names_search = ["partner_id.name"]

    # Who
    partner_id = fields.Many2one(domain=CUSTOMERS)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    met_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_visit_met_rel",
        string="People Met",
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
    )

    # When
    planned_on = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._get_keqing_today(),
        tracking=True,
    )
    start = fields.Datetime(string="At", help="The hour, where there is an appointment.")
    sequence = BoundedInteger(
        low=0, default=10, copy=False, help="In which order the day is gone, where no hour says it."
    )
    window_from = fields.Date(
        compute="_compute_window", store=True, readonly=True, help="In time from this day on."
    )
    window_to = fields.Date(
        string="In Time Until", compute="_compute_window", store=True, readonly=True
    )
    origin = fields.Selection(
        selection=[
            ("grade", "The grade asks for it"),
            ("care", "An occasion asks for it"),
            ("hand", "Planned by hand"),
        ],
        default="hand",
        required=True,
        readonly=True,
    )
    is_untouched = fields.Boolean(
        readonly=True,
        copy=False,
        help="As the job planned it: it may take it back when it is not needed any more.",
    )

    # What for
    contact_kind = fields.Selection(default="visit", required=True)
    is_deep = fields.Boolean(
        string="Deep",
        help="More than the order was talked about: business, trade, what is to come.",
    )
    purpose = fields.Char(help="What is to be reached.")
    template_id = fields.Many2one(
        comodel_name="keqing.visit.template", index="btree_not_null", ondelete="restrict"
    )
    step_ids = fields.One2many(comodel_name="keqing.visit.step", inverse_name="visit_id")

    # How far it is
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("under_way", "Under way"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    checked_in_at = fields.Datetime(string="Checked In", readonly=True, copy=False)
    checked_out_at = fields.Datetime(string="Checked Out", readonly=True, copy=False)
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
    done_at = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False, index=True, help="The company's day.")
    is_in_time = fields.Boolean(
        readonly=True, copy=False, help="Done on its day or within the grace."
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    position_ids = fields.One2many(comodel_name="keqing.visit.position", inverse_name="visit_id")
    request_id = fields.Char(
        readonly=True,
        copy=False,
        help="What the device calls its check-in: sent again, it is the same one.",
    )

    # What came of it
    mood = fields.Selection(
        selection=[
            ("1", "Bad"),
            ("2", "Cool"),
            ("3", "Neutral"),
            ("4", "Warm"),
            ("5", "Very warm"),
        ],
        string="Atmosphere",
        copy=False,
    )
    result = fields.Text(copy=False)
    next_step = fields.Char(copy=False)
    next_on = fields.Date(string="Next Step On", copy=False)
    may_add = fields.Boolean(
        compute="_compute_may_add", help="Whether you may say what came of it."
    )

    _one_under_way = models.UniqueIndex(
        "(user_id) WHERE state = 'under_way'",
        "A visit of this salesperson is under way already: check out there first.",
    )
    _request_uniq = models.UniqueIndex(
        "(user_id, request_id) WHERE request_id IS NOT NULL", "This check-in was sent already."
    )
    _planned_once = models.UniqueIndex(
        "(company_id, partner_id, planned_on, origin) WHERE state = 'planned' AND is_untouched",
        "This contact is planned already.",
    )
    _planned_idx = models.Index("(company_id, planned_on) WHERE state = 'planned'")
    _times_ordered = models.Constraint(
        "CHECK (checked_out_at >= checked_in_at)", "A visit cannot end before it begins."
    )

    @api.depends("planned_on")
    def _compute_window(self):
        """When a contact that the grade asks for is in time nobody moves; else it goes along.

        What the grace is now does not change what was planned under another.
        """
        for visit in self:
            if visit.window_to and (visit.state != "planned" or visit.origin == "grade"):
                continue
            grace = visit.company_id.sudo().keqing_grace_days
            visit.window_from = _shifted(visit.planned_on, -grace)
            visit.window_to = _shifted(visit.planned_on, grace)

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

    @api.depends("partner_id", "planned_on", "contact_kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["contact_kind"]._description_selection(self.env))
        for visit in self:
            visit.display_name = self.env._(
                "%(kind)s, %(customer)s, %(day)s",
                kind=kinds.get(visit.contact_kind, ""),
                customer=visit.partner_id.name or "",
                day=fields.Date.to_string(visit.planned_on) or "",
            )

    @api.depends("state", "user_id", "done_on")
    @api.depends_context("uid")
    def _compute_may_add(self):
        for visit in self:
            visit.may_add = visit.state == "planned" or CAME_OF_IT.isdisjoint(
                visit._get_fixed_fields()
            )

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for visit in self:
            if visit.company_id not in visit.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s and cannot visit its customers.",
                        user=visit.user_id.name,
                        company=visit.company_id.name,
                    )
                )

    @api.constrains("met_ids", "partner_id")
    def _check_met_ids(self):
        for visit in self:
            for person in visit.met_ids.sudo():  # rights on the visit are looked at afterwards
                if person.commercial_partner_id != visit.partner_id:
                    check_told(visit, "met_ids", person + visit.partner_id)
                    raise ValidationError(
                        self.env._(
                            "%(person)s is nobody of %(customer)s: choose people of the customer.",
                            person=person.name,
                            customer=visit.partner_id.name,
                        )
                    )

    # Changing it

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._make_ready()
        return visits

    def write(self, vals):
        self._check_open(vals)
        self._touch()
        written = super().write(vals)
        if "template_id" in vals:
            self._forget_template()
            self._make_ready()
        return written

    def _touch(self):
        """The job takes nothing back in which somebody wrote."""
        if not self.env.su:
            self.sudo().filtered("is_untouched").is_untouched = False

    def _forget_template(self):
        """What another template asked for goes."""
        self.sudo().step_ids.unlink()  # nobody deletes what a visit asks for

    def _check_open(self, vals):
        """What has begun is whose it is, and what is over is history; who made it says what came
        of it until its day ends.

        :raise UserError: naming the visit and the fields
        """
        if self.env.su:
            return
        for visit in self.filtered(lambda each: each.state != "planned"):
            fixed = vals.keys() & visit._get_fixed_fields()
            if fixed:
                names = ", ".join(
                    self._fields[name]._description_string(self.env) for name in sorted(fixed)
                )
                raise UserError(
                    self.env._(
                        "%(visit)s has begun or is over, and %(fields)s cannot be changed any "
                        "more: plan another visit instead.",
                        visit=visit.display_name,
                        fields=names,
                    )
                )

    def _get_fixed_fields(self):
        """What the user does not change any more of one that has begun."""
        if self.state == "under_way":
            return BEGUN
        still = (
            self.state == "done"
            and self.user_id == self.env.user
            and self.done_on == self.company_id._get_keqing_today()
        )
        return BEGUN | OVER | (set() if still else CAME_OF_IT)

    def _check_not_over(self):
        """
        :raise UserError: if one of these is over, so that what was found there is history
        """
        for visit in self:
            if visit.state not in ("planned", "under_way") and not self.env.su:
                raise UserError(
                    self.env._(
                        "%s is over, and what was done and found there stays as it is.",
                        visit.display_name,
                    )
                )

    @api.model
    def _stays_known(self):
        return Domain("state", "not in", ["planned", "cancelled"])

    @api.ondelete(at_uninstall=False)
    def _unlink_if_planned(self):
        for visit in self:
            if visit.origin == "grade" and not self.env.su:
                raise UserError(
                    self.env._(
                        "%s is asked for by the grade: cancel it and say why.", visit.display_name
                    )
                )
            if visit.state not in ("planned", "cancelled"):
                raise UserError(
                    self.env._("%s happened and is history: it stays.", visit.display_name)
                )

    def _make_ready(self):
        """Have the steps that the template asks for; the job plans without them, for speed."""
        bare = self.filtered(lambda visit: not visit.template_id)
        if bare:
            found = self.env["keqing.visit.template"]._for_customers(bare.partner_id)
            for template, visits in bare.grouped(lambda visit: found[visit.partner_id]).items():
                if template:  # there may be none at all
                    visits.sudo().template_id = template
        self.env["keqing.visit.step"].sudo().create(  # sudo: what is mandatory says the template
            [
                {
                    "visit_id": visit.id,
                    "stage": step.stage,
                    "sequence": step.sequence,
                    "name": step.name,
                    "is_mandatory": step.is_mandatory,
                    "is_asked": True,
                }
                for visit in self
                if not any(visit.step_ids.mapped("is_asked"))
                for step in visit.template_id.step_ids
            ]
        )

    @api.model
    def _merge_partners(self, gone, kept):
        """What the job planned for those who go it plans anew for the one that stays."""
        planned = Domain("partner_id", "in", gone.ids) & Domain("state", "=", "planned")
        self.search(planned & Domain("is_untouched", "=", True)).unlink()

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Visits to come go along; what was is whose it was."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "planned")

    @api.model
    def _handed_over_name(self):
        return self.env._("Visits")

    # What happened

    @for_chosen("write")
    def action_done(self):
        """Say that a contact took place which needed no check-in, or end one that is under way.

        :raise UserError: if something that the template demands is missing, it is not open, or
            somebody else's who is not managed by the user
        """
        for visit in self:
            if not (self.env.su or self.env.user.has_group(MANAGERS)):
                visit._check_own()
            visit._check_state("planned", "under_way")
            visit._make_ready()
            visit._check_demands()
        self._finish(fields.Datetime.now())

    @for_chosen("write")
    def action_cancel(self, reason=None):
        """
        :param str reason: why; asked for by a small window where it is missing
        """
        for visit in self:
            visit._check_state("planned")
        if not isinstance(reason, str) or not reason.strip():
            return self._ask_reason()
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})

    def _ask_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why is it cancelled?"),
            "res_model": "keqing.visit.cancellation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_ids": self.ids},
        }

    def _check_state(self, *states):
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(visit)s is “%(state)s”: that is possible only for what is “%(possible)s”.",
                    visit=self.display_name,
                    state=names[self.state],
                    possible=", ".join(names[state] for state in states),
                )
            )

    def _check_demands(self):
        """
        :raise UserError: naming everything that the template asks for and is not there yet
        """
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(visit)s is not done yet. Still missing: %(missing)s.",
                    visit=self.display_name,
                    missing=", ".join(missing),
                )
            )

    def _get_missing(self):
        """Names of what the template asks for and is not there yet; more may be asked by others."""
        return [
            *(
                step.name
                for step in self.step_ids
                if step.is_mandatory and not step.is_done and not (step.reason or "").strip()
            ),
            *(
                self._fields[name]._description_string(self.env)
                for name, is_demanded in self._get_demanded_fields().items()
                if is_demanded and not (self._has_words(name))
            ),
        ]

    def _has_words(self, name):
        """Whether there is something in a field; blanks are nothing."""
        value = self[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _get_demanded_fields(self):
        """
        :return: ``{field: whether the template asks for it}``
        """
        template = self.template_id
        return {
            "met_ids": template.demands_people,
            "result": template.demands_result,
            "next_step": template.demands_next_step,
        }

    def _finish(self, now):
        """Each is done, on the company's day."""
        for company, visits in self.grouped("company_id").items():
            today = company._get_keqing_today()
            for visit in visits:
                visit.sudo().write(
                    {
                        "state": "done",
                        "done_at": now,
                        "done_on": today,
                        "is_in_time": visit.window_from <= today <= visit.window_to,
                        "checked_out_at": visit.checked_in_at and now,
                    }
                )
            self.env["keqing.contact.due"]._refresh(company, visits.partner_id)
        self._plan_next_steps()

    def _plan_next_steps(self):
        """What was promised is an activity of who promised it."""
        for visit in self.filtered("next_step"):
            visit.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=visit.next_step,
                date_deadline=visit.next_on or visit.company_id._get_keqing_today(),
                user_id=visit.user_id.id,
            )


def _shifted(day, days):
    """A day some days later, or the first or last that there is; none of none."""
    if not day:
        return day
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
