# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..res_partner import OWN_PEOPLE
from .keqing_credit_account import SEES_FIGURES
from .sale_order import ANSWERS


class ResPartner(models.Model):
    """How a customer's credit stands: the answer for whoever sells, the figures for few."""

    _inherit = "res.partner"

    keqing_credit_state = fields.Selection(
        selection=ANSWERS,
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
        groups=SEES_FIGURES,
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
        """Whether a small order would pass today; nothing for who has no credit to assess."""
        answers = self.env["keqing.credit.account"]._assess_customers(
            self.env.company, self.commercial_partner_id._origin
        )
        for partner in self:
            answer = answers.get(partner.commercial_partner_id._origin.id)
            partner.keqing_credit_state = answer and answer.state
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
        partners = super().create(vals_list)
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
        if "credit_limit" not in vals:
            return super().write(vals)
        before = {partner: partner.credit_limit for partner in self}
        written = super().write(vals)
        self._log_credit_limits(before)
        return written

    def _log_credit_limits(self, before):
        """Keep on record whose limit changed, on the credit account, which follows.

        :param before: ``{partner: limit}``; their contacts only repeat what is the customer's
        """
        changed = {
            partner.id: limit
            for partner, limit in before.items()
            if partner == partner.commercial_partner_id and partner.credit_limit != limit
        }
        if changed:
            Account = self.env["keqing.credit.account"].sudo()  # whoever may set the limit
            accounts = Account._of(self.browse(changed))
            accounts._refresh()
            accounts._log_changes(
                {each: {"credit_limit": changed[each.partner_id.id]} for each in accounts}
            )

    def action_view_keqing_credit(self):
        """Open the customer's credit account, made and brought up to date on the way."""
        self.ensure_one()
        self.check_access("read")
        Account = self.env["keqing.credit.account"]
        Account.check_access("write")
        account = Account.sudo()._of(self)  # a controller makes none by hand
        account._refresh()
        return account.sudo(False)._get_records_action()
