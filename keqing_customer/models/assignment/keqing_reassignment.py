# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...chosen import for_chosen, for_one

REASSIGNMENT_BATCH = 500  # customers per commit, and at once on screen


class KeqingReassignment(models.Model):
    """Customers change hands on a day: to another owner, into another territory, or both.

    In the past it corrects who is credited since then, today it takes effect at once, and in the
    future when the day comes.
    """

    _name = "keqing.reassignment"
    _description = "Hand-Over"
    _inherit = ["keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )

    kind = fields.Selection(
        selection=[
            ("hand_over", "Hand-over"),
            ("return", "Back to the public pool"),
            ("claim", "Claimed from the public pool"),
        ],
        default="hand_over",
        required=True,
        readonly=True,
        copy=False,
    )

    # What changes
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_reassignment_partner_rel",
        string="Customers",
        context={"active_test": False},
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="New Owner",
        domain=[("share", "=", False)],
        help="Empty: the owners stay.",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="New Territory",
        check_company=True,
        help="Empty: the territories stay.",
    )
    date = fields.Date(
        string="Effective On",
        required=True,
        default=fields.Date.context_today,
        help="Sales from this day on are credited to the new owner and territory.",
    )
    reason = fields.Char(required=True)

    # What that means
    customer_count = fields.Integer(string="Number of Customers", compute="_compute_preview")
    preview = fields.Html(string="From Whom", compute="_compute_preview", sanitize=False)

    # How far it is
    former_holders = fields.Json(
        readonly=True, copy=False, help="Who held how many of them where, when it was carried out."
    )
    applied_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_reassignment_applied_rel",
        string="Reassigned",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    problem = fields.Char(readonly=True, copy=False, help="Why it could not be carried out.")

    @api.depends("user_id", "territory_id", "kind")
    def _compute_name(self):
        for reassignment in self:
            if reassignment.kind == "return":
                reassignment.name = self.env._("To the public pool")
                continue
            names = (reassignment.user_id.name, reassignment.territory_id.name)
            names = ", ".join(filter(None, names))
            reassignment.name = names and self.env._("To %s", names)

    @api.depends("partner_ids", "user_id", "territory_id", "state", "former_holders")
    def _compute_preview(self):
        for reassignment in self:
            customers = reassignment._customers()
            reassignment.customer_count = len(customers)
            held = reassignment.former_holders or reassignment._get_holders_of(customers)
            rows = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td></tr>")
                % (owner or "–", territory or "–", count)
                for owner, territory, count in held
            )
            reassignment.preview = rows and Markup(
                "<table class='table table-sm'><thead><tr><th>%s</th><th>%s</th>"
                "<th class='text-end'>%s</th></tr></thead><tbody>%s</tbody></table>"
            ) % (self.env._("Owner"), self.env._("Territory"), self.env._("Customers"), rows)

    def _get_holders_of(self, customers):
        """:return: list of [name of the owner, name of the territory, number of customers]"""
        held = self.env["res.partner"]._read_group(
            [("id", "in", customers.ids)],
            groupby=["user_id", "keqing_territory_id"],
            aggregates=["__count"],
            order="__count desc",
        )
        return [[owner.name, territory.display_name, count] for owner, territory, count in held]

    def _customers(self):
        """The customers that change hands."""
        return self.partner_ids.commercial_partner_id

    def _next_customers(self):
        """Those that change hands in one transaction."""
        return (self.partner_ids - self.applied_partner_ids)[:REASSIGNMENT_BATCH]

    def write(self, vals):
        if not self.env.su and any(each.state != "draft" for each in self):
            raise UserError(
                self.env._("A confirmed reassignment is not changed: cancel it or make another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_it_counts(self):
        if any(each.state == "done" or each.applied_partner_ids for each in self):
            raise UserError(
                self.env._("What was reassigned is history: make another reassignment instead.")
            )

    @for_chosen("write")
    def action_confirm(self):
        """Carry it out, or plan it when its day is to come or the customers are many.

        :raise AccessError: if the user may not change every one of the customers
        :raise UserError: if there are none, nothing changes, or they belong to another company than
            the territory
        """
        for reassignment in self.filtered(lambda each: each.state == "draft"):
            reassignment._confirm()

    def _confirm(self):
        customers = self._customers()
        if not (self.user_id or self.territory_id):
            raise UserError(self.env._("Choose a new owner or a new territory for them."))
        if not customers:
            raise UserError(self.env._("Choose the customers that change hands."))
        self._check_may_reassign()
        company = self.territory_id.company_id
        strangers = customers.filtered(lambda each: company and each.company_id != company)
        if strangers:
            raise UserError(
                self.env._(
                    "%(customer)s does not belong to %(company)s alone, as the territory does.",
                    customer=strangers[0].display_name,
                    company=company.name,
                )
            )
        approved = self.sudo()  # its customers have been checked
        approved.write(
            {"partner_ids": [Command.set(customers.ids)], "state": "planned", "problem": False}
        )
        if not approved._is_due():
            return
        if len(customers) > REASSIGNMENT_BATCH:
            self.env.ref("keqing_customer.ir_cron_reassignment").sudo()._trigger()
        else:
            approved._apply_batch()

    def _check_may_reassign(self):
        """
        :raise AccessError: if the user may not change every one of the chosen customers; it names
            those alone that the user may see
        """
        self.invalidate_recordset(["partner_ids"])  # may hold those alone that the user sees
        chosen = self.sudo().partner_ids.commercial_partner_id.with_env(self.env)
        forbidden = chosen - chosen._filtered_access("write")
        if forbidden:
            names = forbidden._filtered_access("read").mapped("display_name")
            raise AccessError(
                self.env._(
                    "%(count)s of these customers are not yours to reassign: %(names)s. Take them "
                    "off the list, or ask who looks after them.",
                    count=len(forbidden),
                    names=", ".join(names[:5]) or "…",
                )
            )

    @for_chosen("write")
    def action_cancel(self):
        """Forget a reassignment that has not begun."""
        for reassignment in self:
            if reassignment.state == "done" or reassignment.sudo().applied_partner_ids:
                raise UserError(
                    self.env._("What was reassigned is history: make another one back instead.")
                )
        self.sudo().state = "cancelled"  # a state that write() keeps from hands

    @for_one("read")
    def action_view_customers(self):
        """Open the customers that change hands."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", self._customers().ids)],
        }
