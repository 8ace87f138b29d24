# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

EVERYBODYS = "keqing_customer.group_customer_all"


class KeqingCustomerNeed(models.Model):
    """What becomes of a need: something made to measure is offered, or nothing can be."""

    _inherit = "keqing.customer.need"

    state = fields.Selection(
        selection=[("open", "Open"), ("offered", "Offered"), ("settled", "Nothing to Offer")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
    answered_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    may_answer = fields.Boolean(compute="_compute_may_answer")

    @api.depends("state", "partner_id")
    @api.depends_context("uid")
    def _compute_may_answer(self):
        of_all = self.env.user.has_group(EVERYBODYS)
        for need in self:
            need.may_answer = need.state == "open" and (
                of_all or need.partner_id.keqing_is_in_my_charge
            )

    @for_chosen("read")
    def action_offer(self):
        """One opportunity for each customer, with all that is open of what it needs.

        :raise UserError: if one of them is answered already
        :raise AccessError: if the user does not look after the customer, or does not sell
        """
        self._check_open()
        leads = self.env["crm.lead"]
        for (customer, company), needs in self.grouped(
            lambda need: (need.partner_id, need.company_id)
        ).items():
            lead = leads.create(needs._prepare_lead_vals(customer, company))
            # guarded: the button alone says that it is offered
            needs.sudo().write({"state": "offered", "answered_by_id": self.env.uid})
            needs.sudo().lead_id = lead
            leads += lead
        return leads._get_records_action()

    def _prepare_lead_vals(self, customer, company):
        return {
            "type": "opportunity",
            "name": self.env._("What %s needs", customer.name),
            "partner_id": customer.id,
            "company_id": company.id,
            "user_id": (customer.user_id or self.env.user).id,
            "keqing_need": "\n".join(f"{need.question} {need.answer}" for need in self),
        }

    @for_chosen("read")
    def action_settle(self):
        """Nothing can be offered; it does not matter any more.

        :raise UserError: if one of them is answered already
        :raise AccessError: if the user does not look after the customer
        """
        self._check_open()
        self.sudo().write({"state": "settled", "answered_by_id": self.env.uid})  # guarded

    def _check_open(self):
        self._check_in_charge()
        for need in self:
            if need.state != "open":
                raise UserError(
                    self.env._("%s: somebody has answered to it already.", need.question)
                )
