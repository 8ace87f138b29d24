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

        :return: list of their ids
        """
        customers = invoices.commercial_partner_id
        if not customers:
            return []
        self._flush_documents()
        company = company.sudo()
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT document_id FROM (%s) part WHERE amount > 0 AND document_id IN %s",
                self._common_sql(company, customers),
                self._drafts_sql(company.currency_id.rounding),
                invoices._ids,
            )
        )
        return [move_id for (move_id,) in rows]

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
                                      CASE WHEN is_downpayment THEN GREATEST(amount, 0)
                                           ELSE GREATEST(LEAST(
                                               amount,
                                               price * LEAST(quantity, open - taken)), 0)
                                      END AS amount
                                 FROM (SELECT DISTINCT ON (drafted_line.line_id)
                                              drafted_line.*,
                                              open_line.order_id,
                                              open_line.is_downpayment,
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
    def _credited_sql(self):
        """The quantity of ``line`` on posted credit notes, in its own unit."""
        return SQL(
            """SELECT COALESCE(sum(
                          billed.quantity
                          * CASE WHEN billed.product_uom_id = line.product_uom_id THEN 1
                                 ELSE (SELECT factor FROM uom_uom WHERE id = billed.product_uom_id)
                                    / (SELECT factor FROM uom_uom WHERE id = line.product_uom_id)
                            END), 0)
                 FROM sale_order_line_invoice_rel invoiced
                 JOIN account_move_line billed ON billed.id = invoiced.invoice_line_id
                 JOIN account_move credited ON credited.id = billed.move_id
                WHERE invoiced.order_line_id = line.id
                  AND billed.parent_state = 'posted'
                  AND credited.move_type = 'out_refund'"""
        )

    @api.model
    def _rate_sql(self, company):
        """What one of a company's currency is worth today in that of ``ordered``.

        As Odoo finds it; the rate that the order shows is that of a day that people write.
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
            f"""CASE WHEN ordered.currency_id = %(currency)s THEN 1
                     ELSE {rate} ordered.currency_id) / {rate} %(currency)s) END""",
            currency=company.currency_id.id,
            root=company.root_id.id,
            today=company._get_keqing_today(),
        )
