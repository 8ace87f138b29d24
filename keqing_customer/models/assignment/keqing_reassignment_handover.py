# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chosen import for_one
from .res_users import held_in


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
    possible_from_user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Owners of Customers",
        context={"active_test": False},
        compute="_compute_possible_from_user_ids",
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
    goes_along = fields.Json(
        compute="_compute_goes_along",
        compute_sudo=True,
        help="Of each kind its model, name and number, and whether the user may open them.",
    )
    lead_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    order_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    activity_count = fields.Integer(compute="_compute_goes_along", compute_sudo=True)
    moved = fields.Json(
        string="Handed Over", readonly=True, copy=False, help="Numbers of records by model."
    )
    moved_lead_ids = fields.Many2many(
        comodel_name="crm.lead", string="Leads Handed Over", compute="_compute_moved"
    )
    moved_order_ids = fields.Many2many(
        comodel_name="sale.order", string="Quotations Handed Over", compute="_compute_moved"
    )
    moved_activity_count = fields.Integer(
        string="Activities Handed Over", readonly=True, copy=False
    )

    # Who and what

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_possible_from_user_ids(self):
        for company, reassignments in self.grouped("company_id").items():
            held = self.env["res.users"]._keqing_customers_held(company)
            reassignments.possible_from_user_ids = self.env["res.users"].browse(held)

    def _customers(self):
        """The chosen customers; in a hand-over for which none is chosen, all of the old owner's.

        Those alone that the user may see.
        """
        chosen = super()._customers()
        if chosen or not self.from_user_id or self.state != "draft":
            return chosen
        return self.env["res.partner"].search(
            Domain("user_id", "=", self.from_user_id.id) & held_in(self.company_id)
        )

    def _is_for_all(self, customers):
        """Whether the old owner keeps no customer in this company."""
        kept = (
            Domain("user_id", "=", self.from_user_id.id)
            & held_in(self.company_id)
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

    @api.depends("moved")
    def _compute_moved(self):
        for each in self:
            each.moved_lead_ids = each._get_moved(self.env["crm.lead"])
            each.moved_order_ids = each._get_moved(self.env["sale.order"])

    def _get_moved(self, documents):
        """Those of the model of ``documents`` that were handed over and are still there."""
        return documents.browse((self.moved or {}).get(documents._name, [])).exists()

    @api.depends_context("uid")
    @api.depends(
        "state",
        "moved",
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
            # the customers that the user sees, not those of the superuser
            customers = each.with_env(self.env(su=False))._customers().sudo()
            if each.state == "done":
                counts = {name: len(ids) for name, ids in (each.moved or {}).items()}
                each.activity_count = each.moved_activity_count
            elif each.from_user_id and customers:
                counts = {
                    model._name: model.search_count(model._handed_over_domain(each, customers))
                    for model in self._handed_over_models()
                }
                activities = self.env["mail.activity"]
                each.activity_count = each.with_activities and activities.search_count(
                    each._activity_domain(customers)
                )
            else:
                counts, each.activity_count = {}, 0
            each.goes_along = [
                {
                    "model": model._name,
                    "name": model._handed_over_name(),
                    "count": counts[model._name],
                    "may_open": model.sudo(False).has_access("read"),
                }
                for model in self._handed_over_models()
                if counts.get(model._name)
            ]
            each.lead_count = counts.get("crm.lead", 0)
            each.order_count = counts.get("sale.order", 0)

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
        self.moved = {documents._name: documents.ids for documents in going if documents}
        self.moved_activity_count = len(activities)

    @api.readonly
    @for_one("read")
    def action_view_moved(self, model):
        """Open what of a model was handed over, or will be.

        :raise AccessError: if the user may not read such records
        """
        kinds = {documents._name: documents for documents in self._handed_over_models()}
        documents = kinds.get(str(model))
        if documents is None:
            raise UserError(self.env._("Nothing of %s goes along with an owner.", model))
        documents.check_access("read")
        is_done = self.state == "done"
        domain = (
            Domain("id", "in", self._get_moved(documents).ids)
            if is_done
            else documents._handed_over_domain(self, self._customers())
        )
        return {
            "type": "ir.actions.act_window",
            "name": documents._handed_over_name(),
            "res_model": documents._name,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"active_test": not is_done},
        }
