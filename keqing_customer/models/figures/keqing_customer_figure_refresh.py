# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.period import same_period_last_year, year_up_to

REFRESHED = (
    "purchases",
    "purchases_before",
    "growth",
    "last_order",
    "rhythm",
    "order_expected",
    "order_due",
    "overdue",
    "last_contact",
)
LATE = 1.5  # times its own rhythm without a purchase make a customer late


class KeqingCustomerFigure(models.Model):
    """The job that keeps the figures: one statement a company, for all customers or for some."""

    _inherit = "keqing.customer.figure"

    @api.model
    def _cron_refresh(self):
        """Bring all figures up to date; each company is one transaction."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        if self.env["res.users"]._keqing_is_used():
            self._work_through(companies, self._refresh_company)

    @api.model
    def _refresh_company(self, company):
        self._refresh_customers(company)
        company.sudo().keqing_figures_on = fields.Datetime.now()

    @api.model
    def _refresh_customers(self, company, customers=None):
        """Bring the figures of a company's customers up to date.

        :param customers: the commercial entities; everybody if None
        """
        self.env.flush_all()
        names = SQL(", ").join(map(SQL.identifier, REFRESHED))
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_customer_figure (partner_id, company_id, as_of, %(names)s)
                   SELECT partner_id, %(company)s, %(now)s, %(names)s
                     FROM (%(figures)s) figures
                 ORDER BY partner_id
              ON CONFLICT (partner_id, company_id) DO UPDATE
                      SET (as_of, %(names)s) = ROW (EXCLUDED.as_of, %(excluded)s)
                    WHERE (%(present)s) IS DISTINCT FROM (%(excluded)s)""",
                names=names,
                company=company.id,
                now=fields.Datetime.now(),
                figures=self._figures_sql(company, customers),
                excluded=SQL(", ").join(SQL("EXCLUDED.%s", SQL.identifier(n)) for n in REFRESHED),
                present=SQL(", ").join(
                    SQL.identifier("keqing_customer_figure", name) for name in REFRESHED
                ),
            )
        )
        self.invalidate_model([*REFRESHED, "as_of"])
        self.env["res.partner"]._keqing_figures_changed()

    @api.model
    def _find_figures(self, company, customer):
        """The figures of one customer at this moment, not those that are kept.

        :return: dict of the columns of ``REFRESHED``, None where something is unknown
        """
        self.env.flush_all()
        [found] = self.env.execute_query_dict(self._figures_sql(company, customer))
        return found

    @api.model
    def _figures_sql(self, company, customers):
        """SELECT with ``partner_id`` and the columns of ``REFRESHED``, in company currency."""
        Indicator = self.env["keqing.indicator"]
        today = company._get_keqing_today()
        population = self._population_sql(company, customers)
        return SQL(
            """SELECT facts.partner_id,
                      round(COALESCE(purchases, 0), %(digits)s) AS purchases,
                      round(COALESCE(purchases_before, 0), %(digits)s) AS purchases_before,
                      round(growth / 100, 4)::double precision AS growth,
                      %(today)s::date - recency::int AS last_order,
                      round(rhythm, 1) AS rhythm,
                      %(today)s::date - recency::int + round(rhythm)::int AS order_expected,
                      %(today)s::date - recency::int + ceil(rhythm * %(late)s)::int AS order_due,
                      round(COALESCE(overdue, 0), %(digits)s) AS overdue,
                      contact.last_contact
                 FROM (%(facts)s) facts
            LEFT JOIN (%(contacts)s) contact USING (partner_id)""",
            digits=company.currency_id.decimal_places,
            today=today,
            late=LATE,
            facts=Indicator._measures_sql(
                population, company, today, self._measures(company), customers=customers
            ),
            contacts=self.env["res.partner"]
            .with_company(company)
            ._last_customer_contacts_sql(SQL("(%s)", population)),
        )

    @api.model
    def _measures(self, company):
        """The measures of the engine that the figures are: ``{name: Measure}``"""
        Indicator = self.env["keqing.indicator"]
        today = company._get_keqing_today()
        year = year_up_to(today)
        before = same_period_last_year(*year)
        return {
            "purchases": Indicator._measure_purchase_amount(company, *year),
            "purchases_before": Indicator._measure_purchase_amount(company, *before),
            "growth": Indicator._measure_growth(company, *year),
            "recency": Indicator._measure_recency(company, None, today),
            "rhythm": Indicator._measure_purchase_interval(company, before[0], today),
            "overdue": Indicator._measure_overdue_amount(company, today, today),
        }

    @api.model
    def _population_sql(self, company, customers):
        if customers is not None:
            return SQL("SELECT id AS partner_id FROM res_partner WHERE id IN %s", customers._ids)
        return SQL(
            """SELECT id AS partner_id
                 FROM res_partner
                WHERE id = commercial_partner_id
                  AND (company_id IS NULL OR company_id = ANY(%s))
                  AND (keqing_customer_type_id IS NOT NULL OR customer_rank > 0)""",
            company.sudo().parent_ids.ids,
        )
