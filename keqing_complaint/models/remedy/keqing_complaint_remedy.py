# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedMonetary

from .keqing_return_policy import VERDICTS

KINDS = [
    ("exchange", "Exchange"),
    ("return", "Return"),
    ("replenishment", "Replenishment"),
    ("repair", "Repair"),
    ("refund", "Refund"),
    ("compensation", "Compensation"),
]
RETURNING = ("exchange", "return", "repair")  # goods come back
DELIVERING = ("exchange", "replenishment", "repair")  # goods leave, free of charge
EXCHANGING = ("exchange", "repair")  # as much leaves as comes back
PAYING = ("refund", "compensation")  # money by an amount, without goods
CREDITING = ("return", *PAYING)
# What a customer is asked to accept, and for how long it may be changed
TERMS = {"line_id", "complaint_id", "kind", "quantity", "amount"}
CHANGEABLE = ("received", "investigating")
LIVE = ("draft", "agreed", "executing")


class KeqingComplaintRemedy(models.Model):
    """One thing that we do to put right what a complaint line is about."""

    _name = "keqing.complaint.remedy"
    _description = "Remedy"
    _inherit = ["keqing.anchored.mixin"]
    _order = "complaint_id, id"
    _rec_name = "kind"
    _check_company_auto = True
    _waits = ("state", LIVE)

    # For what
    line_id = fields.Many2one(
        comodel_name="keqing.complaint.line",
        string="Goods",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('complaint_id', '=', complaint_id)]",
    )
    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        compute="_compute_complaint_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="line_id.partner_id")
    product_id = fields.Many2one(related="line_id.product_id")
    uom_id = fields.Many2one(related="line_id.uom_id")

    # What we do
    kind = fields.Selection(
        selection=KINDS,
        string="Remedy",
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = BoundedFloat(
        low=0,
        high=10**9,
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
        help="In the unit of the complaint line.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
    )
    amount = BoundedMonetary(
        low=0,
        help="Of a refund or compensation, in the currency of the invoice and as its prices are: "
        "without taxes that are added to them, with those that they include.",
    )
    note = fields.Char(string="What Is to Be Done")

    # Who sees to it, until when
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=[("share", "=", False)],
    )
    deadline = fields.Date(string="Due")

    # What it is worth, and what the return policy says
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    value = fields.Monetary(
        currency_field="company_currency_id",
        compute="_compute_value",
        compute_sudo=True,
        help="To the customer, in the company's currency; of goods at the price it paid, also of "
        "those that are sent before what is repaired comes back.",
    )
    policy_id = fields.Many2one(
        comodel_name="keqing.return.policy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    verdict = fields.Selection(selection=VERDICTS, readonly=True, copy=False)
    verdict_reason = fields.Char(string="Because", readonly=True, copy=False)

    # How far it is
    state = fields.Selection(
        selection=[
            ("draft", "To be agreed"),
            ("agreed", "Agreed"),
            ("executing", "Being done"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    reference_id = fields.Many2one(
        comodel_name="stock.reference",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="All transfers of the remedy bear it, also those that follow from others.",
    )
    credit_ids = fields.One2many(
        comodel_name="keqing.remedy.credit", inverse_name="remedy_id", readonly=True, copy=False
    )
    documents = fields.Char(compute="_compute_documents", compute_sudo=True)
    may_be_cancelled = fields.Boolean(compute="_compute_documents", compute_sudo=True)

    @api.depends("line_id.complaint_id")
    def _compute_complaint_id(self):
        for remedy in self:
            remedy.complaint_id = remedy.line_id.complaint_id or remedy.complaint_id

    @api.depends("line_id")
    def _compute_kind(self):
        kinds = dict(KINDS)
        for remedy in self:
            wanted = remedy.line_id.wanted
            remedy.kind = wanted if wanted in kinds else remedy.kind or "exchange"

    @api.depends("line_id")
    def _compute_quantity(self):
        for remedy in self:
            remedy.quantity = remedy.line_id.quantity

    @api.depends("line_id.invoice_line_id", "line_id.sale_line_id", "line_id.move_id")
    def _compute_currency_id(self):
        for remedy in self:
            remedy.currency_id = remedy.line_id._get_currency()

    @api.depends("complaint_id")
    def _compute_user_id(self):
        for remedy in self:
            remedy.user_id = remedy.user_id or remedy.complaint_id.user_id

    @api.depends("kind", "quantity", "amount", "currency_id", "line_id")
    def _compute_value(self):
        for remedy in self:
            company = remedy.company_id or self.env.company
            currency = remedy.currency_id or company.currency_id
            if remedy.kind in PAYING:
                worth = remedy.amount
            elif not remedy.line_id.product_id:
                worth = 0.0
            else:
                worth = remedy.quantity * remedy.line_id._get_price()
            remedy.value = currency._convert(
                worth, company.currency_id, company, remedy.line_id._get_price_day()
            )

    @api.depends("state", "complaint_id.state")
    def _compute_documents(self):
        for remedy in self:
            names = [
                *remedy._get_moves().picking_id.mapped("name"),
                *remedy.credit_ids.line_id.move_id.mapped("display_name"),
            ]
            remedy.documents = ", ".join(names)
            remedy.may_be_cancelled = (
                remedy.state in LIVE
                and remedy.complaint_id.state != "proposed"
                and not remedy._has_documents()
            )

    @api.constrains("complaint_id", "line_id")
    def _check_line_id(self):
        for remedy in self:
            if remedy.line_id.complaint_id != remedy.complaint_id:
                raise ValidationError(
                    self.env._(
                        "%s: choose goods that this complaint is about.",
                        remedy.complaint_id.display_name,
                    )
                )

    @api.constrains("kind", "quantity", "amount", "line_id")
    def _check_terms(self):
        """Not more goods than the customer complained about; an amount where one is promised."""
        for remedy in self:
            line = remedy.line_id
            if remedy.kind in PAYING:
                if remedy.currency_id.compare_amounts(remedy.amount, 0) <= 0:
                    raise ValidationError(
                        self.env._("%s: say how much is paid back.", remedy.display_name)
                    )
            elif not 0 < remedy.quantity <= line.quantity:
                raise ValidationError(
                    self.env._(
                        "%(remedy)s: enter a quantity up to the %(quantity)s %(unit)s that the "
                        "complaint is about.",
                        remedy=remedy.display_name,
                        quantity=line.quantity,
                        unit=line.uom_id.name,
                    )
                )

    @api.depends("complaint_id", "line_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for remedy in self:
            parts = (
                remedy.complaint_id.name,
                remedy.line_id.product_id.display_name,
                kinds.get(remedy.kind),
            )
            remedy.display_name = ", ".join(filter(None, parts))
