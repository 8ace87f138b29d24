# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a company on credit has beside its books: orders, draft invoices and limits, by SQL.

An order for each customer, though few have many, of three lines. Most are invoiced, some in part,
some not yet; a few have a draft invoice of what is left of their first line. One customer in
twenty has a draft invoice without an order. Two of three have a limit, one in ten a zero less than
the others. All is in the company's currency and without taxes, as in `filling.py`.
"""

import filling

LINES_PER_ORDER = 3
FILLED = (
    "res_partner",
    "sale_order",
    "sale_order_line",
    "sale_order_line_invoice_rel",
    "account_move",
    "account_move_line",
)

ORDERS = """
CREATE TEMP TABLE ordered AS
SELECT %(first_order)s + number AS id,
       %(first_customer)s + floor(%(customers)s * pg_temp.chance(number, 21) ^ 2)::int
           AS partner_id,
       date '2025-12-31' - floor(700 * pg_temp.chance(number, 22))::int AS date,
       CASE WHEN pg_temp.chance(number, 23) < 0.7 THEN 1
            WHEN pg_temp.chance(number, 23) < 0.85 THEN 0.5
            ELSE 0 END AS invoiced,
       pg_temp.chance(number, 24) < 0.1 AS is_drafted
  FROM generate_series(1, %(customers)s) number;

CREATE TEMP TABLE line AS
SELECT %(first_order_line)s + (ordered.id - %(first_order)s - 1) * %(lines)s + place AS id,
       ordered.id AS order_id,
       partner_id,
       place = 1 AND is_drafted AND invoiced < 1 AS is_drafted,
       product.*,
       quantity,
       round(price * quantity, 2) AS amount,
       floor(quantity * invoiced) AS invoiced
  FROM ordered
 CROSS JOIN generate_series(1, %(lines)s) place
 CROSS JOIN LATERAL (
       SELECT (ordered.id - %(first_order)s) * %(lines)s + place AS seed) spot
 CROSS JOIN LATERAL (
       SELECT (1 + floor(12 * pg_temp.chance(seed, 25)))::numeric AS quantity) bought
  JOIN (SELECT row_number() OVER (ORDER BY product.id) - 1 AS position,
               product.id AS product_id, uom_id, list_price AS price
          FROM product_product product
          JOIN product_template template ON template.id = product_tmpl_id
         WHERE product.id = ANY(%(products)s)) product
    ON product.position = floor(cardinality(%(products)s) * pg_temp.chance(seed, 26))::int;
ANALYZE ordered, line;

INSERT INTO sale_order (
       id, name, company_id, partner_id, partner_invoice_id, partner_shipping_id, currency_id,
       currency_rate, state, invoice_status, locked, date_order, amount_untaxed, amount_tax,
       amount_total, require_signature, require_payment, prepayment_percent,
       create_uid, write_uid, create_date, write_date)
SELECT id, 'S' || id, %(company)s, partner_id, partner_id, partner_id, %(currency)s,
       1, 'sale', CASE WHEN invoiced = 1 THEN 'invoiced' ELSE 'to invoice' END, FALSE, date,
       total, 0, total, FALSE, FALSE, 1, 1, 1, date, date
  FROM ordered
  JOIN (SELECT order_id, sum(amount) AS total FROM line GROUP BY order_id) amounts
    ON order_id = id;

INSERT INTO sale_order_line (
       id, order_id, sequence, company_id, currency_id, order_partner_id, product_id,
       product_uom_id, state, name, product_uom_qty, price_unit, technical_price_unit, discount,
       price_subtotal, price_total, price_tax, price_reduce_taxexcl, price_reduce_taxinc,
       qty_delivered_method, qty_delivered, qty_invoiced, qty_to_invoice, invoice_status,
       untaxed_amount_invoiced, untaxed_amount_to_invoice, is_downpayment, is_expense,
       customer_lead, create_uid, write_uid, create_date, write_date)
