# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import api, models
from odoo.tools import SQL

from ...tools.credit import Exposure
from .keqing_credit_account import AGEING

# Columns of the documents that the exposure is read from
READ_COLUMNS = {
    "account.move": [
        "company_id",
        "invoice_currency_rate",
        "invoice_date",
        "move_type",
        "partner_id",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "balance",
        "company_id",
        "date",
        "date_maturity",
        "move_id",
        "parent_state",
        "partner_id",
        "price_subtotal",
        "price_total",
        "product_uom_id",
        "quantity",
        "reconciled",
        "sale_line_ids",
    ],
    "res.partner": ["commercial_partner_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["invoice_policy"],
    "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
    # The total as well, by which an order that grows is known
    "sale.order": ["amount_total", "company_id", "currency_id", "partner_invoice_id", "state"],
    "sale.order.line": [
        "display_type",
        "is_downpayment",
        "order_id",
        "price_total",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_invoiced",
    ],
}


class KeqingCreditAccount(models.Model):
    """Exposure: what is at stake with a customer, read from the documents of one company.

    Open receivables, confirmed orders as far as they are not invoiced, and draft invoices. What is
    in two of these counts once: an order line is invoiced when the invoice is posted, so a draft
    counts only for what comes from no confirmed order.
    """

    _inherit = "keqing.credit.account"

    @api.model
    def _get_exposures(self, company, customers):
        """The exposures of some customers, fresh from the documents, in one query.

        :return: ``{customer's id: Exposure}``, all of ``customers``
        """
        if not customers:
            return {}  # of a customer that is being typed in
        self._flush_documents()
        rows = self.env.execute_query(self._exposure_sql(company.sudo(), customers))
        nothing = {customer_id: Exposure(customer_id) for customer_id in customers._ids}
        return nothing | {row[0]: Exposure(*row) for row in rows}

    @api.model
    def _flush_documents(self):
        for name, columns in READ_COLUMNS.items():
            self.env[name].flush_model(columns)

    @api.model
    def _exposure_sql(self, company, customers=None):
        """SELECT with the columns of :class:`Exposure`, rounded to the currency.

        Each table is named as rarely as can be: for one customer, finding the way to the documents
        takes PostgreSQL longer than reading them.

        :param customers: the commercial entities; everybody if None
        """
        return SQL(
            """WITH %(common)s
               SELECT partner_id,
                      round(sum(receivable + uninvoiced + drafted), %(digits)s) AS exposure,
                      round(sum(receivable), %(digits)s) AS receivable,
                      round(sum(uninvoiced), %(digits)s) AS uninvoiced,
                      round(sum(drafted), %(digits)s) AS drafted,
                      round(GREATEST(sum(overdue), 0), %(digits)s) AS overdue,
                      CASE WHEN sum(overdue) > 0 THEN min(due) END AS overdue_since,
                      %(ageing)s
                 FROM (%(receivables)s
                       UNION ALL
                       SELECT partner_id, 0, amount, 0, 0, NULL, NULL FROM (%(orders)s) ordered
                       UNION ALL
                       SELECT partner_id, 0, 0, amount, 0, NULL, NULL FROM (%(drafts)s) drafted
                      ) part
             GROUP BY partner_id""",
            common=self._common_sql(company, customers),
            digits=company.currency_id.decimal_places,
            ageing=self._ageing_sql(company.currency_id.decimal_places),
            receivables=self._receivables_sql(company, customers),
            orders=self._orders_sql(),
            drafts=self._drafts_sql(company.currency_id.rounding),
        )

    @api.model
    def _ageing_sql(self, digits):
        """The receivable by the days since it was due, in the order of ``AGEING``."""
        bounds = (None, 0, 30, 60, 90, None)
        sums = []
        for name, (after, until) in zip(AGEING, pairwise(bounds), strict=True):
            days = [SQL("TRUE")]
            days += [] if after is None else [SQL("days_late > %s", after)]
            days += [] if until is None else [SQL("days_late <= %s", until)]
            sums.append(
                SQL(
                    "round(COALESCE(sum(receivable) FILTER (WHERE %s), 0), %s) AS %s",
                    SQL(" AND ").join(days),
                    digits,
                    SQL.identifier(name),
                )
            )
        return SQL(", ").join(sums)

    @api.model
    def _common_sql(self, company, customers):
        """What the parts of the exposure read, for a WITH.

        - ``contact`` (``id``, ``customer_id``): the customers in question and their contacts
        - ``confirmed`` and ``draft``: their confirmed orders, their draft invoices and credit notes
        - ``drafted_line``: lines of these drafts with the lines of these orders they invoice.
          ``move_id``, ``line_id``, ``order_line_id``, ``quantity`` (in the unit of the order line)
          and ``amount`` (taxed, in company currency); a credit note counts negative. Only when both
          are for the same customer: else the invoice counts by itself.
        - ``open_line``: lines of these orders that are not all invoiced, with what is ``open``
          (quantity), the ``price`` of one and whether it ``is_downpayment``
        - ``open_order``: what these orders count, in company currency
        """
        return SQL(
            """contact AS %(how)s (
                   SELECT id, commercial_partner_id AS customer_id FROM res_partner WHERE %(whose)s
               ), confirmed AS %(how)s (
                   SELECT ordered.id,
                          contact.customer_id,
                          %(rate)s AS rate
                     FROM sale_order ordered
                     JOIN contact ON contact.id = ordered.partner_invoice_id
                    WHERE ordered.company_id = %(company)s AND ordered.state = 'sale'
               ), draft AS MATERIALIZED (
                   SELECT move.id,
                          contact.customer_id,
                          move.move_type,
                          (SELECT COALESCE(sum(line.balance), 0)
                             FROM account_move_line line
                            WHERE line.move_id = move.id AND line.account_id = ANY(%(accounts)s)
                          ) AS amount,
                          (SELECT count(*) FROM account_move_line line WHERE line.move_id = move.id
                          ) AS lines,
                          CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                          COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) AS rate
                     FROM account_move move
                     JOIN contact ON contact.id = move.partner_id
                    WHERE move.company_id = %(company)s
                      AND move.state = 'draft'
                      AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               ), drafted_line AS MATERIALIZED (
                   SELECT draft.id AS move_id,
                          line.id AS line_id,
                          order_line.id AS order_line_id,
                          draft.sign * line.quantity
                              * CASE WHEN line.product_uom_id = order_line.product_uom_id THEN 1
                                     ELSE (SELECT factor FROM uom_uom
                                            WHERE id = line.product_uom_id)
                                        / (SELECT factor FROM uom_uom
                                            WHERE id = order_line.product_uom_id)
                                END AS quantity,
                          draft.sign * line.price_total / draft.rate AS amount
                     FROM draft
                     JOIN account_move_line line ON line.move_id = draft.id
                     JOIN sale_order_line_invoice_rel invoiced ON invoiced.invoice_line_id = line.id
                     JOIN sale_order_line order_line ON order_line.id = invoiced.order_line_id
                     JOIN confirmed ON confirmed.id = order_line.order_id
                    WHERE confirmed.customer_id = draft.customer_id
                      AND draft.move_type != 'out_receipt'
               ), open_line AS MATERIALIZED (
                   SELECT line.id,
                          line.order_id,
                          line.is_downpayment,
                          line.price_total / abs(NULLIF(line.product_uom_qty, 0)) / confirmed.rate
                              AS price,
                          CASE WHEN line.is_downpayment THEN (%(advance)s)
                               ELSE GREATEST(sign(line.product_uom_qty)
                                             * (%(open)s + COALESCE(%(drafted)s, 0)), 0)
                          END AS open
                     FROM confirmed
                     JOIN sale_order_line line ON line.order_id = confirmed.id
                    WHERE line.display_type IS NULL
                      AND (line.is_downpayment
                           OR line.product_uom_qty < 0
                           OR line.product_uom_qty > COALESCE(line.qty_invoiced, 0)
                           OR line.qty_delivered > COALESCE(line.qty_invoiced, 0)
                           OR line.id IN (SELECT order_line_id FROM drafted_line))
               ), open_order AS MATERIALIZED (
                   SELECT confirmed.customer_id,
                          confirmed.id,
                          GREATEST(sum(CASE WHEN line.is_downpayment THEN -COALESCE(line.open, 0)
                                            ELSE COALESCE(line.price * line.open, 0) END), 0)
                              AS amount
                     FROM confirmed
                     JOIN open_line line ON line.order_id = confirmed.id
                 GROUP BY confirmed.customer_id, confirmed.id
               )""",
            how=SQL("NOT MATERIALIZED" if customers is None else "MATERIALIZED"),
            whose=SQL("TRUE")
            if customers is None
            else SQL("commercial_partner_id IN %s", customers._ids),
            company=company.id,
            rate=self._rate_sql(company),
            accounts=self._receivable_accounts_sql(customers),
            # Odoo counts drafts and credit notes; our line is invoiced by what was posted, and
            # what was credited is not promised again, unless Odoo would invoice it again
            open=SQL(
                """CASE WHEN line.product_uom_qty < 0
                        THEN line.product_uom_qty - COALESCE(line.qty_invoiced, 0)
                        ELSE GREATEST(
                            line.product_uom_qty - COALESCE(line.qty_invoiced, 0) - (%s),
                            CASE WHEN (SELECT template.invoice_policy
                                         FROM product_product product
                                         JOIN product_template template
                                           ON template.id = product.product_tmpl_id
                                        WHERE product.id = line.product_id) = 'order'
                                 THEN line.product_uom_qty ELSE COALESCE(line.qty_delivered, 0) END
                            - COALESCE(line.qty_invoiced, 0)) END""",
                self._credited_sql(),
            ),
            # A map and no join, for which the planner would take many drafted lines for one
            drafted=SQL(
                """((SELECT jsonb_object_agg(order_line_id, quantity)
                       FROM (SELECT order_line_id, sum(quantity) AS quantity
                               FROM drafted_line GROUP BY order_line_id) each_line
                    )->>line.id::text)::numeric"""
            ),
            advance=SQL(
                """SELECT sum(-billed.balance * billed.price_total
                              / NULLIF(billed.price_subtotal, 0))
                     FROM sale_order_line_invoice_rel invoiced
                     JOIN account_move_line billed ON billed.id = invoiced.invoice_line_id
                    WHERE invoiced.order_line_id = line.id AND billed.parent_state = 'posted'"""
            ),
        )

    @api.model
    def _receivable_accounts_sql(self, customers):
        """The accounts of what customers owe, as an array."""
        accounts = SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
        if customers is None:
            # The planner estimates well what is booked on accounts that it is told by number.
            return SQL("%s", [each for (each,) in self.env.execute_query(accounts)])
        return SQL("ARRAY(%s)", accounts)

    @api.model
    def _receivables_sql(self, company, customers):
        """What is posted and open, credits included, one row each."""
        accounts = self._receivable_accounts_sql(customers)
        return SQL(
            """SELECT contact.customer_id AS partner_id,
                      line.amount_residual AS receivable,
                      0 AS uninvoiced,
                      0 AS drafted,
                      CASE WHEN %(due)s < %(today)s THEN line.amount_residual ELSE 0 END AS overdue,
                      CASE WHEN %(due)s < %(today)s AND line.amount_residual > 0 THEN %(due)s END
                          AS due,
                      %(today)s::date - %(due)s AS days_late
                 FROM account_move_line line
                 JOIN contact ON contact.id = line.partner_id
                WHERE line.company_id = %(company)s
                  AND line.parent_state = 'posted'
                  AND line.account_id = ANY(%(accounts)s)
                  AND %(is_open)s""",
            due=self.env["keqing.indicator"]._due_sql(),
            is_open=self.env["keqing.indicator"]._is_open_sql(),
            today=company._get_keqing_today(),
            company=company.id,
            accounts=accounts,
        )
