# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.chosen import for_chosen
from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told

from .keqing_complaint_type import SEVERITIES

# How far a complaint is, after ISO 10002; what is open waits for us or the customer
OPEN = ("received", "investigating", "proposed", "agreed", "executing", "follow_up")
STATES = [
    ("received", "Received"),
    ("investigating", "Being investigated"),
    ("proposed", "Proposed"),
    ("agreed", "Agreed"),
    ("executing", "Being put right"),
    ("follow_up", "Follow-up"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
LONGEST_AGO = timedelta(days=3653)
# What was said when it was taken in; who took it in may put it right until it is over
TOLD = {
    "partner_id",
    "company_id",
    "contact_id",
    "channel",
    "visit_id",
    "received_at",
    "description",
}

LONGEST = 60  # characters of a subject that is made of what was said


class KeqingComplaint(models.Model):
    """A customer's statement that we let them down, from first word to closing."""

    _name = "keqing.complaint"
    _description = "Complaint"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
    ]
    _order = "priority desc, received_at, id"
    _rec_names_search = ["name", "subject", "partner_id.name"]
    _mail_post_access = "read"
    _waits = ("state", OPEN)

    # Who complains, and how
    name = fields.Char(string="Number", readonly=True, copy=False, default=lambda self: "/")
    partner_id = fields.Many2one(ondelete="restrict", tracking=True)
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who Complains",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person who spoke or wrote to us; the customer itself if nobody is known.",
    )
    channel = fields.Selection(
        selection=[
            ("hotline", "Hotline"),
            ("email", "E-mail"),
            ("portal", "Portal"),
            ("visit", "Visit"),
            ("inside", "From inside"),
        ],
        required=True,
        default="hotline",
    )
    visit_id = fields.Many2one(
        comodel_name="keqing.visit",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', '=', partner_id)]",
        help="On which it was said.",
    )
    received_at = fields.Datetime(
        required=True,
        index=True,
        copy=False,
        default=fields.Datetime.now,
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        readonly=True,
        index="btree_not_null",
        copy=False,
        default=lambda self: self.env.user,
    )

    # What it is about
    subject = fields.Char(
        compute="_compute_subject",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    description = fields.Text(
        string="Customer's Words", required=True, help="As they were said or written."
    )
    type_id = fields.Many2one(
        comodel_name="keqing.complaint.type",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    is_suggestion = fields.Boolean(related="type_id.is_suggestion", store=True)
    severity = fields.Selection(
        selection=SEVERITIES,
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    is_safety = fields.Boolean(
        string="Safety",
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Somebody could come to harm.",
    )
    line_ids = fields.One2many(
        comodel_name="keqing.complaint.line", inverse_name="complaint_id", copy=True
    )

    # Who handles it
    team_id = fields.Many2one(
        comodel_name="keqing.complaint.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handler",
        index="btree_not_null",
        copy=False,
        domain=[("share", "=", False)],
        tracking=True,
    )
    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "At once")],
        compute="_compute_priority",
        store=True,
        index=True,
        help="The highest of what the customer's grade, the type and the severity ask for; "
        "safety comes before all.",
    )
    priority_reason = fields.Char(string="Why", compute="_compute_priority_reason")
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        compute="_compute_then",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Of the customer, when it complained.",
    )
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade Then",
        compute="_compute_then",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # How far it is
    state = fields.Selection(
        selection=STATES,
        default="received",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    cycle = fields.Integer(
        readonly=True, required=True, default=1, copy=False, help="One more with each reopening."
    )
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "There is a complaint of that number already."
    )
    _open_idx = models.Index("(company_id, user_id) WHERE state NOT IN ('closed', 'cancelled')")

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            parts = [each for each in (complaint.name, complaint.subject) if each and each != "/"]
            complaint.display_name = " ".join(parts)

    @api.depends("partner_id")
    def _compute_contact_id(self):
        for complaint in self:
            if complaint.contact_id.commercial_partner_id != complaint.partner_id:
                complaint.contact_id = complaint.partner_id

    @api.depends("description")
    def _compute_subject(self):
        """How the customer's words begin, until somebody finds better ones."""
        for complaint in self:
            words = (complaint.description or "").strip().split("\n")[0].strip()
            begin = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
            complaint.subject = complaint.subject or begin

    @api.depends("type_id")
    def _compute_severity(self):
        for complaint in self:
            complaint.severity = complaint.type_id.severity or "0"
            complaint.is_safety = complaint.type_id.is_safety

    @api.depends("type_id", "company_id")
    def _compute_team_id(self):
        for complaint in self:
            team = complaint.type_id.with_company(complaint.company_id).team_id
            complaint.team_id = team or complaint.team_id

    @api.depends("partner_id", "company_id")
    def _compute_then(self):
        for company, complaints in self.grouped("company_id").items():
            standards = complaints.partner_id._get_keqing_standards(company)
            for complaint in complaints:
                complaint.territory_id = complaint.partner_id.keqing_territory_id
                complaint.grade_id = standards.get(complaint.partner_id)

    @api.depends("grade_id", "type_id", "severity", "is_safety")
    def _compute_priority(self):
        for complaint in self:
            asked = [complaint.severity, complaint.grade_id.complaint_priority]
            complaint.priority = (
                "3" if complaint.is_safety else max(filter(None, asked), default="0")
            )

    @api.depends("grade_id", "severity", "is_safety")
    @api.depends_context("lang")
    def _compute_priority_reason(self):
        severities = dict(self._fields["severity"]._description_selection(self.env))
        Grade = self.env["keqing.grade"]
        priorities = dict(Grade._fields["complaint_priority"]._description_selection(self.env))
        for complaint in self:
            reasons = [severities.get(complaint.severity, "")]
            if complaint.is_safety:
                reasons.insert(0, self.env._("Safety"))
            if complaint.grade_id:
                reasons.append(
                    self.env._(
                        "grade %(grade)s: %(priority)s",
                        grade=complaint.grade_id.name,
                        priority=priorities[complaint.grade_id.complaint_priority],
                    )
                )
            complaint.priority_reason = ", ".join(filter(None, reasons))

    @api.constrains("contact_id", "partner_id")
    def _check_contact_id(self):
        for complaint in self:
            contact = complaint.contact_id.sudo()  # rights are looked at afterwards
            if contact and contact.commercial_partner_id != complaint.partner_id:
                check_told(complaint, "contact_id", contact + complaint.partner_id)
                raise ValidationError(
                    self.env._(
                        "%(person)s is nobody of %(customer)s: choose people of the customer.",
                        person=contact.name,
                        customer=complaint.partner_id.name,
                    )
                )

    @api.constrains("visit_id", "partner_id")
    def _check_visit_id(self):
        for complaint in self:
            visit = complaint.visit_id.sudo()  # of whom it is, whoever may read it
            if visit and visit.partner_id != complaint.partner_id:
                check_told(complaint, "visit_id", visit.partner_id)
                raise ValidationError(
                    self.env._(
                        "%s: that visit was to another customer. Choose one of this customer.",
                        complaint.display_name,
                    )
                )

    @api.constrains("received_at")
    def _check_received_at(self):
        """Neither in the future, nor so long ago that it must be a slip."""
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.received_at > now:
                raise ValidationError(
                    self.env._(
                        "%s: it cannot have been received in the future.", complaint.display_name
                    )
                )
            if complaint.received_at < now - LONGEST_AGO:
                raise ValidationError(
                    self.env._(
                        "%s: it cannot have been received more than ten years ago.",
                        complaint.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        Sequence = self.env["ir.sequence"].sudo()  # numbers are given to whoever takes one in
        complaints = super().create(vals_list)
        for company, ours in complaints.grouped("company_id").items():
            numbered = ours.filtered(lambda complaint: complaint.name == "/")
            for complaint in numbered.sudo():  # guarded
                complaint.name = Sequence.with_company(company).next_by_code("keqing.complaint")
        return complaints

    def write(self, vals):
        """What was said stays as it was once the complaint is over.

        :raise UserError: if it is changed afterwards
        """
        if not self.env.su and TOLD & vals.keys():
            for complaint in self:
                if complaint.state not in OPEN:
                    raise UserError(
                        self.env._(
                            "%(complaint)s is “%(state)s”: what was said stays as it is. Reopen "
                            "it, or take in a new one.",
                            complaint=complaint.display_name,
                            state=complaint._name_state(),
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for complaint in self:
            raise UserError(
                self.env._("%s stays on record: cancel it instead.", complaint.display_name)
            )

    @api.model
    def _answered_for(self):
        return super()._answered_for() | fields.Domain("state", "in", OPEN)

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Those still open go along; who handled the others is history."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & fields.Domain("state", "in", OPEN)

    # How far it is

    @for_chosen("write")
    def action_investigate(self):
        """Begin to find out what happened; whoever begins handles it, if nobody does yet."""
        for complaint in self:
            complaint._check_state("received")
            if not complaint.user_id:
                complaint.user_id = self.env.user
        self._enter("investigating")

    @for_chosen("write")
    def action_reopen(self):
        """Go on with what was closed or cancelled, as another cycle.

        :raise UserError: for what is open
        """
        for complaint in self:
            complaint._check_state("closed", "cancelled")
            complaint.sudo().cycle += 1  # guarded, after the checks
        self._enter("investigating")

    def _check_state(self, *states):
        """:raise UserError: naming what the complaint is instead"""
        self.ensure_one()
        if self.state not in states:
            named = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(complaint)s is “%(state)s”; this is done with what is “%(states)s”.",
                    complaint=self.display_name,
                    state=self._name_state(),
                    states=", ".join(named[state] for state in states),
                )
            )

    def _enter(self, state):
        """Hook: all changes of the state go through here, after their checks.

        Who extends it is called with several complaints, before the state is another.
        """
        closed_at = fields.Datetime.now() if state == "closed" else False
        return self.sudo().write({"state": state, "closed_at": closed_at})  # guarded

    def _name_state(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
