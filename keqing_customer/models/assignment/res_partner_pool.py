# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ...chosen import MANAGERS, for_chosen
from ...wording import say_day
from ..res_partner import OWN_PEOPLE
from .res_users import held_in

SEES_ALL = "keqing_customer.group_customer_all"
NAMED = 5  # customers named in a refusal


class ResPartner(models.Model):
    """The public pool (公海): customers whom nobody holds, and how one claims them.

    There is none in a company without a rule for it, see :class:`KeqingPoolRule`.
    """

    _inherit = "res.partner"

    keqing_is_in_pool = fields.Boolean(
        string="In the Public Pool",
        compute="_compute_keqing_is_in_pool",
        search="_search_keqing_is_in_pool",
        groups=OWN_PEOPLE,
    )

    @api.depends_context("company")
    @api.depends("user_id", "keqing_customer_type_id", "commercial_partner_id", "active")
    def _compute_keqing_is_in_pool(self):
        for partner in self:
            partner.keqing_is_in_pool = bool(
                partner.active
                and partner.keqing_customer_type_id
                and not partner.user_id
                and partner == partner.commercial_partner_id
                and partner._get_pool_company()
            )

    def _search_keqing_is_in_pool(self, operator, value):
        if operator != "in":
            return NotImplemented
        with_pool = self.env["keqing.pool.rule"]._get_pool_company_ids()
        companies = [*with_pool, False] if self.env.company.id in with_pool else with_pool
        return (
            Domain("company_id", "in", companies)
            & Domain("user_id", "=", False)
            & Domain("keqing_customer_type_id", "!=", False)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
        )

    def _get_pool_company(self):
        """Whose pool the customer would be in: its company, or that one works in; none without
        rules."""
        company = self.sudo().company_id or self.env.company  # whoever may read it
        has_pool = company.id in self.env["keqing.pool.rule"]._get_pool_company_ids()
        return company if has_pool else company.browse()

    def write(self, vals):
        """Whoever answers for no territory takes nobody from the pool by hand."""
        if (
            vals.get("user_id")
            and not self.env.su
            and self.env.user.has_group(OWN_PEOPLE)
            and not self.env.user.has_group(MANAGERS)
            and self.env["keqing.pool.rule"]._get_pool_company_ids()
        ):
            free = self.filtered("keqing_is_in_pool")
            if free:
                raise UserError(
                    self.env._(
                        "%s is in the public pool: claim it there, or ask your manager to assign "
                        "it.",
                        free[0].display_name,
                    )
                )
        return super().write(vals)

    @for_chosen("read")
    def action_keqing_claim(self):
        """Become the owner of these customers of the pool.

        :raise LockError: if somebody else claims one of them in this moment
        :raise UserError: if one of them is not free, lies in no territory of the user, was the
            user's until lately, or there would be more than one may hold
        """
        customers = self.commercial_partner_id
        me = self.env.user.sudo()  # a row that everybody may lock for oneself
        self._lock_alone(me)
        # two claims of one person come one after the other, lest they pass the cap together
        self.env.cr.execute(SQL("UPDATE res_users SET id = id WHERE id = %s", me.id))
        self._lock_alone(customers)
        for company, theirs in customers.grouped(
            lambda each: each.company_id or self.env.company
        ).items():
            theirs._check_claim(company)
            self.env["keqing.reassignment"]._claim(company, theirs)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Yours from today on: %s", format_list(self.env, customers.mapped("name"))
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_claim(self, company):
        if company.id not in self.env["keqing.pool.rule"]._get_pool_company_ids():
            raise UserError(
                self.env._(
                    "%s has no public pool: a manager makes a rule for it first.", company.name
                )
            )
        for customer in self:
            if customer.user_id:
                raise UserError(
                    self.env._(
                        "%(customer)s is free no more: %(owner)s looks after it.",
                        customer=customer.display_name,
                        owner=customer.user_id.sudo().name,  # the name alone
                    )
                )
        if not self.env.user.has_group(SEES_ALL):
            self._refuse_claim(
                self.filtered(
                    # sudo: who works where may be known
                    lambda each: (
                        self.env.user not in each.keqing_territory_id.sudo().access_user_ids
                    )
                ),
                self.env._("You do not work in the territory of: %s"),
            )
        self._check_claim_rest(company)
        self._check_claim_cap(company)

    def _refuse_claim(self, refused, message):
        if refused:
            names = refused[:NAMED].mapped("display_name")
            raise UserError(message % format_list(self.env, names))

    def _check_claim_rest(self, company):
        """:raise UserError: if the user held one of these until a few days ago"""
        rest = timedelta(company.sudo().keqing_pool_rest_days)  # a setting
        held = self.env["keqing.assignment"].search_fetch(
            [
                ("partner_id", "in", self.ids),
                ("user_id", "=", self.env.uid),
                ("date_to", ">=", company._get_keqing_today() - rest),
            ],
            ["partner_id", "date_to"],
            order="date_to desc",
            limit=1,
        )
        if held and rest:
            raise UserError(
                self.env._(
                    "You held %(customer)s until %(day)s: you may claim it back after %(again)s, "
                    "others may before.",
                    customer=held.partner_id.display_name,
                    day=say_day(self.env, held.date_to),
                    again=say_day(self.env, held.date_to + rest),
                )
            )

    def _check_claim_cap(self, company):
        """:raise UserError: if the user would hold more customers than one may"""
        cap = company.sudo().keqing_pool_cap  # a setting
        if not cap:
            return
        mine = Domain("user_id", "=", self.env.uid) & Domain("keqing_customer_type_id", "!=", False)
        count = self.search_count(mine & held_in(company))
        if count + len(self) > cap:
            raise UserError(
                self.env._(
                    "You hold %(count)s customers and may hold %(cap)s: claim %(free)s at most, or "
                    "let others go first.",
                    count=count,
                    cap=cap,
                    free=max(cap - count, 0),
                )
            )
