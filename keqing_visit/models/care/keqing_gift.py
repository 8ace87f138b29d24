# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.fields import BoundedMonetary
from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told
from odoo.addons.keqing_customer.wording import say_day

from ...choice import CUSTOMERS

ASKED = {"partner_id", "recipient_id", "item", "amount", "give_on", "reason", "company_id"}
RECEIPT = {"signature", "signed_by", "receipt_note"}
DAYS_PAST = 31  # as long ago a gift may be asked for after it was promised


class KeqingGift(models.Model):
    """One gift to one person: asked for, decided by somebody else, handed over against a receipt.

    What was given stays on record; by recipient and year that is the ledger.
    """

    _name = "keqing.gift"
    _description = "Gift"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.job.mixin",
        "keqing.progress.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "give_on desc, id desc"
    _rec_name = "item"
    _waits = ("state", ("requested",))

    # What for whom
    partner_id = fields.Many2one(ondelete="restrict", domain=CUSTOMERS)
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_recipient_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person, or the customer itself if it is for all.",
    )
    item = fields.Char(string="Gift", required=True, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = BoundedMonetary(
        low=0, string="Worth", required=True, tracking=True, help="In the company's currency."
    )
    give_on = fields.Date(
        string="To Be Given On",
        required=True,
        index=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    year = fields.Integer(compute="_compute_year", store=True, aggregator=None)
    reason = fields.Text(required=True, help="On what occasion, and what for.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    author_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_gift_author_rel",
        string="Authors",
        readonly=True,
        copy=False,
        help="Asked for the same before, and do not decide on it.",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        compute="_compute_territory_id",
        store=True,
        index="btree_not_null",
        help="Of the customer, when it was asked for.",
    )

    # How far it is
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("given", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    decision_note = fields.Text(string="Decided Because", copy=False)
    noted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Reason Written By",
        readonly=True,
        index="btree_not_null",
        copy=False,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade Then",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    is_over_cap = fields.Boolean(
        string="Above the Yearly Cap",
        readonly=True,
        copy=False,
        help="With it the recipient got more in the year than the company thinks right.",
    )

    # That it was received
    given_on = fields.Date(readonly=True, copy=False)
    given_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    signature = fields.Image(copy=False, max_width=1024, max_height=1024)
    signed_by = fields.Char(copy=False, help="Who received it, as written below the signature.")
    receipt_note = fields.Char(
        string="Without Signature Because", copy=False, help="E.g. sent by post, number …"
    )

    # What helps to decide
    budget = fields.Monetary(compute="_compute_budget", help="Of the customer's grade, a year.")
    budget_left = fields.Monetary(compute="_compute_budget")
    budget_note = fields.Char(
        string="No Budget", compute="_compute_budget", help="Why there is none, if there is none."
    )
    received = fields.Monetary(
        string="Received This Year",
        compute="_compute_caution",
        help="By the recipient, without this gift.",
    )
    caution = fields.Text(compute="_compute_caution")
    may_decide = fields.Boolean(compute="_compute_may_decide")
    may_change = fields.Boolean(compute="_compute_may_decide")

    _amount_idx = models.Index("(company_id, recipient_id, year)")

    @api.depends("give_on")
    def _compute_year(self):
        for gift in self:
            gift.year = gift.give_on and gift.give_on.year

    @api.depends("partner_id")
    def _compute_recipient_id(self):
        for gift in self:
            if gift.recipient_id.commercial_partner_id != gift.partner_id:
                gift.recipient_id = gift.partner_id

    @api.depends("partner_id")
    def _compute_territory_id(self):
        for gift in self:
            gift.territory_id = gift.partner_id.keqing_territory_id

    @api.depends("partner_id", "company_id", "give_on")
    def _compute_budget(self):
        for company, gifts in self.grouped("company_id").items():
            standards = gifts.partner_id._get_keqing_standards(company)
            spent = self.env["keqing.gift.budget"]._get_spent(company, gifts.partner_id)
            for gift in gifts:
                grade = standards.get(gift.partner_id)
                gift.budget = grade.gift_budget if grade else 0.0
                gift.budget_left = gift.budget - spent.get((gift.partner_id.id, gift.year), 0.0)
                gift.budget_note = gift._tell_no_budget(grade)

    def _tell_no_budget(self, grade):
        """Who has no budget has not spent it: False where there is one."""
        if not self.partner_id or grade and grade.gift_budget:
            return False
        if not grade:
            return self.env._(
                "%s has no grade yet, and gift budgets stand on grades.", self.partner_id.name
            )
        return self.env._("Grade %s has no gift budget yet.", grade.name)

    @api.depends("recipient_id", "partner_id", "company_id", "give_on", "amount")
    def _compute_caution(self):
        """What whoever decides should know; the ban is told by :meth:`_check_ban`."""
        for gift in self:
            gift.received = gift._get_received()
            gift.caution = gift.sudo()._tell_ban() or gift._tell_cap()

    @api.depends("state", "user_id", "recipient_id", "partner_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        is_manager = self.env.user.has_group(MANAGERS)
        for gift in self:
            gift.may_decide = (
                is_manager
                and gift.state == "requested"
                and self.env.user not in gift._get_interested()
            )
            gift.may_change = gift.state == "requested" and gift.user_id == self.env.user

    @api.constrains("recipient_id", "partner_id")
    def _check_recipient_id(self):
        for gift in self:
            recipient = gift.recipient_id.sudo()  # rights on the gift are looked at afterwards
            if recipient.commercial_partner_id != gift.partner_id:
                check_told(gift, "recipient_id", recipient + gift.partner_id)
                raise ValidationError(
                    self.env._(
                        "%(person)s is nobody of %(customer)s: choose people of the customer.",
                        person=recipient.name,
                        customer=gift.partner_id.name,
                    )
                )

    @api.constrains("amount")
    def _check_amount(self):
        for gift in self:
            if gift.currency_id.compare_amounts(gift.amount, 0) <= 0:
                raise ValidationError(
                    self.env._("%s: say what the gift is worth.", gift.display_name)
                )

    @api.constrains("give_on")
    def _check_give_on(self):
        """Budgets of other years are not given today."""
        for gift in self:
            today = gift.company_id._get_keqing_today()
            first, last = today - timedelta(days=DAYS_PAST), fields.Date.add(today, years=1)
            if not first <= gift.give_on <= last:
                raise ValidationError(
                    self.env._(
                        "%(gift)s: choose a day from %(first)s to %(last)s on which it is given.",
                        gift=gift.display_name,
                        first=say_day(self.env, first),
                        last=say_day(self.env, last),
                    )
                )

    # Asking

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: if who asks writes the reason of who decides"""
        gifts = super().create(vals_list)
        gifts._check_ban()
        gifts.filtered("decision_note")._check_writes_reason()
        return gifts

    def copy(self, default=None):
        """Who asked for it before is no stranger to the same asked for anew."""
        copies = super().copy(default)
        for gift, other in zip(self.sudo(), copies.sudo(), strict=True):  # by nobody's hand
            other.author_ids |= gift.author_ids | gift.user_id | gift.create_uid
        return copies

    def write(self, vals):
        """What is asked may be changed until it is decided, the receipt until it is handed over.

        :raise AccessError: if somebody else than who asked changes what was asked for, or than who
            may decide writes why
        """
        if not self.env.su:
            if ASKED & vals.keys() and any(each.user_id != self.env.user for each in self):
                raise AccessError(
                    self.env._(
                        "Only who asked for a gift changes what was asked for. Cancel it and ask "
                        "for another one."
                    )
                )
            for gift in self:
                waiting = gift.state == "requested"
                fixed = vals.keys() & (
                    (set() if waiting else ASKED | {"decision_note"})
                    | (set() if gift.state == "approved" else RECEIPT)
                )
                if fixed:
                    raise UserError(
                        self.env._(
                            "%(gift)s is “%(state)s”, and %(fields)s stays as it is.",
                            gift=gift.display_name,
                            state=gift._name_state(),
                            fields=", ".join(
                                self._fields[name]._description_string(self.env)
                                for name in sorted(fixed)
                            ),
                        )
                    )
        if vals.get("decision_note"):
            self._check_writes_reason()
        written = super().write(vals)
        if {"recipient_id", "partner_id"} & vals.keys():
            self._check_ban()
        if "decision_note" in vals:
            self.sudo().noted_by_id = self.env.uid  # whose word it is, nobody says by hand
        return written

    def _check_writes_reason(self):
        """:raise AccessError: if the user decides on one of these not"""
        for gift in self:
            if not (self.env.su or gift.may_decide):
                raise AccessError(
                    self.env._(
                        "%s: only who may decide on a gift writes why it is decided so.",
                        gift.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for gift in self:
            raise UserError(self.env._("%s stays on record: cancel it instead.", gift.display_name))

    def _get_interested(self):
        """Who asked for it, now or before, entered it or gets it: none of them decides."""
        asked = self.sudo()
        authors = asked.user_id | asked.create_uid | asked.author_ids
        return authors | asked.recipient_id.user_ids
