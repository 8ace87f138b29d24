# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS, for_chosen
from odoo.addons.keqing_customer.fields import BoundedMonetary


class KeqingPaymentPromise(models.Model):
    """What a customer promised to pay by a day: followed up until it did, or did not."""

    _name = "keqing.payment.promise"
    _description = "Promise to Pay"
    _inherit = ["keqing.customer.company.record.mixin", "keqing.handed.over.mixin"]
    _order = "due_on, id"
    _rec_name = "partner_id"
    _word_of = "user_id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", index="btree_not_null", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Promised To",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = BoundedMonetary(low=0.01, required=True, help="In the company's currency.")
    promised_on = fields.Date(
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company._get_keqing_today(),
        help="The company's day.",
    )
    due_on = fields.Date(
        string="To Be Paid On",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    state = fields.Selection(
        selection=[
            ("open", "Promised"),
            ("kept", "Paid"),
            ("late", "Paid Late"),
            ("broken", "Not Paid"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    may_change = fields.Boolean(compute="_compute_may_change")

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may_change(self):
        for promise in self:
            promise.may_change = promise.state == "open" and promise.user_id == self.env.user

    def write(self, vals):
        """:raise UserError: if it is settled, and what was promised would change"""
        if not self.env.su:
            for promise in self:
                if promise.state != "open":
                    raise UserError(
                        self.env._(
                            "The promise of %(customer)s to pay %(amount)s is settled and stays "
                            "as it is.",
                            customer=promise.partner_id.name,
                            amount=promise.currency_id.format(promise.amount),
                        )
                    )
        return super().write(vals)

    @for_chosen("write")
    def action_kept(self):
        """Say that it was paid."""
        self._settle("kept")

    @for_chosen("write")
    def action_broken(self):
        """Say that it was not paid, and nobody waits for it any more."""
        self._settle("broken")

    def _settle(self, state):
        for promise in self:
            promise._check_open()
        self.sudo().state = state  # guarded, after the check

    def _check_open(self):
        """:raise UserError: if it is settled, or for others than whom it was given, and managers"""
        is_manager = self.env.su or self.env.user.has_group(MANAGERS)
        if not is_manager and self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(customer)s promised it to %(user)s, who says whether it was paid.",
                    customer=self.partner_id.name,
                    user=self.user_id.name,
                )
            )
        if self.state != "open":
            raise UserError(
                self.env._(
                    "The promise of %(customer)s to pay %(amount)s is settled already.",
                    customer=self.partner_id.name,
                    amount=self.currency_id.format(self.amount),
                )
            )

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Whoever has the customer now sees to it; what is settled is history."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "open")
