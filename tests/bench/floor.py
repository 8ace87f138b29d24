# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The floor: the same facts by one plain SQL statement, put into a narrow table.

It takes every short cut that the engine takes and that one statement allows, and it knows its
data: one company, one unit of measure per product, no cash rounding, every customer a company of
its own, everybody judged.
"""

NARROW_TABLE = """
CREATE TABLE bench_floor (
    partner_id integer PRIMARY KEY,
    amount numeric, frequency numeric, recency numeric, growth numeric, overdue numeric,
    last numeric);
"""

SALE = """
sale AS (
    SELECT commercial_partner_id AS partner_id,
           sum(amount_untaxed_signed) FILTER (WHERE invoice_date >= %(from)s) AS amount,
           sum(amount_untaxed_signed)
               FILTER (WHERE invoice_date BETWEEN %(year_ago_from)s AND %(year_ago_to)s) AS before,
           count(*) FILTER (WHERE move_type != 'out_refund' AND invoice_date >= %(from)s)
               AS frequency,
           %(to)s::date - max(invoice_date) FILTER (WHERE move_type != 'out_refund') AS recency
      FROM account_move
     WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND company_id = 1 AND invoice_date <= %(to)s
  GROUP BY commercial_partner_id)
"""

# What is open now with the settlements since undone
OPEN = """
undone (line_id, amount) AS (
    SELECT line.id, 0
      FROM account_move_line line
      JOIN account_account account
        ON account.id = account_id AND account_type = 'asset_receivable'
     WHERE reconciled IS NOT TRUE AND amount_residual != 0
 UNION ALL
    SELECT debit_move_id, amount FROM account_partial_reconcile WHERE max_date > %(to)s
 UNION ALL
    SELECT credit_move_id, -amount FROM account_partial_reconcile WHERE max_date > %(to)s),
open AS (
    SELECT partner_id, date_maturity AS due, amount_residual + undone.amount AS amount
      FROM (SELECT line_id, sum(amount) AS amount FROM undone GROUP BY line_id) undone
      JOIN account_move_line line ON line.id = line_id
      JOIN account_account account
        ON account.id = account_id AND account_type = 'asset_receivable'
     WHERE parent_state = 'posted' AND line.company_id = 1 AND date <= %(to)s)
"""

OVERDUE = """
overdue AS (
    SELECT partner_id, GREATEST(sum(amount) FILTER (WHERE due < %(to)s), 0) AS overdue
      FROM open GROUP BY partner_id),
margin AS (
    SELECT commercial_partner_id AS partner_id,
           sum(-balance - (CASE WHEN move_type = 'out_refund' THEN -1 ELSE 1 END) * quantity
               * (standard_price->>'1')::numeric) AS last
      FROM account_move_line line
      JOIN account_move move ON move.id = move_id
      JOIN product_product product ON product.id = product_id
     WHERE display_type = 'product' AND state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND move.company_id = 1 AND move.invoice_date BETWEEN %(from)s AND %(to)s
  GROUP BY commercial_partner_id)
"""

LATE = """
item AS (
    SELECT partner_id, due, amount AS open, NULL::numeric AS settled, NULL::date AS settled_on
      FROM open
 UNION ALL
    SELECT partner_id, date_maturity, NULL, amount, max_date
      FROM account_partial_reconcile
      JOIN account_move_line line ON line.id = debit_move_id
      JOIN account_account account
        ON account.id = account_id AND account_type = 'asset_receivable'
     WHERE max_date BETWEEN %(from)s AND %(to)s AND parent_state = 'posted'
       AND line.company_id = 1 AND date <= %(to)s),
overdue AS (
    SELECT partner_id,
           GREATEST(sum(open) FILTER (WHERE due < %(to)s), 0) AS overdue,
           (COALESCE(sum(settled * (settled_on - due)), 0)
            + COALESCE(sum(open * (%(to)s::date - due))
                       FILTER (WHERE open > 0 AND due < %(to)s), 0))
           / NULLIF(COALESCE(sum(settled), 0)
                    + COALESCE(sum(open) FILTER (WHERE open > 0 AND due < %(to)s), 0), 0) AS last
      FROM item GROUP BY partner_id)
"""

FACTS = """
SELECT partner.id, COALESCE(amount, 0), COALESCE(frequency, 0), recency,
       CASE WHEN before > 0 THEN (COALESCE(amount, 0) / before - 1) * 100 END,
       COALESCE(overdue, 0), {last}
  FROM res_partner partner
  LEFT JOIN sale ON sale.partner_id = partner.id
  LEFT JOIN overdue ON overdue.partner_id = partner.id
  {join}
 WHERE customer_rank > 0
"""
# Name of a set of indicators: the SELECT of their facts
SELECTS = {
    "lines": f"WITH {SALE}, {OPEN}, {OVERDUE}"
    + FACTS.format(
        last="COALESCE(last, 0)", join="LEFT JOIN margin ON margin.partner_id = partner.id"
    ),
    "headers": f"WITH {SALE}, {OPEN}, {LATE}" + FACTS.format(last="last", join=""),
}

REPLACE = """
ON CONFLICT (partner_id) DO UPDATE
   SET amount = EXCLUDED.amount, frequency = EXCLUDED.frequency, recency = EXCLUDED.recency,
       growth = EXCLUDED.growth, overdue = EXCLUDED.overdue, last = EXCLUDED.last
"""
REWRITE_CHANGED = """
UPDATE res_partner
   SET keqing_grade_id = keqing_grade_id || jsonb_build_object('1', grade_id)
  FROM keqing_evaluation
 WHERE partner_id = res_partner.id AND run_id = %(run)s AND movement IN ('up', 'down')
"""


def parameters(year):
    """The days of a year and of the year before it."""
    return {
        "from": f"{year}-01-01",
        "to": f"{year}-12-31",
        "year_ago_from": f"{year - 1}-01-01",
        "year_ago_to": f"{year - 1}-12-31",
    }
