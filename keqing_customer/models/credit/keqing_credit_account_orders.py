# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class KeqingCreditAccount(models.Model):
    """What orders count, and what they excuse of the invoices that are drafted for them."""

    _inherit = "keqing.credit.account"

    @api.model
    def _get_beyond_orders(self, company, invoices):
        """Which of these drafts count beyond what orders of the same customers excuse.

        And which are strays: they would take from a customer what it owes, as they invoice an order
        of another customer or company, or put another customer's name to what is receivable.

        :return: two lists of their ids
        """
        customers = invoices.partner_id.commercial_partner_id
        if not customers:
            return [], []
        self._flush_documents()
        company = company.sudo()
        rows = self.env.execute_query(
            SQL(
                """WITH %(common)s
                   SELECT document_id, FALSE FROM (%(drafts)s) part
                    WHERE amount > 0 AND document_id IN %(invoices)s
                UNION ALL
                   SELECT move.id, TRUE
                     FROM account_move move
                     JOIN res_partner debtor ON debtor.id = move.partner_id
                     JOIN account_move_line line ON line.move_id = move.id
                     JOIN res_partner named ON named.id = line.partner_id
                LEFT JOIN sale_order_line_invoice_rel invoice ON invoice.invoice_line_id = line.id
                LEFT JOIN sale_order_line order_line ON order_line.id = invoice.order_line_id
                LEFT JOIN sale_order ordered
                       ON ordered.id = order_line.order_id AND ordered.state = 'sale'
                LEFT JOIN res_partner payer ON payer.id = ordered.partner_invoice_id
                    WHERE move.id IN %(invoices)s
                      AND (payer.commercial_partner_id != debtor.commercial_partner_id
                           OR ordered.company_id != move.company_id
                           OR named.commercial_partner_id != debtor.commercial_partner_id)""",
                common=self._common_sql(company, customers),
                drafts=self._drafts_sql(company.currency_id.rounding),
                invoices=invoices._ids,
            )
        )
        return (
            [move_id for move_id, is_stray in rows if not is_stray],
            [move_id for move_id, is_stray in rows if is_stray],
        )

    @api.model
    def _orders_sql(self):
        """Confirmed orders as far as they are not on posted invoices, one row each.

        With tax, at today's rate. What is ordered counts until it is invoiced, delivered or
        not, whatever the product's invoicing policy: the goods are promised. What was delivered
        beyond counts if it will be invoiced; what was taken back and credited counts no more. A
        down payment that was invoiced counts there and no longer here. An order never counts less
        than nothing.

        :return: SELECT with ``partner_id``, ``document_id`` and ``amount``, after a WITH of
            :meth:`_common_sql`
        """
        return SQL("SELECT customer_id AS partner_id, id AS document_id, amount FROM open_order")

    @api.model
    def _drafts_sql(self, cent):
        """Draft invoices without what they take from confirmed orders, one row each.

        A draft credit note lowers nothing: it may never be posted.

        :return: SELECT with ``partner_id``, ``document_id`` and ``amount``, after a WITH of
            :meth:`_common_sql`
        """
        return SQL(
            """SELECT draft.customer_id AS partner_id,
                      draft.id AS document_id,
                      CASE WHEN draft.amount - COALESCE(excused.amount, 0)
                                > draft.lines * %(cent)s
                           THEN draft.amount - COALESCE(excused.amount, 0) ELSE 0 END AS amount
                 FROM draft
            LEFT JOIN (%(excused)s) excused ON excused.move_id = draft.id
                WHERE draft.move_type != 'out_refund'""",
            cent=cent,
            excused=self._excused_sql(),
        )

    @api.model
    def _excused_sql(self):
        """What orders excuse of draft invoices: their own lines, at most as much as is open there.

        A line is excused up to the quantity that its order line leaves open and up to the price
        that was ordered; all lines of an order together, in the order in which they were made, up
        to what the order counts. A down payment is part of its order.

        :return: SELECT with ``move_id`` and ``amount``
        """
        return SQL(
            """SELECT move_id, sum(GREATEST(LEAST(amount, ordered - (running - amount)), 0))
                          AS amount
                 FROM (SELECT each_line.*,
                              open_order.amount AS ordered,
                              sum(each_line.amount) OVER (
                                  PARTITION BY order_id ORDER BY line_id) AS running
                         FROM (SELECT move_id,
                                      line_id,
                                      order_id,
                                      CASE WHEN is_advance THEN GREATEST(amount, 0)
                                           ELSE GREATEST(LEAST(
                                               amount,
                                               price * LEAST(quantity, open - taken)), 0)
                                      END AS amount
                                 FROM (SELECT DISTINCT ON (drafted_line.line_id)
                                              drafted_line.*,
                                              open_line.order_id,
                                              open_line.is_advance,
                                              open_line.price,
                                              open_line.open,
                                              sum(drafted_line.quantity) OVER (
                                                  PARTITION BY drafted_line.order_line_id
                                                  ORDER BY drafted_line.line_id)
                                                  - drafted_line.quantity AS taken
                                         FROM drafted_line
                                         JOIN open_line ON open_line.id = order_line_id
                                         JOIN draft ON draft.id = drafted_line.move_id
                                        WHERE draft.move_type = 'out_invoice') of_order
                              ) each_line
                         JOIN open_order ON open_order.id = each_line.order_id
                      ) capped
             GROUP BY move_id"""
        )

    @api.model
    def _order_lines_sql(self, company):
        """Lines of confirmed orders and what posted invoices hold of each, one row each.

        Odoo's own quantities count drafts, which may never be posted or be for somebody else. What
        is ``due`` Odoo would invoice again after a credit note. A line that was never ordered, or
        in a quantity whose total was rounded away, has the price that it shows, with such taxes as
        are added in percent; a down payment is a line without a quantity.
        """
        return SQL(
            """SELECT line.id,
                      line.order_id,
                      line.is_downpayment AND line.product_uom_qty = 0 AS is_advance,
                      line.product_uom_qty AS quantity,
                      COALESCE(line.qty_delivered, 0) AS delivered,
                      CASE WHEN (SELECT template.invoice_policy
                                   FROM product_product product
                                   JOIN product_template template
                                     ON template.id = product.product_tmpl_id
                                  WHERE product.id = line.product_id) = 'order'
                           THEN line.product_uom_qty ELSE COALESCE(line.qty_delivered, 0)
                      END AS due,
                      line.price_total / abs(NULLIF(line.product_uom_qty, 0)) / confirmed.rate
                          AS price,
                      COALESCE(line.price_unit, 0) * (1 - COALESCE(line.discount, 0) / 100)
                          / confirmed.rate
                          * CASE WHEN line.qty_delivered > line.product_uom_qty
                                 THEN (SELECT 1 + COALESCE(sum(tax.amount), 0) / 100
                                         FROM account_tax_sale_order_line_rel taxed
                                         JOIN account_tax tax ON tax.id = taxed.account_tax_id
                                        WHERE taxed.sale_order_line_id = line.id
                                          AND tax.amount_type = 'percent'
                                          AND COALESCE(tax.price_include_override, %(included)s)
                                              != 'tax_included')
                                 ELSE 1
                            END AS list_price,
                      COALESCE(sum(%(quantity)s) FILTER (
                          WHERE move.move_type = 'out_invoice'), 0) AS invoiced,
                      COALESCE(sum(%(quantity)s) FILTER (
                          WHERE move.move_type = 'out_refund'), 0) AS credited,
                      COALESCE(sum(-posted.balance * posted.price_total
                                   / NULLIF(posted.price_subtotal, 0)) FILTER (
                          WHERE move.id IS NOT NULL), 0) AS billed
                 FROM confirmed
                 JOIN sale_order_line line ON line.order_id = confirmed.id
            LEFT JOIN sale_order_line_invoice_rel invoice ON invoice.order_line_id = line.id
            LEFT JOIN account_move_line posted ON posted.id = invoice.invoice_line_id
            LEFT JOIN account_move move
                   ON move.id = posted.move_id
                  AND (move.state = 'posted' OR move.payment_state = 'invoicing_legacy')
                  AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                WHERE line.display_type IS NULL
             GROUP BY line.id, confirmed.rate""",
            included=company.account_price_include,
            quantity=SQL(
                """posted.quantity
                   * CASE WHEN posted.product_uom_id = line.product_uom_id THEN 1
                          ELSE COALESCE(
                              (SELECT factor FROM uom_uom WHERE id = posted.product_uom_id)
                              / (SELECT factor FROM uom_uom WHERE id = line.product_uom_id), 1)
                     END"""
            ),
        )

    @api.model
    def _get_owed_by_orders(self, orders):
        """What orders owe, or would once they are confirmed.

        :param orders: of one company
        :return: ``{order's id: (open, billed)}``, in company currency: what is not on posted
            invoices yet, and what is; those without lines are absent
        """
        company = orders.company_id.sudo()
        customers = orders.partner_invoice_id.commercial_partner_id
        if not customers:
            return {}
        self._flush_documents()
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT id, amount, billed FROM open_order WHERE id IN %s",
                self._common_sql(company, customers, orders),
                orders._ids,
            )
        )
        return {order_id: (amount, billed) for order_id, amount, billed in rows}

    @api.model
    def _owed_sql(self, company, amount, amount_currency, source="line"):
        """An amount of a journal item ``line``, or of what it is joined with, in company currency.

        What is owed in a foreign currency at today's rate: that of the document people may write.
        """
        return SQL(
            """CASE WHEN line.currency_id IS NULL OR line.currency_id = %(currency)s
                    THEN %(amount)s ELSE %(amount_currency)s / %(rate)s END""",
            currency=company.currency_id.id,
            amount=SQL.identifier(source, amount),
            amount_currency=SQL.identifier(source, amount_currency),
            rate=self._rate_sql(company, "line"),
        )

    @api.model
    def _rate_sql(self, company, document):
        """What one of a company's currency is worth today in that of a document.

        As Odoo finds it; the rate that the document shows is that of a day that people write.

        :param document: what the query calls it
        """
        rate = """(SELECT COALESCE(
                       (SELECT rate FROM res_currency_rate WHERE currency_id = currency.id
                           AND name <= %(today)s
                           AND (company_id IS NULL OR company_id = %(root)s)
                      ORDER BY company_id, name DESC LIMIT 1),
                       (SELECT rate FROM res_currency_rate WHERE currency_id = currency.id
                           AND (company_id IS NULL OR company_id = %(root)s)
                      ORDER BY company_id, name LIMIT 1), 1)
                     FROM res_currency currency WHERE currency.id = """
        return SQL(
            f"""CASE WHEN %(theirs)s = %(currency)s THEN 1
                     ELSE {rate} %(theirs)s) / {rate} %(currency)s) END""",
            theirs=SQL.identifier(document, "currency_id"),
            currency=company.currency_id.id,
            root=company.root_id.id,
            today=company._get_keqing_today(),
        )
