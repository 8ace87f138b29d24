# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...chosen import for_one
from ...fields import BoundedInteger
from ...wording import say_day

SEQUENCE = "keqing.agreement"
# What both sides sign: fixed as soon as it is handed in for review
TERMS = frozenset(
    {
        "name",
        "type_id",
        "company_id",
        "partner_id",
        "our_signatory",
        "customer_signatory",
        "signed_on",
        "date_from",
        "date_to",
        "our_obligations",
        "customer_obligations",
        "territory_ids",
        "category_ids",
        "is_exclusive",
        "target_ids",
    }
)


class KeqingAgreement(models.Model):
    """A contract with a customer: what both owe each other, where, until when.

    People hand it in, review and end it (``stage``); the calendar does the rest (``state``). Its
    clauses change in a draft only. Later a renewal takes its place, or an addendum is added to it.
    """

    _name = "keqing.agreement"
    _description = "Agreement"
    _inherit = [
        "mail.thread.main.attachment",
        "mail.activity.mixin",
        "keqing.job.mixin",
        "keqing.customer.company.record.mixin",
    ]
    _order = "date_to desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _waits = ("stage", ("draft", "review"))

    # Who
    name = fields.Char(
        string="Agreement Number",
        copy=False,
        index="trigram",
        tracking=True,
        help="Left empty, it is the next number of the company.",
    )
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        comodel_name="keqing.agreement.type",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(ondelete="restrict", tracking=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
        help="Is reminded before the agreement ends.",
    )
    our_signatory = fields.Char(help="Who signs for us.")
    customer_signatory = fields.Char(
        compute="_compute_customer_signatory",
        store=True,
        readonly=False,
        precompute=True,
        help="Who signs for the customer; its legal representative is proposed.",
    )

    # From when until when
    date_from = fields.Date(
        string="Start", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="End",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The last day.",
    )
    signed_on = fields.Date(copy=False, help="The day on the paper.")
    last_day = fields.Date(
        compute="_compute_last_day",
        store=True,
        index=True,
        help="The end, or the day it was terminated; none if that was before it began.",
    )
    notice_days = BoundedInteger(
        low=0,
        high=3650,
        string="Renewal Notice",
        compute="_compute_notice_days",
        store=True,
        readonly=False,
        precompute=True,
        help="Days before its end.",
    )
    renew_from = fields.Date(
        string="To Renew From", compute="_compute_renew_from", store=True, index=True
    )

    # What both owe each other
    our_obligations = fields.Html(
        compute="_compute_obligations", store=True, readonly=False, precompute=True
    )
    customer_obligations = fields.Html(
        compute="_compute_obligations", store=True, readonly=False, precompute=True
    )

    # What the customer may sell, where, and how much it shall
    territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        relation="keqing_agreement_territory_rel",
        string="Authorised Territories",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="With all territories below them.",
    )
    category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="keqing_agreement_category_rel",
        string="Product Categories",
        ondelete="restrict",
        tracking=True,
        help="With all categories below them. Empty: all products.",
    )
    is_exclusive = fields.Boolean(
        string="Exclusive",
        tracking=True,
        help="Nobody else gets an exclusive right to these products there at that time.",
    )
    target_ids = fields.One2many(
        comodel_name="keqing.agreement.target",
        inverse_name="agreement_id",
        string="Purchase Targets",
        copy=True,
    )
    addendum_ids = fields.One2many(
        comodel_name="keqing.agreement.addendum", inverse_name="agreement_id", string="Addenda"
    )

    # How far it is
    stage = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("review", "In review"),
            ("active", "Active"),
            ("terminated", "Terminated"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        help="What people decided; the status also heeds the calendar.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("review", "In review"),
            ("active", "Active"),
            ("to_renew", "To renew"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ],
        string="Status",
        compute="_compute_state",
        search="_search_state",
        help="Follows the dates at midnight: nothing has to run for it.",
    )
    reviewer_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        check_company=True,
        copy=False,
        domain=[("share", "=", False)],
        help="Is asked to review. Empty: the manager of the customer's territory, or above.",
    )
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    author_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_agreement_author_rel",
        string="Authors",
        readonly=True,
        copy=False,
        help="Wrote clauses or answered for them at some time, and decide on none of it.",
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    terminated_on = fields.Date(readonly=True, copy=False, tracking=True)
    termination_reason = fields.Text(readonly=True, copy=False)
    may_review = fields.Boolean(compute="_compute_may_review")
    caution = fields.Text(
        compute="_compute_caution", help="What a reviewer should know before approving."
    )

    # What came before and after
    previous_id = fields.Many2one(
        comodel_name="keqing.agreement",
        string="Renews",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    next_ids = fields.One2many(
        comodel_name="keqing.agreement", inverse_name="previous_id", string="Renewals"
    )
    next_id = fields.Many2one(
        comodel_name="keqing.agreement", string="Renewed By", compute="_compute_next_id"
    )
    is_renewed = fields.Boolean(
        string="Renewed", readonly=True, copy=False, help="The renewal has been approved."
    )
    reminded_on = fields.Date(
        readonly=True, copy=False, help="When the owner was told that it is to be renewed."
    )

    _name_company_uniq = models.UniqueIndex(
        "(name, company_id)", "Another agreement of this company has this number already."
    )
    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This agreement has a renewal already; open it from there.",
    )

    @api.depends("partner_id")
    def _compute_user_id(self):
        for agreement in self:
            agreement.user_id = agreement.partner_id.user_id or self.env.user

    @api.depends("partner_id")
    def _compute_customer_signatory(self):
        for agreement in self:
            agreement.customer_signatory = agreement.partner_id.keqing_legal_representative

    @api.depends("type_id")
    def _compute_date_to(self):
        """After the usual term, a year if no type says otherwise."""
        for agreement in self:
            date_from = agreement.date_from or self.env.company._get_keqing_today()
            agreement.date_to = agreement.type_id._last_day(date_from)

    @api.depends("type_id")
    def _compute_notice_days(self):
        for agreement in self:
            agreement.notice_days = agreement.type_id.notice_days

    @api.depends("type_id")
    def _compute_obligations(self):
        """What the type proposes, in the language of the customer."""
        for agreement in self:
            lang = agreement.partner_id.lang or self.env.lang
            agreement_type = agreement.type_id.with_context(lang=lang)
            agreement.our_obligations = agreement_type.our_obligations
            agreement.customer_obligations = agreement_type.customer_obligations

    @api.depends("next_ids")
    def _compute_next_id(self):
        for agreement in self:
            agreement.next_id = agreement.next_ids[:1]

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for agreement in self:
            names = agreement.name, agreement.partner_id.name
            agreement.display_name = " · ".join(filter(None, names))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for agreement in self:
            if agreement.date_to < agreement.date_from:
                raise ValidationError(
                    self.env._(
                        "%(agreement)s would end on %(date_to)s, before it begins on "
                        "%(date_from)s. Correct one of the two days.",
                        agreement=agreement.display_name,
                        date_from=say_day(self.env, agreement.date_from),
                        date_to=say_day(self.env, agreement.date_to),
                    )
                )
        self.target_ids._check_dates()

    @api.constrains("is_exclusive", "territory_ids")
    def _check_exclusive(self):
        for agreement in self:
            if agreement.is_exclusive and not agreement.territory_ids:
                raise ValidationError(
                    self.env._(
                        "%s is exclusive: name the territories in which it is.",
                        agreement.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give a number to those that bring none along."""
        Sequence = self.env["ir.sequence"]
        for vals in vals_list:
            if not vals.get("name"):
                company_id = vals.get("company_id") or self.env.company.id
                vals["name"] = Sequence.with_company(company_id).next_by_code(SEQUENCE)
        agreements = super().create(vals_list)
        agreements._add_authors(self.env.user)
        return agreements

    def write(self, vals):
        if TERMS & vals.keys():
            self._check_open_to_change()
            self._add_authors(self.env.user)
        elif "user_id" in vals:
            self._add_authors()
        return super().write(vals)

    def copy(self, default=None):
        """Who wrote the terms is an author of the same terms elsewhere."""
        copies = super().copy(default)
        for agreement, other in zip(self.sudo(), copies.sudo(), strict=True):  # by nobody's hand
            authors = agreement.author_ids | agreement.create_uid | agreement.submitted_by_id
            other.author_ids |= authors
        return copies

    def _add_authors(self, writer=None):
        """Keep who answered for the clauses until now, and who writes some of them."""
        for agreement in self.sudo():  # written by nobody's hand
            authors = agreement.user_id
            if writer:
                authors |= writer
            if agreement.stage in ("draft", "review") and authors - agreement.author_ids:
                agreement.author_ids = [Command.link(user.id) for user in authors]

    def _check_open_to_change(self):
        """:raise UserError: if the clauses of one of these agreements are fixed"""
        for agreement in self:
            if agreement.stage != "draft" and not self.env.su:
                raise UserError(
                    self.env._(
                        "The clauses of %s are fixed. While it is in review, take it back first; "
                        "afterwards renew it, or write an addendum.",
                        agreement.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for agreement in self:
            if agreement.stage != "draft":
                raise UserError(
                    self.env._(
                        "%s has been handed in and is kept: archive it instead.",
                        agreement.display_name,
                    )
                )

    @for_one("read")
    def action_view_previous(self):
        """Open the agreement that this one renews."""
        return self.previous_id._get_records_action()

    @for_one("read")
    def action_view_next(self):
        """Open the renewal of this agreement."""
        return self.next_id._get_records_action()
