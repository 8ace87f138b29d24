# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one
from ...tools import computed
from ..res_partner import OWN_PEOPLE
from .keqing_credit_account import CONTROLLER
from .sale_order import ANSWERS

COMPUTED = {"commercial_partner_id"}
STOPS = {"hold", "suspend"}  # reasons for which nothing passes, whatever is owed


class ResPartner(models.Model):
    """How a customer's credit stands: the answer for whoever sells, the figures for few."""

    _inherit = "res.partner"

    keqing_credit_state = fields.Selection(
        selection=[*ANSWERS, ("beyond", "Beyond credit limit")],
        string="Credit",
        compute="_compute_keqing_credit",
        compute_sudo=True,
        groups=OWN_PEOPLE,
    )
    keqing_credit_reason = fields.Char(
        string="Credit: Why",
        compute="_compute_keqing_credit",
        compute_sudo=True,
        groups=OWN_PEOPLE,
    )
    keqing_credit_exposure = fields.Monetary(
        string="Exposure",
        compute="_compute_keqing_credit_exposure",
        compute_sudo=True,
        currency_field="currency_id",
        help="Open receivables, orders not yet invoiced and draft invoices, with this company.",
        groups=CONTROLLER,
    )
    keqing_is_over_limit = fields.Boolean(
        string="Over Credit Limit",
        compute="_compute_keqing_credit_flags",
        search="_search_keqing_is_over_limit",
        compute_sudo=True,
        groups=OWN_PEOPLE,
    )
    keqing_is_on_hold = fields.Boolean(
        string="On Credit Hold",
        compute="_compute_keqing_credit_flags",
        search="_search_keqing_is_on_hold",
        compute_sudo=True,
        groups=OWN_PEOPLE,
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_keqing_credit(self):
        """Whether a small order would pass today; nothing for who has no credit to ask."""
        answers = self.env["keqing.credit.account"]._answer_customers(
            self.env.company, self.commercial_partner_id._origin
        )
        for partner in self:
            answer = answers.get(partner.commercial_partner_id._origin.id)
            is_stopped = answer and any(each.code in STOPS for each in answer.reasons)
            is_beyond = answer and answer.state == "hold" and not is_stopped
            partner.keqing_credit_state = "beyond" if is_beyond else answer and answer.state
            partner.keqing_credit_reason = answer and answer.text(False)

    @api.depends_context("company")
    def _compute_keqing_credit_exposure(self):
        exposures = self.env["keqing.credit.account"]._get_exposures(
            self.env.company, self.commercial_partner_id._origin
        )
        for partner in self:
            exposure = exposures.get(partner.commercial_partner_id._origin.id)
            partner.keqing_credit_exposure = exposure.exposure if exposure else 0.0

    @api.depends_context("company")
    def _compute_keqing_credit_flags(self):
        accounts = self.env["keqing.credit.account"].search(
            [
                ("partner_id", "in", self.commercial_partner_id._origin.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )
        by_customer = accounts.grouped("partner_id")
        for partner in self:
            account = by_customer.get(partner.commercial_partner_id._origin, accounts.browse())
            partner.keqing_is_over_limit = account.is_over
            partner.keqing_is_on_hold = account.is_on_hold

    def _search_keqing_is_over_limit(self, operator, value):
        return self._search_credit_flag("keqing_is_over_limit", "is_over", operator)

    def _search_keqing_is_on_hold(self, operator, value):
        return self._search_credit_flag("keqing_is_on_hold", "is_on_hold", operator)

    def _search_credit_flag(self, name, flag, operator):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields[name], "read")  # Odoo leaves that to us
        # sudo: only who is looked for, not what for
        accounts = (
            self.env["keqing.credit.account"]
            .sudo()
            ._search([(flag, "=", True), ("company_id", "=", self.env.company.id)])
        )

        def to_sql(partners, alias, query):
            """Few, as an array: else PostgreSQL walks through all partners in their order."""
            customer = partners._field_to_sql(alias, "commercial_partner_id", query)
            return SQL("%s = ANY(ARRAY(%s))", customer, accounts.select("partner_id"))

        return Domain.custom(to_sql=to_sql)

    # Odoo's limit is changed in many places: all of them come by here

    @api.model_create_multi
    def create(self, vals_list):
        partners = computed.create_with(super().create, self, vals_list, COMPUTED)
        given = [
            partner.id
            for partner, vals in zip(partners, vals_list, strict=True)
            if "credit_limit" in vals
        ]
        if given:
            default = self._fields["credit_limit"].get_company_dependent_fallback(self)
            self._log_credit_limits(dict.fromkeys(self.browse(given), default))
        return partners

    def write(self, vals):
        before = {}
        if "credit_limit" in vals:
            before = {partner: partner.credit_limit for partner in self}
        vals = computed.write_vals(self, vals, COMPUTED)
        written = super().write(vals)
        if before:
            self._log_credit_limits(before)
        return written

    @api.model
    def _belong_elsewhere(self, moved):
        """Who leaves its customer, or is put below another, takes what it owes and a hold along.

        A person who owes nothing and goes to work for somebody else is free to go. What somebody
        owes is not put on another's credit either.

        :raise AccessError: for others than credit controllers, if somebody could then buy what is
            held now
        """
        elsewhere = super()._belong_elsewhere(moved)
        partners = self.sudo().union(*moved)  # whoever may edit customers
        Account = self.env["keqing.credit.account"].sudo()
        accounts = Account.search([("partner_id", "in", [each.id for each in moved.values()])])
        owing = Account._get_companies_of_documents(partners)
        if not (self.env.su or self.env.user.has_group(CONTROLLER)):
            answered = partners.filtered(lambda partner: moved[partner] == partner)
            for company in accounts.company_id | self.env.companies:
                Account._check_leaves_nothing(company, answered)
            for partner in partners:
                for company in owing.get(partner.id, self.env["res.company"]):
                    Account._check_leaves_nothing(
                        company, moved[partner] | partner.commercial_partner_id
                    )
                if partner == partner.commercial_partner_id:
                    for account in accounts.filtered("is_on_hold"):
                        if account.partner_id == moved[partner]:
                            Account._check_leaves_nothing(account.company_id, moved[partner])
        for partner, customer in moved.items():
            now = partner.commercial_partner_id
            for account in accounts.filtered("is_on_hold"):
                if account.partner_id == customer and (
                    partner in (customer, now)
                    or account.company_id in owing.get(partner.id, account.company_id.browse())
                ):
                    Account._of(now, account.company_id)._take_hold(account)
        return elsewhere

    def _log_credit_limits(self, before):
        """Keep on record whose limit changed, on the credit account, which follows.

        :param before: ``{partner: limit}``; their contacts only repeat what is the customer's
        """
        changed = {
            partner.id: limit
            for partner, limit in before.items()
            if partner == partner.commercial_partner_id and partner.credit_limit != limit
        }
        if changed and self.env["res.users"]._keqing_is_used():
            Account = self.env["keqing.credit.account"].sudo()  # whoever may set the limit
            accounts = Account._of(self.browse(changed))
            accounts._refresh()
            accounts.filtered(
                lambda account: (
                    account.has_limit
                    and not 0 < changed[account.partner_id.id] <= account.limit_amount
                )
            )._end_releases()
            accounts._log_changes(
                {each: {"credit_limit": changed[each.partner_id.id]} for each in accounts}
            )

    @for_one("read")
    def action_view_keqing_credit(self):
        """Open the customer's credit account, made and brought up to date on the way."""
        Account = self.env["keqing.credit.account"]
        Account.check_access("write")
        account = Account.sudo()._of(self)  # a controller makes none by hand
        account._refresh()
        return account.sudo(False)._get_records_action()
