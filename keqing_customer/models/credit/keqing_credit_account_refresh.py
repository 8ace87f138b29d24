# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from .keqing_credit_account import AGEING, REFRESHED

AVERAGE_MONTHS = 12  # full months before the present one


class KeqingCreditAccount(models.Model):
    """Figures at hand: refreshed once a day, and when an account is made, changed or opened."""

    _inherit = "keqing.credit.account"

    def _refresh(self):
        """Bring the figures of these accounts up to date, in one statement a company."""
        for company, accounts in self.grouped("company_id").items():
            self._refresh_customers(company, accounts.partner_id)

    @api.model
    def _refresh_customers(self, company, customers=None):
        """Bring the figures of a company's customers up to date.

        Who owes something or has a limit gets an account on the way. Rows that stay the same are
        not rewritten, so that those who confirm orders meanwhile are hardly ever in the way.

        :param customers: the commercial entities; everybody if None
        """
        company = company.sudo()
        self._flush_documents()
        self.flush_model()
        self.env["res.partner"].flush_model()
        self.env["keqing.grade"].flush_model()
        names = SQL(", ").join(map(SQL.identifier, REFRESHED))
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_credit_account
                               (partner_id, company_id, terms, refreshed_on, %(names)s)
                   SELECT partner_id, %(company)s, 'limit', now() AT TIME ZONE 'UTC', %(names)s
                     FROM (%(figures)s) figures
                 ORDER BY partner_id
              ON CONFLICT (partner_id, company_id) DO UPDATE
                      SET (refreshed_on, %(names)s) = ROW (EXCLUDED.refreshed_on, %(excluded)s)
                    WHERE (%(present)s) IS DISTINCT FROM (%(excluded)s)""",
                names=names,
                company=company.id,
                figures=self._figures_sql(company, customers),
                excluded=SQL(", ").join(SQL("EXCLUDED.%s", SQL.identifier(n)) for n in REFRESHED),
                present=SQL(", ").join(
                    SQL.identifier("keqing_credit_account", name) for name in REFRESHED
                ),
            )
        )
        self.invalidate_model([*REFRESHED, "refreshed_on"])

    @api.model
    def _figures_sql(self, company, customers=None):
        """SELECT with ``partner_id`` and the columns of ``REFRESHED``, for all who have any."""
        digits = company.currency_id.decimal_places
        return SQL(
            """WITH exposure AS (%(exposure)s),
                    average AS (%(average)s)
               SELECT terms.partner_id,
                      COALESCE(exposure.exposure, 0) AS exposure,
                      COALESCE(receivable, 0) AS receivable,
                      COALESCE(uninvoiced, 0) AS uninvoiced,
                      COALESCE(drafted, 0) AS drafted,
                      COALESCE(overdue, 0) AS overdue,
                      overdue_since,
                      limit_amount,
                      %(ageing)s,
                      limit_amount IS NOT NULL AS has_limit,
                      round(limit_amount - COALESCE(exposure.exposure, 0), %(digits)s)
                          AS free_credit,
                      COALESCE(exposure.exposure > round(limit_amount, %(digits)s), FALSE)
                          AS is_over,
                      average.average_month
                 FROM (%(terms)s) terms
            LEFT JOIN exposure USING (partner_id)
            LEFT JOIN average USING (partner_id)
                WHERE terms.account_id IS NOT NULL
                   OR exposure.partner_id IS NOT NULL
                   OR average.partner_id IS NOT NULL""",
            exposure=self._exposure_sql(company, customers),
            average=self._average_month_sql(company, customers),
            digits=digits,
            ageing=SQL(", ").join(
                SQL("COALESCE(%(name)s, 0) AS %(name)s", name=SQL.identifier(name))
                for name in AGEING
            ),
            terms=SQL(
                "%s WHERE %s",
                self._terms_sql(company),
                SQL("partner.commercial_partner_id = partner.id")
                if customers is None
                else SQL("partner.id IN %s", customers._ids),
            ),
        )

    @api.model
    def _cron_refresh(self):
        """Bring all figures up to date; each company is one statement and one commit."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        if self.env["res.users"]._keqing_is_used():
            self._work_through(companies, self._refresh_customers)

    # What a month brings

    @api.model
    def _average_month_sql(self, company, customers=None):
        """The average month of the last twelve full ones, see the indicators' method."""
        this_month = company._get_keqing_today().replace(day=1)
        return self.env["keqing.indicator"]._average_month_sql(
            company,
            this_month - relativedelta(months=AVERAGE_MONTHS),
            this_month - relativedelta(days=1),
            customers,
        )
