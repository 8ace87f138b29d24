# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.credit import Terms
from .keqing_credit_account import CONTROLLER


class KeqingCreditAccount(models.Model):
    """Terms in force: what holds today by the account, Odoo's limit, the grade and the company."""

    _inherit = "keqing.credit.account"

    @api.model
    def _terms_sql(self, company):
        """What was agreed with each customer of a company.

        :return: SELECT with the columns of :class:`Terms`, to be filtered by ``partner.id``
        """
        return SQL(
            """SELECT partner.id AS partner_id,
                      COALESCE(account.is_on_hold, FALSE) AS is_on_hold,
                      account.hold_reason,
                      CASE WHEN account.temporary_until >= %(today)s
                           THEN COALESCE(account.temporary_limit, 0)
                           WHEN account.terms = 'cash' THEN 0
                           WHEN account.terms = 'unlimited' OR NOT %(has_limits)s THEN NULL
                           ELSE NULLIF(%(standing)s, 0)
                      END AS limit_amount,
                      COALESCE(grade.credit_constraint, %(constraint)s) AS credit_constraint,
                      COALESCE(grade.credit_overdue_days, %(overdue_days)s) AS overdue_days,
                      COALESCE(grade.credit_cap_percent, 0) AS cap_percent,
                      COALESCE(grade.credit_cap_period, 'order') AS cap_period,
                      grade.code AS grade_name,
                      account.average_month,
                      account.id AS account_id,
                      partner.name AS customer_name
                 FROM res_partner partner
            LEFT JOIN keqing_credit_account account
                   ON account.partner_id = partner.id AND account.company_id = %(company_id)s
            LEFT JOIN keqing_grade grade
                   ON grade.id = (partner.keqing_credit_grade_id->>%(company)s)::int""",
            today=company._get_keqing_today(),
            company=str(company.id),
            company_id=company.id,
            standing=self._standing_limit_sql(company),
            has_limits=company.account_use_credit_limit,
            constraint=company.keqing_credit_constraint,
            overdue_days=company.keqing_credit_overdue_days,
        )

    @api.model
    def _standing_limit_sql(self, company):
        """Odoo's limit of ``partner``, else the company's; zero is none, see the model."""
        Partner = self.env["res.partner"].sudo().with_company(company)  # a field of accountants
        return SQL(
            "COALESCE((partner.credit_limit->>%s)::numeric, %s::numeric)",
            str(company.id),
            str(Partner._fields["credit_limit"].get_company_dependent_fallback(Partner) or 0),
        )

    @api.model
    def _get_terms(self, company, partner_ids):
        """What was agreed with the customers that some contacts belong to, in one query.

        :return: ``{contact's id: Terms}``, those of the commercial entity
        """
        self._flush_terms()
        rows = self.env.execute_query(
            SQL(
                """SELECT contact.id, terms.*
                     FROM res_partner contact
             JOIN LATERAL (%s WHERE partner.id = contact.commercial_partner_id) terms ON TRUE
                    WHERE contact.id IN %s""",
                self._terms_sql(company),
                tuple(partner_ids),
            )
        )
        return {contact_id: Terms(*row) for contact_id, *row in rows}

    @api.model
    def _is_bound(self, company, partners):
        """Whether the user may not undo what some contacts owe to a company.

        So it is where their credit could hold something, for others than credit controllers.
        """
        if not partners or self.env.su or not self.env["res.users"]._keqing_is_used():
            return False
        if self.env.user.has_group(CONTROLLER):
            return False
        terms = self.sudo()._get_terms(company.sudo(), partners.ids)  # of whoever it is
        return any(each.can_hold for each in terms.values())

    @api.model
    def _flush_terms(self):
        self.flush_model()
        self.env["res.partner"].flush_model(
            ["commercial_partner_id", "credit_limit", "keqing_credit_grade_id", "name"]
        )
        self.env["keqing.grade"].flush_model()

    @api.model
    def _check_leaves_nothing(self, company, partners):
        """Whether these customers, whom somebody is about to leave, had nothing to answer for.

        :raise AccessError: if one of them could be held by its own terms
        """
        if not partners:
            return
        self._flush_terms()
        rows = self.env.execute_query(
            SQL("%s WHERE partner.id IN %s", self._terms_sql(company.sudo()), partners._ids)
        )
        for terms in (Terms(*row) for row in rows):
            if terms.can_hold:
                raise AccessError(
                    self.env._(
                        "%s has terms of credit of its own. Ask a credit controller to put it, or "
                        "a contact of its that has orders, below another company.",
                        terms.customer_name,
                    )
                )