SELECT line.id, order_id, 10, %(company)s, %(currency)s, line.partner_id, product_id,
       uom_id, 'sale', 'Goods', quantity, price, price, 0,
       amount, amount, 0, price, price,
       'manual', 0, billed, quantity - billed,
       CASE WHEN billed = quantity THEN 'invoiced' ELSE 'to invoice' END,
       round(price * line.invoiced, 2), amount - round(price * line.invoiced, 2), FALSE, FALSE,
       0, 1, 1, date, date
  FROM line
  JOIN ordered ON ordered.id = order_id
 CROSS JOIN LATERAL (  -- for Odoo, what is on a draft invoice is invoiced
       SELECT CASE WHEN line.is_drafted THEN quantity ELSE line.invoiced END AS billed) known;
"""

DRAFTS = """
CREATE TEMP TABLE draft AS
SELECT %(first_move)s + row_number() OVER (ORDER BY order_line_id, partner_id) AS id, document.*
  FROM (SELECT partner_id, id AS order_line_id, product_id, uom_id, price,
               quantity - invoiced AS quantity
          FROM line WHERE is_drafted
     UNION ALL
        SELECT partner.id, NULL, product_id, uom_id, price, 5
          FROM res_partner partner
          JOIN line ON line.id = %(first_order_line)s + partner.id - %(first_customer)s + 1
         WHERE customer_rank > 0 AND pg_temp.chance(partner.id, 27) < 0.05) document;

INSERT INTO account_move (
       id, journal_id, company_id, partner_id, commercial_partner_id, partner_shipping_id,
       currency_id, invoice_currency_rate, state, move_type, auto_post, payment_state, date,
       amount_untaxed, amount_tax, amount_total, amount_residual, amount_untaxed_signed,
       amount_untaxed_in_currency_signed, amount_tax_signed, amount_total_signed,
       amount_total_in_currency_signed, amount_residual_signed, always_tax_exigible, checked,
       posted_before, made_sequence_gap, is_manually_modified, is_move_sent,
       create_uid, write_uid, create_date, write_date)
SELECT id, %(sale_journal)s, %(company)s, partner_id, partner_id, partner_id,
       %(currency)s, 1, 'draft', 'out_invoice', 'no', 'not_paid', '2025-12-31',
       amount, 0, amount, amount, amount, amount, 0, amount, amount, amount, TRUE, FALSE,
       FALSE, FALSE, FALSE, FALSE, 1, 1, '2025-12-31', '2025-12-31'
  FROM draft CROSS JOIN LATERAL (SELECT round(price * quantity, 2) AS amount) total;

INSERT INTO account_move_line (
       id, move_id, journal_id, company_id, company_currency_id, currency_id, sequence, account_id,
       partner_id, product_id, product_uom_id, parent_state, name, display_type, date,
       date_maturity, debit, credit, balance, amount_currency, amount_residual,
       amount_residual_currency, reconciled, quantity, price_unit, price_subtotal, price_total,
       discount, is_storno, is_imported, create_uid, write_uid, create_date, write_date)
SELECT %(first_line)s + 2 * (draft.id - %(first_move)s) + (sign + 1) / 2, draft.id,
       %(sale_journal)s, %(company)s, %(currency)s, %(currency)s, 10,
       CASE sign WHEN 1 THEN %(receivable_account)s ELSE %(income_account)s END,
       partner_id, CASE sign WHEN -1 THEN product_id END, CASE sign WHEN -1 THEN uom_id END,
       'draft', 'Goods', CASE sign WHEN 1 THEN 'payment_term' ELSE 'product' END, '2025-12-31',
       CASE sign WHEN 1 THEN date '2026-01-30' END, GREATEST(sign * amount, 0),
       GREATEST(-sign * amount, 0), sign * amount, sign * amount,
       CASE sign WHEN 1 THEN amount ELSE 0 END, CASE sign WHEN 1 THEN amount ELSE 0 END, FALSE,
       CASE sign WHEN -1 THEN quantity ELSE 0 END, CASE sign WHEN -1 THEN price ELSE 0 END,
       CASE sign WHEN -1 THEN amount ELSE 0 END, CASE sign WHEN -1 THEN amount ELSE 0 END,
       0, FALSE, FALSE, 1, 1, '2025-12-31', '2025-12-31'
  FROM draft
 CROSS JOIN LATERAL (SELECT round(price * quantity, 2) AS amount) total
 CROSS JOIN (VALUES (1), (-1)) side (sign);

INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
SELECT %(first_line)s + 2 * (id - %(first_move)s), order_line_id
  FROM draft WHERE order_line_id IS NOT NULL;
"""

LIMITS = """
UPDATE res_partner
   SET credit_limit = jsonb_build_object(
           %(company)s::text, ceil(20 * pg_temp.chance(id, 29)) * CASE
               WHEN pg_temp.chance(id, 30) < 0.1 THEN 1000 ELSE 10000 END)
 WHERE customer_rank > 0 AND pg_temp.chance(id, 28) < 0.66;
"""

# By customer: open receivables, orders not yet invoiced, draft invoices without an order; the
# documents as `fill` and `trade` write them, without what only other companies' have
EXPOSURES = """
SELECT partner_id, round(sum(amount), 2) AS exposure
  FROM (SELECT partner_id, amount_residual AS amount
          FROM account_move_line line
          JOIN account_account account ON account.id = account_id
         WHERE account_type = 'asset_receivable' AND parent_state = 'posted'
           AND reconciled IS NOT TRUE
     UNION ALL
        SELECT partner_invoice_id, price_unit * (product_uom_qty - qty_invoiced)
          FROM sale_order_line line
          JOIN sale_order ordered ON ordered.id = order_id
         WHERE ordered.state = 'sale' AND product_uom_qty > qty_invoiced
     UNION ALL  -- of orders or not: what is on a draft is no longer among the orders above
        SELECT partner_id, amount_total_signed
          FROM account_move WHERE state = 'draft' AND move_type = 'out_invoice') document
 GROUP BY partner_id
"""


def trade(env):
    """Give the customers of :func:`filling.fill` orders, draft invoices and limits.

    :return: dict of how many were written
    """
    cr = env.cr
    company = env.company
    company.account_use_credit_limit = True
    company.keqing_credit_constraint = "approve"
    journal = env["account.journal"].search([("type", "=", "sale")], limit=1)
    products = env["product.product"].search([("name", "=like", "Product %")], order="id")
    env.flush_all()
    cr.execute(
        """SELECT (SELECT min(id) FROM res_partner WHERE customer_rank > 0) AS first_customer,
                  (SELECT count(*) FROM res_partner WHERE customer_rank > 0) AS customers,
                  (SELECT COALESCE(max(id), 0) FROM sale_order) AS first_order,
                  (SELECT COALESCE(max(id), 0) FROM sale_order_line) AS first_order_line,
                  (SELECT max(id) FROM account_move) AS first_move,
                  (SELECT max(id) FROM account_move_line) AS first_line"""
    )
    [facts] = cr.dictfetchall()
    facts |= {
        "lines": LINES_PER_ORDER,
        "products": products.ids,
        "company": company.id,
        "currency": company.currency_id.id,
        "sale_journal": journal.id,
        "income_account": journal.default_account_id.id,
        "receivable_account": company.partner_id.property_account_receivable_id.id,
    }
    cr.execute("SET LOCAL session_replication_role = replica; SET LOCAL work_mem = '128MB'")
    for statement in (filling.CHANCE, ORDERS, DRAFTS, LIMITS):
        cr.execute(statement, facts)
    for table in ("sale_order", "sale_order_line", "account_move", "account_move_line"):
        cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    cr.execute(
        """SELECT (SELECT count(*) FROM sale_order) AS orders,
                  (SELECT count(*) FROM draft) AS drafts,
                  (SELECT count(*) FROM res_partner WHERE credit_limit IS NOT NULL) AS limits"""
    )
    [counts] = cr.dictfetchall()
    cr.commit()
    env.invalidate_all()
    filling.settle(cr, FILLED)
    return counts


def exposures_by_customer(env):
    """What each customer owes or will owe by the plain statement: ``{customer's id: amount}``"""
    env.cr.execute(EXPOSURES)
    return dict(env.cr.fetchall())
