# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one
from ...fields import BoundedMonetary
from .keqing_credit_account import CONTROLLER, SEES_FIGURES

VALID_DAYS = 7  # proposed to who releases
DOCUMENTS = ("sale_order_id", "account_move_id")
PREPARED = {"amount_limit", "valid_until", "decision_note"}
DECIDE_ACTIVITY = "keqing_customer.mail_activity_type_credit_decide"
PAST_SHOWN = 10  # earlier releases of the customer


class KeqingCreditRelease(models.Model):
    """One document is let go beyond the credit of its customer, or not: asked, decided, on record.

    An entry that puts several customers beyond their credit has one for each, asked for at once.
    Asked by who sells, decided by a credit controller who is somebody else. What is decided stays.
    """

    _name = "keqing.credit.release"
    _description = "Credit Release"
    _inherit = [
        "keqing.customer.record.mixin",
        "keqing.job.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "document_name"
    _check_company_auto = True

    # What is held
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    account_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    document_name = fields.Char(string="Document", required=True, readonly=True)
    partner_id = fields.Many2one(readonly=True, ondelete="restrict")
    buyer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Ordered By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer who orders, mostly the one who pays.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("used", "Used"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )

    # Who asks for what, and why
    user_id = fields.Many2one(
        comodel_name="res.users", string="Requested By", readonly=True, index="btree_not_null"
    )
    reason = fields.Text(required=True, help="Why the customer should get it all the same.")
    amount_requested = BoundedMonetary(
        low=0, help="To what total a confirmed order is to grow. Empty: its present total."
    )
    amount = fields.Monetary(readonly=True, help="Total of the document when it was asked for.")

    # How things stood then
    verdict = fields.Text(string="Held Because", readonly=True)
    verdict_figures = fields.Text(string="In Figures", readonly=True, groups=SEES_FIGURES)
    exposure = fields.Monetary(readonly=True, groups=SEES_FIGURES)
    has_limit = fields.Boolean(readonly=True, groups=SEES_FIGURES)
    limit_amount = fields.Monetary(string="Limit in Force", readonly=True, groups=SEES_FIGURES)
    overdue = fields.Monetary(readonly=True, groups=SEES_FIGURES)
    overdue_since = fields.Date(readonly=True, groups=SEES_FIGURES)
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Credit Grade",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # What was decided
    amount_limit = BoundedMonetary(
        low=0,
        string="Up To",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        help="The document passes as long as its total is not more.",
    )
    valid_until = fields.Date(compute="_compute_proposal", store=True, readonly=False)
    decision_note = fields.Text(string="Decided Because")
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, index="btree_not_null")
    decided_on = fields.Datetime(readonly=True)
    used_on = fields.Datetime(readonly=True)
    covers = fields.Char(
        readonly=True, help="Why the document was held when it was released, as codes."
    )
    stopped_on = fields.Datetime(
        readonly=True,
        help="When a stricter decision on the customer ended it: a hold, a lower limit.",
    )

    # Not what is so today, but when it was asked for and decided: computed once
    salesperson_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_whose",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        compute="_compute_whose",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    may_cancel = fields.Boolean(compute="_compute_may_decide")
    document_state = fields.Selection(related="sale_order_id.state")
    why_held = fields.Text(compute="_compute_why_held", help="While it is being asked for.")
    order_line_ids = fields.One2many(related="sale_order_id.order_line", string="Order Lines")
    past_ids = fields.Many2many(
        comodel_name="keqing.credit.release",
        string="Earlier Releases",
        compute="_compute_past_ids",
    )

    _one_document = models.Constraint(
        "CHECK (sale_order_id IS NULL OR account_move_id IS NULL)",
        "Ask for an order or for an invoice, not for both.",
    )
    _open_order_uniq = models.UniqueIndex(
        "(sale_order_id) WHERE state = 'requested'", "The release of this order was asked already."
    )
    _open_move_uniq = models.UniqueIndex(
        "(account_move_id, partner_id) WHERE state = 'requested'",
        "The release of this invoice was asked already.",
    )
    _approval_complete = models.Constraint(
        "CHECK (state NOT IN ('approved', 'used')"
        " OR (amount_limit IS NOT NULL AND valid_until IS NOT NULL))",
        "A release is for an amount and until a day.",
    )

    @api.depends("amount", "amount_requested", "company_id")
    def _compute_proposal(self):
        for release in self:
            release.amount_limit = max(release.amount, release.amount_requested)
            release.valid_until = (
                release.company_id or self.env.company
            )._get_keqing_today() + timedelta(VALID_DAYS)

    @api.depends("partner_id")
    def _compute_whose(self):
        for release in self:
            release.salesperson_id = release.partner_id.user_id
            release.territory_id = release.partner_id.keqing_territory_id

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        user = self.env.user
        is_controller = user.has_group(CONTROLLER)
        for release in self:
            is_open = release.state == "requested"
            release.may_decide = is_open and is_controller and user not in release._interested()
            release.may_cancel = is_open and release.user_id == user

    def _interested(self):
        """Who asked, sells or made the document: none of them decides."""
        asked = self.sudo()  # whoever has the document
        order, move = asked.sale_order_id, asked.account_move_id
        return (
            asked.user_id
            | asked.create_uid
            | order.user_id
            | order.create_uid
            | move.invoice_user_id
            | move.create_uid
        )

    @api.depends("sale_order_id")
    def _compute_why_held(self):
        for release in self:
            release.why_held = release.sale_order_id.keqing_credit_reason

    @api.depends("partner_id")
    def _compute_past_ids(self):
        for release in self:
            release.past_ids = self.search(
                [
                    ("partner_id", "=", release.partner_id.id),
                    ("company_id", "=", release.company_id.id),
                    ("id", "!=", release._origin.id),
                ],
                limit=PAST_SHOWN,
            )

    def write(self, vals):
        """Asked is asked and decided is decided; until then controllers prepare their decision."""
        self.check_access("write")
        if not self.env.su:
            strange = vals.keys() & self._fields.keys() - PREPARED
            if strange & {*DOCUMENTS, "reason", "amount_requested"}:
                raise UserError(self.env._("A request stays as it was made; cancel it instead."))
            if PREPARED & vals.keys() and any(each.state != "requested" for each in self):
                raise UserError(self.env._("What was decided stays; ask again instead."))
        return super().write(vals)

    def _log(self, kind):
        """Keep on record what became of these; see the history."""
        self.env["keqing.credit.log"].sudo().create(  # nobody writes it by hand
            [
                {
                    "kind": kind,
                    "partner_id": each.partner_id.id,
                    "company_id": each.company_id.id,
                    "document_name": each.document_name,
                    "amount": each.amount_limit if each.decided_on else each.amount,
                    "reason": each.decision_note if each.decided_on else each.reason,
                }
                for each in self.sudo()
            ]
        )

    def _with_evidence(self):
        return self.filtered(lambda release: release.state != "requested")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Requests and decisions on credit stay on record."))

    # Looking closer

    @for_one("read")
    def action_view_document(self):
        """Open the order or invoice."""
        return (self.sale_order_id or self.account_move_id)._get_records_action()

    @for_one("read")
    def action_view_account(self):
        """Open the credit account of the customer, with fresh figures."""
        return self.partner_id.with_company(self.company_id).action_view_keqing_credit()
