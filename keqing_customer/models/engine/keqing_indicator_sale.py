# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measure import Measure, needs
from ...tools.period import previous_period, same_period_last_year

NO_CREDIT_NOTE = Domain("move_type", "!=", "out_refund")


class KeqingIndicator(models.Model):
    """Facts read off posted customer invoices.

    Amounts are untaxed, in company currency at the document's own rate; credit notes count
    negative; the customer is the commercial entity; the date is the invoice date.
    """

    _inherit = "keqing.indicator"

    measure = fields.Selection(
        selection_add=[
            ("purchase_frequency", "Number of invoices"),
            ("recency", "Days since the last invoice"),
            ("purchase_interval", "Average days between purchases"),
            ("growth", "Growth on last year"),
            ("gross_margin", "Gross margin"),
            ("territory_share", "Share of the territory's purchases"),
            ("category_count", "Number of product categories bought"),
            ("average_invoice", "Average amount of an invoice"),
            ("quantity", "Quantity bought"),
            ("tenure", "Days since the first invoice"),
            ("repurchase", "Bought in this period and in the one before"),
            ("contribution", "Share of the territory's gross margin"),
        ]
    )

    # One row per posted invoice

    def _source_invoice(self, company, since, until, customers=None):
        """Posted sales documents: ``partner_id, date, is_refund, amount`` (credit notes negative).

        The header's untaxed amount is the sum of its product lines, but for cash rounding.

        :param customers: only theirs, found by index; everybody's if None
        """
        return SQL(
            """SELECT move.commercial_partner_id AS partner_id,
                      move.invoice_date AS date,
                      move.move_type = 'out_refund' AS is_refund,
                      %s AS amount
                 FROM account_move move
                WHERE %s AND %s""",
            self._untaxed_amount(),
            self._posted_sale(company, since, until),
            self._sold_to(customers),
        )

    def _sold_to(self, customers):
        """Condition on ``move``: it is of one of these customers, found by index; all if None."""
        if customers is None:
            return SQL("TRUE")
        return SQL(
            "move.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)",
            tuple(customers.ids),
        )

    def _average_month_sql(self, company, since, until, customers=None):
        """Untaxed sales of an average month with invoices, credit notes taken off.

        :param customers: only theirs, found by index; everybody's if None
        :return: SELECT with ``partner_id``, ``average_month`` in company currency and
            ``month_count``; who was not invoiced is absent
        """
        return SQL(
            """SELECT sale.partner_id,
                      round(sum(sale.amount) / count(DISTINCT date_trunc('month', sale.date))
                                FILTER (WHERE NOT sale.is_refund), %s) AS average_month,
                      count(DISTINCT date_trunc('month', sale.date))
                          FILTER (WHERE NOT sale.is_refund) AS month_count
                 FROM (%s) sale
             GROUP BY sale.partner_id
               HAVING count(*) FILTER (WHERE NOT sale.is_refund) > 0""",
            company.currency_id.decimal_places,
            self._source_invoice(company, since, until, customers),
        )

    def _untaxed_amount(self):
        """Untaxed amount of ``move`` without its cash rounding.

        The lines are mentioned only where there is rounding at all: the planner would expect a
        look at them for each invoice, and plan badly.
        """
        if not self.env["account.cash.rounding"]._keqing_is_known():
            return SQL("move.amount_untaxed_signed")
        return SQL(
            """CASE WHEN move.invoice_cash_rounding_id IS NULL
                    THEN move.amount_untaxed_signed
                    ELSE (SELECT -sum(line.balance)
                            FROM account_move_line line
                           WHERE line.move_id = move.id AND line.display_type = 'product')
               END"""
        )

    def _posted_sale(self, company, since, until):
        """Condition on ``move``: a customer document of a company or of a branch of it, posted,
        dated in the window."""
        in_window = (
            SQL("move.invoice_date <= %s", until)
            if since is None
            else SQL("move.invoice_date BETWEEN %s AND %s", since, until)
        )
        companies = company._get_keqing_branch_ids()
        return SQL("move.company_id IN %s AND %s AND %s", companies, self._is_sale(), in_window)

    def _sale_types(self):
        return self.env["account.move"].get_sale_types(include_receipts=True)

    def _is_sale(self):
        """Condition on ``move``: a posted customer invoice, receipt or credit note."""
        return SQL("move.state = 'posted' AND move.move_type IN %s", tuple(self._sale_types()))

    def _sale_domain(self, prefix=""):
        """The same as a domain on invoices, or on what ``prefix`` leads to them from."""
        return Domain(f"{prefix}state", "=", "posted") & Domain(
            f"{prefix}move_type", "in", self._sale_types()
        )

    def _is_purchase(self):
        """Condition on ``move``: a posted invoice or receipt that was not credited in full.

        The first of them makes a customer new, won, referred and active.
        """
        bought = set(self._sale_types()) & set(self.env["account.move"].get_inbound_types())
        return SQL(
            """move.state = 'posted' AND move.move_type IN %s
               AND move.payment_state IS DISTINCT FROM 'reversed'
               AND NOT EXISTS (SELECT FROM account_move credit
                                WHERE credit.reversed_entry_id = move.id
                                  AND credit.state = 'posted'
                               HAVING sum(credit.amount_total) >= move.amount_total)""",
            tuple(sorted(bought)),
        )

    def _amount_in(self, date_from, date_to):
        return SQL("sum(fact.amount) FILTER (WHERE %s)", self._in_window(date_from, date_to))

    def _bought_in(self, date_from, date_to):
        """Condition that a row is an invoice, not a credit note, of a window."""
        return SQL("NOT fact.is_refund AND %s", self._in_window(date_from, date_to))

    def _measure_purchase_amount(self, company, date_from, date_to):
        """Invoices less credit notes, in company currency."""
        return Measure("invoice", self._amount_in(date_from, date_to), date_from)

    def _measure_purchase_frequency(self, company, date_from, date_to):
        """Number of invoices; credit notes do not count."""
        value = SQL("count(*) FILTER (WHERE %s)", self._bought_in(date_from, date_to))
        return Measure("invoice", value, date_from, NO_CREDIT_NOTE)

    def _measure_average_invoice(self, company, date_from, date_to):
        """Purchases by number of invoices, in company currency; unknown without any invoice."""
        value = SQL(
            "%s / NULLIF(count(*) FILTER (WHERE %s), 0)",
            self._amount_in(date_from, date_to),
            self._bought_in(date_from, date_to),
        )
        return Measure("invoice", value, date_from)

    def _measure_recency(self, company, date_from, date_to):
        """Days from the last invoice to the end of the window."""
        bought = self._bought_in(date_from, date_to)
        value = SQL("%s::date - max(fact.date) FILTER (WHERE %s)", date_to, bought)
        return Measure("invoice", value, date_from, NO_CREDIT_NOTE, is_averaged=True)

    def _measure_purchase_interval(self, company, date_from, date_to):
        """Average days from one day with an invoice to the next: the customer's own rhythm.

        Unknown for less than three such days, of which nobody could tell a rhythm.
        """
        bought = self._bought_in(date_from, date_to)
        value = SQL(
            """CASE WHEN count(DISTINCT fact.date) FILTER (WHERE %(bought)s) > 2
                    THEN (max(fact.date) FILTER (WHERE %(bought)s)
                          - min(fact.date) FILTER (WHERE %(bought)s))::numeric
                         / (count(DISTINCT fact.date) FILTER (WHERE %(bought)s) - 1) END""",
            bought=bought,
        )
        return Measure("invoice", value, date_from, NO_CREDIT_NOTE, is_averaged=True)

    def _measure_tenure(self, company, date_from, date_to):
        """Days from the first invoice to the end of the window."""
        bought = self._bought_in(date_from, date_to)
        value = SQL("%s::date - min(fact.date) FILTER (WHERE %s)", date_to, bought)
        return Measure("invoice", value, date_from, NO_CREDIT_NOTE, is_averaged=True)

    @needs("first_day")
    def _measure_growth(self, company, date_from, date_to):
        """Purchases against the same period last year, in percent.

        Unknown ("new") when last year is not positive: there is nothing to grow from.
        """
        before = same_period_last_year(date_from, date_to)
        value = SQL(
            "CASE WHEN %(before)s > 0 THEN (COALESCE(%(now)s, 0) / %(before)s - 1) * 100 END",
            now=self._amount_in(date_from, date_to),
            before=self._amount_in(*before),
        )
        both = self._dated("invoice_date", (date_from, date_to), before)
        return Measure("invoice", value, before[0], both)

    @needs("first_day")
    def _measure_repurchase(self, company, date_from, date_to):
        """1 if the customer bought both in the window and in the window before it, else 0."""
        before = previous_period(date_from, date_to)
        value = SQL(
            "(COALESCE(bool_or(%s), FALSE) AND COALESCE(bool_or(%s), FALSE))::int",
            self._bought_in(date_from, date_to),
            self._bought_in(*before),
        )
        return Measure("invoice", value, before[0], NO_CREDIT_NOTE)

    @needs("territory")
    def _measure_territory_share(self, company, date_from, date_to):
        """Purchases in percent of all purchases in the customer's region."""
        amount = self._amount_in(date_from, date_to)
        return Measure("invoice", amount, date_from, is_share=True)

    # One row per product line

    def _source_invoice_line(self, company, since, until, customers=None):
        """Product lines of the same documents:
        ``partner_id, date, is_refund, product_id, amount, margin, category_id, quantity``.

        The margin is the one of Odoo's own invoice analysis: the amount less the quantity at the
        product's present cost.
        """
        return SQL(
            """WITH goods AS MATERIALIZED (  -- once per product instead of once per line
                   SELECT product.id,
                          company.id AS company_id,
                          template.categ_id AS category_id,
                          uom.factor,
                          COALESCE((product.standard_price->>company.id::text)::numeric, 0) AS cost
                     FROM product_product product
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN uom_uom uom ON uom.id = template.uom_id
               CROSS JOIN res_company company
                    WHERE company.id IN %(companies)s)
               SELECT move.commercial_partner_id AS partner_id,
                      move.invoice_date AS date,
                      move.move_type = 'out_refund' AS is_refund,
                      line.product_id,
                      goods.category_id,
                      (CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END)
                          * line.quantity * COALESCE(uom.factor, 1) AS quantity,
                      -line.balance AS amount,
                      -line.balance - (CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END)
                          * line.quantity
                          * COALESCE(uom.factor / NULLIF(goods.factor, 0), 1)
                          * COALESCE(goods.cost, 0)
                          AS margin
                 FROM account_move_line line
                 JOIN account_move move ON move.id = line.move_id
            LEFT JOIN goods ON goods.id = line.product_id AND goods.company_id = line.company_id
            LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
                WHERE line.display_type = 'product' AND %(posted_sale)s AND %(theirs)s""",
            companies=company._get_keqing_branch_ids(),
            posted_sale=self._posted_sale(company, since, until),
            theirs=self._sold_to(customers),
        )

    def _measure_gross_margin(self, company, date_from, date_to):
        """Purchases less the cost of the goods, in company currency."""
        value = SQL("sum(fact.margin) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("invoice_line", value, date_from)

    @needs("territory")
    def _measure_contribution(self, company, date_from, date_to):
        """Gross margin in percent of the gross margin of the customer's region (贡献度)."""
        margin = SQL("sum(fact.margin) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("invoice_line", margin, date_from, is_share=True)

    def _measure_quantity(self, company, date_from, date_to):
        """Quantity on invoices less credit notes, in the reference unit of each unit of measure.

        A case of 12 counts 12 bottles. What is measured in units of several kinds, such as litres
        and hours, adds up all the same: a scorecard for such goods leaves it out.
        """
        value = SQL("sum(fact.quantity) FILTER (WHERE %s)", self._in_window(date_from, date_to))
        return Measure("invoice_line", value, date_from)

    def _measure_category_count(self, company, date_from, date_to):
        """Number of product categories on the invoices; returned goods do not count."""
        value = SQL(
            "count(DISTINCT fact.category_id) FILTER (WHERE %s)",
            self._bought_in(date_from, date_to),
        )
        sold = Domain("move_id.move_type", "!=", "out_refund")
        return Measure("invoice_line", value, date_from, sold)
