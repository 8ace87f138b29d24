# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen
from odoo.addons.keqing_customer.fields import BoundedInteger

from .keqing_allocation import MOST_PIECES

ASKED = frozenset({"allocation_id", "partner_id", "company_id", "quantity", "reason"})


class KeqingAllocationRequest(models.Model):
    """Somebody asks for more than a customer's share; somebody else decides."""

    _name = "keqing.allocation.request"
    _description = "Request for More"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "keqing.customer.company.record.mixin",
        "keqing.progress.mixin",
        "keqing.job.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["partner_id", "allocation_id"]
    _waits = ("state", ("requested",))

    allocation_id = fields.Many2one(
        comodel_name="keqing.allocation",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '!=', 'closed')]",
    )
    partner_id = fields.Many2one(ondelete="restrict", tracking=True)
    product_id = fields.Many2one(related="allocation_id.product_id")
    uom_id = fields.Many2one(related="allocation_id.uom_id")
    quantity = BoundedInteger(
        low=1, high=MOST_PIECES, string="More", default=1, required=True, tracking=True
    )
    reason = fields.Text(required=True, help="What it is for, and why it cannot be less.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    remaining = fields.Integer(related="allocation_id.remaining", string="In the Pool")
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Granted"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="requested",
        tracking=True,
    )
    answer = fields.Text(copy=False, help="By who decides: why it is refused.")
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.depends("partner_id", "allocation_id")
    def _compute_display_name(self):
        for request in self:
            request.display_name = (
                f"{request.allocation_id.name}: {request.partner_id.display_name}"
            )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        is_manager = self.env.user.has_group(MANAGERS)
        for request in self:
            request.may_decide = (
                is_manager and request.state == "requested" and request.user_id != self.env.user
            )

    @api.model
    def _stays_known(self):
        return Domain("state", "!=", "requested")

    @api.model
    def _answered_for(self):
        return Domain("state", "=", "requested")

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            if request.company_id != request.allocation_id.company_id:
                request.sudo().company_id = request.allocation_id.company_id
        if not self.env.su:
            requests.allocation_id._check_state("published")
        return requests

    def write(self, vals):
        if not self.env.su:
            if not ASKED.isdisjoint(vals):
                self._check_own_word()
            if "answer" in vals:
                self._check_state("requested")
        return super().write(vals)

    def _check_own_word(self):
        """:raise UserError: if what was asked is rewritten by another, or after the decision"""
        self._check_state("requested")
        for request in self:
            if request.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(request)s is what %(user)s asked for: decide on it, or ask for "
                        "something else.",
                        request=request.display_name,
                        user=request.sudo().user_id.name,
                    )
                )

    @for_chosen("write")
    def action_approve(self):
        """Grant these out of the pool.

        :raise AccessError: for others than managers of the customer, and for who asked
        :raise UserError: if the pool holds less
        """
        self._check_may_decide()
        for request in self.sorted("id"):
            allocation = request.sudo().allocation_id  # figures of the whole
            self._lock_alone(allocation)
            allocation._check_state("published")
            if request.quantity > allocation.remaining:
                raise UserError(
                    self.env._(
                        "%(request)s asks for %(quantity)s, and the pool holds %(pool)s %(unit)s. "
                        "Release what others do not use, enter what arrived since, or refuse it.",
                        request=request.display_name,
                        quantity=request.quantity,
                        pool=max(allocation.remaining, 0),
                        unit=allocation.uom_id.name,
                    )
                )
            share = allocation.share_ids.filtered(
                lambda each, customer=request.partner_id: each.partner_id == customer
            ) or allocation.share_ids.create(
                {
                    "allocation_id": allocation.id,
                    "partner_id": request.partner_id.id,
                    "company_id": allocation.company_id.id,
                    "outcome": "weightless",
                }
            )
            share.extra += request.quantity
            allocation.granted += request.quantity
        self._decide("approved")

    @for_chosen("write")
    def action_refuse(self):
        """Refuse these, each with the reason that was written as its answer."""
        self._check_may_decide()
        for request in self:
            if not (request.answer or "").strip():
                raise UserError(
                    self.env._("%s: write into the answer why not.", request.display_name)
                )
        self._decide("refused")

    def _check_may_decide(self):
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(self.env._("Managers decide on requests for more."))
        self._check_in_charge()
        self._lock_alone(self)
        self._check_state("requested")
        for request in self:
            if request.user_id == self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "You asked for %s yourself: let somebody else decide.",
                        request.display_name,
                    )
                )

    def _decide(self, state):
        self.sudo().write(  # read-only for people
            {"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        for request in self:
            local = request.with_context(lang=request.user_id.lang or self.env.lang)
            local.message_notify(
                partner_ids=request.user_id.partner_id.ids,
                subject=local.display_name,
                body=local.env._(
                    "%(quantity)s %(unit)s more: %(decision)s. %(answer)s",
                    quantity=request.quantity,
                    unit=local.uom_id.name,
                    decision=local._name_state(),
                    answer=request.answer or "",
                ),
            )

    def _expire(self):
        """What nobody decided on before the allocation ended."""
        self.sudo().state = "expired"  # read-only for people
