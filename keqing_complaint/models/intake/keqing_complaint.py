# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

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
LONGEST = 60  # characters of a subject that is made of what was said


class KeqingComplaint(models.Model):
    """A customer's statement that we let them down, from first word to closing."""

    _name = "keqing.complaint"
    _description = "Complaint"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
        "keqing.progress.mixin",
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
        tracking=True,
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
        tracking=True,
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
        tracking=True,
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
        string="Customer's Words",
        required=True,
        tracking=True,
        help="As they were said or written.",
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
    closed_before_at = fields.Datetime(
        string="Closed Before",
        readonly=True,
        copy=False,
        help="When it was closed the last time, before it was reopened.",
    )
    reopened_at = fields.Datetime(string="Reopened", readonly=True, copy=False)
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
        """That of the type; else the first of customer service takes what nobody is named for."""
        Team = self.env["keqing.complaint.team"]
        for company, complaints in self.grouped("company_id").items():
            service = Team.search(
                [("company_id", "=", company.id), ("department", "=", "service")], limit=1
            )
            for complaint in complaints:
                team = complaint.type_id.with_company(company).team_id
                complaint.team_id = team or complaint.team_id or service

    @api.depends("partner_id", "company_id")
    def _compute_then(self):
        for company, complaints in self.grouped("company_id").items():
            standards = complaints.partner_id._get_keqing_standards(company)
            for complaint in complaints:
                complaint.territory_id = complaint.partner_id.keqing_territory_id
                complaint.grade_id = standards.get(complaint.partner_id)

    @api.model_create_multi
    def create(self, vals_list):
        Sequence = self.env["ir.sequence"].sudo()  # numbers are given to whoever takes one in
        complaints = super().create(vals_list)
        for company, ours in complaints.grouped("company_id").items():
            numbered = ours.filtered(lambda complaint: complaint.name == "/")
            for complaint in numbered.sudo():  # guarded
                complaint.name = Sequence.with_company(company).next_by_code("keqing.complaint")
        # Once they have numbers to be told by; nobody opens it
        self.env["keqing.incident"].sudo()._notice(complaints.line_ids)
        return complaints
