# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, ormcache

from ...tools.credit import Exposure

# Columns of the documents that the exposure is read from; how each is held, see the tests
READ_COLUMNS = {
    "account.move": ["company_id", "move_type", "partner_id", "payment_state", "state"],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "matching_number",
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
    "account.partial.reconcile": [
        "amount",
        "credit_amount_currency",
        "credit_move_id",
        "debit_amount_currency",
        "debit_move_id",
    ],
    "account.tax": ["amount", "amount_type", "price_include_override"],
    "res.partner": ["commercial_partner_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["invoice_policy"],
    "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
    "sale.order": ["company_id", "currency_id", "partner_invoice_id", "state"],
    "sale.order.line": [
        "discount",
        "display_type",
        "is_downpayment",
        "order_id",
        "price_total",
        "price_unit",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "tax_ids",
    ],
}

ORDERS = ("sale.order", "sale.order.line")


class KeqingCreditAccount(models.Model):
    """Exposure: what is at stake with a customer, read from the documents of one company.

    Open receivables, confirmed orders as far as they are not invoiced, and draft invoices. What is
    in two of these counts once: an order line is invoiced when the invoice is posted, so a draft
    counts only for what comes from no confirmed order.

    It is read from facts. What Odoo derives from them and keeps, as the quantity that an order line
    says is invoiced, is derived here again, or nobody can write it, see the documents' own files.
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
    @ormcache("model_name", "names")
    def _is_read(self, model_name, names):
        """Whether any of some fields is read of orders, or something that is computed from it."""
        read = {(name, column) for name in ORDERS for column in READ_COLUMNS[name]}
        fields = self.env[model_name]._fields
        written = [fields[name] for name in names if name in fields]
        return any(
            (field.model_name, field.name) in read
            for each in written
            for field in (each, *self.pool.get_dependent_fields(each))
        )

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
    def _common_sql(self, company, customers, orders=None):
        """What the parts of the exposure read, for a WITH.

        - ``contact`` (``id``, ``customer_id``): the customers in question and their contacts
        - ``confirmed`` and ``draft``: their confirmed orders, their draft invoices and credit notes
        - ``drafted_line``: lines of these drafts with the lines of these orders they invoice.
          ``move_id``, ``line_id``, ``order_line_id``, ``quantity`` (in the unit of the order line)
          and ``amount`` (taxed, in company currency); a credit note counts negative. Only when both
          are for the same customer: else the invoice counts by itself.
        - ``open_line``: lines of these orders with what is ``open`` (quantity), the ``price`` of
          one, what posted invoices have ``billed`` and whether it is an ``is_advance``
        - ``open_order``: what these orders count, in company currency

        :param orders: taken for confirmed ones
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
                    WHERE ordered.company_id = %(company)s AND %(is_confirmed)s
               ), draft AS MATERIALIZED (
                   SELECT move.id,
                          contact.customer_id,
                          move.move_type,
                          (SELECT COALESCE(sum(%(owed)s), 0)
                             FROM account_move_line line
                            WHERE line.move_id = move.id AND line.account_id = ANY(%(accounts)s)
                          ) AS amount,
                          (SELECT count(*) FROM account_move_line line WHERE line.move_id = move.id
                          ) AS lines,
                          CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                          %(draft_rate)s AS rate
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
                   SELECT id,
                          order_id,
                          is_advance,
                          billed,
                          CASE WHEN quantity = 0 THEN list_price
                               WHEN delivered > abs(quantity) THEN GREATEST(price, list_price)
                               ELSE price
                          END AS price,
                          GREATEST(CASE WHEN is_advance THEN delivered
                                        WHEN quantity < 0 THEN invoiced - credited - quantity
                                        ELSE GREATEST(quantity - invoiced,
                                                      due - invoiced + credited)
                                   END, 0) AS open
                     FROM (%(lines)s) line
               ), open_order AS MATERIALIZED (
                   SELECT confirmed.customer_id,
                          confirmed.id,
                          GREATEST(sum(line.price * line.open
                                       - CASE WHEN line.is_advance THEN line.billed ELSE 0 END), 0)
                              AS amount,
                          sum(line.billed) AS billed
                     FROM confirmed
                     JOIN open_line line ON line.order_id = confirmed.id
                 GROUP BY confirmed.customer_id, confirmed.id
               )""",
            how=SQL("NOT MATERIALIZED" if customers is None else "MATERIALIZED"),
            whose=SQL("TRUE")
            if customers is None
            else SQL("commercial_partner_id IN %s", customers._ids),
            company=company.id,
            is_confirmed=SQL("(ordered.state = 'sale' OR ordered.id IN %s)", orders._ids)
            if orders
            else SQL("ordered.state = 'sale'"),
            rate=self._rate_sql(company, "ordered"),
            accounts=self._receivable_accounts_sql(customers),
            owed=self._owed_sql(company, "balance", "amount_currency"),
            draft_rate=self._rate_sql(company, "move"),
            lines=self._order_lines_sql(company),
        )
