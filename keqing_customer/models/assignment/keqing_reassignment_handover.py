# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class KeqingReassignment(models.Model):
    """A hand-over: the customers of one salesperson, and what is open with them, go to another.

    All of it moves in one transaction, or nothing does.
    """

    _inherit = "keqing.reassignment"

    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="From Owner",
        index="btree_not_null",
        domain=[("share", "=", False)],
        context={"active_test": False},
        help="Hands over what this salesperson holds: the customers below, or all of them that you "
        "look after if none is chosen.",
    )
    with_leads = fields.Boolean(
        string="Open Leads",
        default=True,
        help="Those with the customers; if all of these are handed over, also those with nobody "
        "we know yet.",
    )
    with_orders = fields.Boolean(string="Quotations", default=True)
    with_activities = fields.Boolean(
        string="Open Activities",
        default=True,
        help="Those on the customers, their people, leads and quotations.",
    )

    # What goes along; once it is done, what went
    lead_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    order_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    activity_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    moved_lead_ids = fields.Many2many(
        comodel_name="crm.lead",
        relation="keqing_reassignment_lead_rel",
        string="Leads Handed Over",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    moved_order_ids = fields.Many2many(
        comodel_name="sale.order",
        relation="keqing_reassignment_order_rel",
        string="Quotations Handed Over",
        readonly=True,
        copy=False,
    )
    moved_activity_count = fields.Integer(
        string="Activities Handed Over", readonly=True, copy=False
    )

    # Who and what

    def _customers(self):
        """The chosen customers; in a hand-over for which none is chosen, all of the old owner's.

        Those alone that the user may see.
        """
        chosen = super()._customers()
        if chosen or not self.from_user_id or self.state != "draft":
            return chosen
        return self.env["res.partner"].search(
            Domain("user_id", "=", self.from_user_id.id)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("company_id", "in", [False, self.company_id.id])
        )

    def _is_for_all(self, customers):
        """Whether the old owner keeps no customer in this company."""
        kept = (
            Domain("user_id", "=", self.from_user_id.id)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("company_id", "in", [False, self.company_id.id])
            & Domain("id", "not in", customers.ids)
        )
        # sudo: also customers that the user does not see are kept
        return not self.env["res.partner"].sudo().search_count(kept, limit=1)

    def _handed_over_models(self):
        """The models whose records may go along; see ``keqing.handed.over.mixin``."""
        names = self.env.registry.descendants(["keqing.handed.over.mixin"], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

    def _get_handed_over(self, customers):
        """:return: list of recordsets, one a model, archived ones left out"""
        return [
            model.search(model._handed_over_domain(self, customers))
            for model in self._handed_over_models()
        ]

    def _activity_domain(self, customers):
        places = {"res.partner": Domain("commercial_partner_id", "in", customers.ids)}
        for model in self._handed_over_models():
            places[model._name] = model._handed_over_domain(self, customers)
        return Domain("user_id", "=", self.from_user_id.id) & Domain.OR(
            Domain("res_model", "=", name)
            & Domain("res_id", "in", self.env[name]._search(domain, active_test=False))
            for name, domain in places.items()
        )

    @api.depends("from_user_id", "company_id")
    def _compute_preview(self):
        return super()._compute_preview()

    @api.depends(
        "state",
        "from_user_id",
        "partner_ids",
        "company_id",
        "with_leads",
        "with_orders",
        "with_activities",
    )
    def _compute_goes_along(self):
        """As superuser: the number of documents is told to whoever hands them over."""
        for each in self:
            if each.state == "done":
                each.lead_count = len(each.moved_lead_ids)
                each.order_count = len(each.moved_order_ids)
                each.activity_count = each.moved_activity_count
                continue
            each.lead_count = each.order_count = each.activity_count = 0
            # the customers that the user sees, not those of the superuser
            customers = each.with_env(self.env(su=False))._customers().sudo()
            if not each.from_user_id or not customers:
                continue
            for name, model in (("lead_count", "crm.lead"), ("order_count", "sale.order")):
                domain = self.env[model]._handed_over_domain(each, customers)
                each[name] = self.env[model].search_count(domain)
            if each.with_activities:
                domain = each._activity_domain(customers)
                each.activity_count = self.env["mail.activity"].search_count(domain)

    # Doing it

    def _confirm(self):
        self._check_new_owner()
        if self.from_user_id:
            customers = self._customers()
            self._check_former_owner(customers)
            if not customers:
                raise UserError(
                    self.env._(
                        "%s has no customers that you look after: choose another owner.",
                        self.from_user_id.name,
                    )
                )
            self._check_may_reassign()
            self.partner_ids = [Command.set(customers.ids)]
        return super()._confirm()

    def _check_former_owner(self, customers):
        """:raise UserError: naming a customer that the former owner does not look after"""
        others = customers.filtered(lambda each: each.user_id != self.from_user_id)
        if others:
            raise UserError(
                self.env._(
                    "%(customer)s is not one of the customers of %(owner)s: take it off the "
                    "list, or leave “From Owner” empty.",
                    customer=others[0].display_name,
                    owner=self.from_user_id.name,
                )
            )

    def _check_new_owner(self):
        """
        :raise UserError: unless the new owner works here, in the company, and is another than the
            old one
        """
        owner = self.sudo().user_id  # of any company
        if self.from_user_id and not owner:
            raise UserError(self.env._("Choose who takes over from %s.", self.from_user_id.name))
        if not owner:
            return
        if owner == self.from_user_id:
            raise UserError(self.env._("%s holds them already.", owner.name))
        if not owner.active or owner.share:
            raise UserError(
                self.env._("%s does not work here any more: choose somebody else.", owner.name)
            )
        closed = (self.company_id | self.partner_ids.sudo().company_id) - owner.company_ids
        if closed:
            raise UserError(
                self.env._(
                    "%(owner)s is not allowed in %(company)s: choose somebody else.",
                    owner=owner.name,
                    company=closed[0].name,
                )
            )

    def _apply_batch(self):
        """A hand-over goes in one piece: what is open first, as the customers still tell whose."""
        self._check_new_owner()
        if self.from_user_id:
            self._check_former_owner(self.partner_ids)  # who may have changed since it was planned
            self._hand_over()
        return super()._apply_batch()

    def _next_customers(self):
        if not self.from_user_id:
            return super()._next_customers()
        return self.partner_ids - self.applied_partner_ids

    def _hand_over(self):
        """Give the new owner what the old one has open, without a message for each."""
        self = self.with_context(
            allowed_company_ids=self.company_id.ids,
            tracking_disable=True,
            mail_activity_quick_update=True,
        )
        customers = self.partner_ids
        activities = self.env["mail.activity"]
        if self.with_activities:
            activities = activities.search(self._activity_domain(customers))
        going = self._get_handed_over(customers)
        for documents in (customers, *going):
            self._lock_alone(documents)
            if "message_follower_ids" in documents._fields:
                self._follow(documents)
        for documents in going:
            documents._hand_over_to(self.user_id)
        activities.write({"user_id": self.user_id.id})
        moved = {documents._name: documents.ids for documents in going}
        self.write(
            {
                "moved_lead_ids": [Command.set(moved["crm.lead"])],
                "moved_order_ids": [Command.set(moved["sale.order"])],
                "moved_activity_count": len(activities),
            }
        )

    def action_view_leads(self):
        """Open the leads that were handed over, or will be."""
        return self._view_moved(self.moved_lead_ids)

    def action_view_orders(self):
        """Open the quotations that were handed over, or will be."""
        return self._view_moved(self.moved_order_ids)

    def _view_moved(self, moved):
        self.ensure_one()
        is_done = self.state == "done"
        to_come = moved._handed_over_domain(self, self._customers())
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(moved._name).name,
            "res_model": moved._name,
            "view_mode": "list,form",
            "domain": [("id", "in", moved.ids)] if is_done else list(to_come),
            "context": {"active_test": not is_done},
        }
