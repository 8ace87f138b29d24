# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A large company's books, written by set-based SQL: the same rows every time.

Three years of invoices, each year the pattern of the one before, but for a few customers,
who buy far more or far less in the last year: about 2 % of all change grade.
All is written in the company's currency and without taxes.
"""

from contextlib import contextmanager

YEARS = (2023, 2024, 2025)
LINES_PER_INVOICE = 4
LINES_PER_CUSTOMER = 10
PRODUCTS = 200
CATEGORIES = 20
SALESPEOPLE = 20
TERRITORIES = 30
CUSTOMER_TYPES = ("Distributor", "Outlet", "Group buyer", "Online shop")

# Numbers that look random and never change, from 0 up to 1
CHANCE = """
CREATE FUNCTION pg_temp.chance(number bigint, purpose bigint) RETURNS double precision
    IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN (hashint8extended(number, purpose) & 2147483647) / 2147483648.0;
"""

CUSTOMERS = """
INSERT INTO res_partner (
       id, name, complete_name, commercial_partner_id, user_id, active, is_company, type, lang,
       customer_rank, supplier_rank, partner_share, autopost_bills, email, email_normalized,
       create_uid, write_uid, create_date, write_date)
SELECT id, name, name, id, user_id, TRUE, TRUE, 'contact', 'en_US',
       1, 0, TRUE, 'ask', email, email,
       1, 1, '2022-01-01', '2022-01-01'
  FROM (SELECT %(first_customer)s + number AS id,
               'Customer ' || number AS name,
               'customer' || number || '@example.com' AS email,
               (%(salespeople)s::int[])[1 + number %% %(salesperson_count)s] AS user_id
          FROM generate_series(0, %(customers)s - 1) number) customer;
"""

# A few customers have many invoices, many have few or none. A document is due after 30 days and
# paid up to ten days early or, rarely, half a year late; one in ten in two parts.
DOCUMENTS = """
CREATE TEMP TABLE document AS
SELECT row_number() OVER (ORDER BY year, number) AS number,
       year,
       %(first_customer)s + floor(%(customers)s * pg_temp.chance(number, 1) ^ 2)::int AS partner_id,
       pg_temp.chance(number, 2) < 0.04 AS is_refund,
       make_date(year, 12, 31) - floor(365 * pg_temp.chance(number, 3))::int AS date,
       floor(200 * pg_temp.chance(number, 4) ^ 3)::int - 10 AS days_late,
       CASE WHEN pg_temp.chance(number, 5) < 0.1 THEN 2 ELSE 1 END AS parts,
       number AS pattern
  FROM unnest(%(years)s::int[]) year,
       generate_series(1, %(documents_per_year)s) number;

CREATE TEMP TABLE item AS
SELECT (document.number - 1) * %(lines_per_invoice)s + place AS number,
       document.number AS document_number,
       place,
       product.id AS product_id,
       product.uom_id,
       product.price,
       quantity,
       round(product.price * quantity, 2) AS amount
  FROM document
 CROSS JOIN generate_series(1, %(lines_per_invoice)s) place
 CROSS JOIN LATERAL (
       SELECT pattern * %(lines_per_invoice)s + place AS seed) spot
 CROSS JOIN LATERAL (
       SELECT ceil((1 + floor(12 * pg_temp.chance(seed, 6)))
                   * CASE WHEN year = %(last_year)s AND partner_id %% 100 < 6
                          THEN CASE WHEN partner_id %% 2 = 0 THEN 30 ELSE 0.05 END
                          ELSE 1 END)::numeric AS quantity) bought
  JOIN product ON product.position = floor(%(products)s * pg_temp.chance(seed, 7))::int;

ALTER TABLE document ADD amount numeric;
UPDATE document SET amount = total
  FROM (SELECT document_number, sum(amount) AS total FROM item GROUP BY document_number) items
 WHERE document_number = number;

CREATE TEMP TABLE payment AS
SELECT row_number() OVER (ORDER BY document.number, part) AS number,
       document.number AS document_number,
       CASE WHEN parts = 1 THEN amount
            WHEN part = 1 THEN round(amount * 0.6, 2)
            ELSE amount - round(amount * 0.6, 2) END AS amount,
       date + 30 + days_late + 15 * (part - 1) AS date
  FROM document, generate_series(1, parts) part
 WHERE date + 30 + days_late + 15 * (part - 1) < %(today)s::date;

ALTER TABLE document ADD residual numeric;
UPDATE document SET residual = amount;
UPDATE document SET residual = document.amount - paid
  FROM (SELECT document_number, sum(amount) AS paid FROM payment GROUP BY document_number) payments
 WHERE document_number = number;
ANALYZE document, item, payment;
"""

MOVES = """
INSERT INTO account_move (
       id, name, sequence_prefix, sequence_number, journal_id, company_id,
       partner_id, commercial_partner_id, partner_shipping_id, invoice_partner_display_name,
       invoice_user_id, currency_id, invoice_currency_rate, state, move_type, auto_post,
       payment_state, date, invoice_date, invoice_date_due,
       amount_untaxed, amount_tax, amount_total, amount_residual,
       amount_untaxed_signed, amount_untaxed_in_currency_signed, amount_tax_signed,
       amount_total_signed, amount_total_in_currency_signed, amount_residual_signed,
       always_tax_exigible, checked, posted_before, made_sequence_gap, is_manually_modified,
       is_move_sent, create_uid, write_uid, create_date, write_date)
SELECT %(first_move)s + document.number,
       prefix || lpad(document.number::text, 7, '0'), prefix, document.number,
       %(sale_journal)s, %(company)s,
       partner_id, partner_id, partner_id, partner.name,
       partner.user_id, %(currency)s, 1, 'posted',
       CASE WHEN is_refund THEN 'out_refund' ELSE 'out_invoice' END, 'no',
       CASE WHEN residual = 0 THEN 'paid' WHEN residual < amount THEN 'partial' ELSE 'not_paid' END,
       document.date, document.date, document.date + 30,
       amount, 0, amount, residual,
       sign * amount, sign * amount, 0, sign * amount, sign * amount, sign * residual,
       TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, 1, 1, document.date, document.date
  FROM document
  JOIN res_partner partner ON partner.id = partner_id
 CROSS JOIN LATERAL (
       SELECT CASE WHEN is_refund THEN -1 ELSE 1 END AS sign,
              CASE WHEN is_refund THEN 'RINV/' ELSE 'INV/' END || year || '/' AS prefix) kind;

INSERT INTO account_move (
       id, name, sequence_prefix, sequence_number, journal_id, company_id,
       partner_id, commercial_partner_id, currency_id, state, move_type, auto_post, payment_state,
       date, amount_untaxed, amount_tax, amount_total, amount_residual,
       amount_untaxed_signed, amount_untaxed_in_currency_signed, amount_tax_signed,
       amount_total_signed, amount_total_in_currency_signed, amount_residual_signed,
       always_tax_exigible, checked, posted_before, made_sequence_gap, is_manually_modified,
       is_move_sent, create_uid, write_uid, create_date, write_date)
SELECT %(first_payment_move)s + payment.number,
       'BNK1/' || lpad(payment.number::text, 7, '0'), 'BNK1/', payment.number,
       %(bank_journal)s, %(company)s,
       partner_id, partner_id, %(currency)s, 'posted', 'entry', 'no', 'not_paid',
       payment.date, 0, 0, payment.amount, 0, 0, 0, 0, payment.amount, payment.amount, 0,
       TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, 1, 1, payment.date, payment.date
  FROM payment
  JOIN document ON document.number = document_number;
"""

# In this order: items, receivables of documents, receivables of payments, bank.
LINES = """
INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
SELECT number, 1, 1, date, date FROM document WHERE residual = 0;

INSERT INTO account_move_line (
       id, move_id, journal_id, company_id, company_currency_id, currency_id, sequence, account_id,
       partner_id, product_id, product_uom_id, move_name, parent_state, name, display_type,
       date, invoice_date, date_maturity, debit, credit, balance, amount_currency,
       amount_residual, amount_residual_currency, reconciled, full_reconcile_id, matching_number,
       quantity, price_unit, price_subtotal, price_total, discount, is_storno, is_imported,
       create_uid, write_uid, create_date, write_date)
SELECT %(first_line)s + booking.number, move.id, move.journal_id, move.company_id, %(currency)s,
       %(currency)s, 10, account_id,
       move.partner_id, product_id, uom_id, move.name, 'posted', label, display_type,
       move.date, move.invoice_date, booking.due,
       GREATEST(balance, 0), GREATEST(-balance, 0), balance, balance,
       residual, residual, matched AND residual = 0, full_reconcile_id,
       CASE WHEN full_reconcile_id IS NOT NULL THEN full_reconcile_id::text
            WHEN matched AND residual != balance THEN 'P' || move.id END,
       quantity, price, subtotal, subtotal, 0, FALSE, FALSE, 1, 1, move.date, move.date
  FROM (
       SELECT item.number, %(first_move)s + document_number AS move_id,
              %(income_account)s AS account_id, product_id, uom_id, 'Goods' AS label,
              'product' AS display_type, NULL::date AS due,
              CASE WHEN is_refund THEN item.amount ELSE -item.amount END AS balance,
              0 AS residual, FALSE AS matched, NULL::int AS full_reconcile_id,
              quantity, price, item.amount AS subtotal
         FROM item
         JOIN document ON document.number = document_number
    UNION ALL
       SELECT %(items)s + number, %(first_move)s + number,
              %(receivable_account)s, NULL, NULL, NULL, 'payment_term', date + 30,
              CASE WHEN is_refund THEN -amount ELSE amount END,
              CASE WHEN is_refund THEN -residual ELSE residual END, TRUE,
              CASE WHEN residual = 0 THEN number END,
              0, 0, 0
         FROM document
    UNION ALL
       SELECT %(items)s + %(documents)s + payment.number, %(first_payment_move)s + payment.number,
              %(receivable_account)s, NULL, NULL, 'Payment', 'product', payment.date,
              CASE WHEN is_refund THEN payment.amount ELSE -payment.amount END, 0, TRUE,
              CASE WHEN residual = 0 THEN document_number END,
              1, 0, 0
         FROM payment
         JOIN document ON document.number = document_number
    UNION ALL
       SELECT %(items)s + %(documents)s + %(payments)s + payment.number,
              %(first_payment_move)s + payment.number,
              %(bank_account)s, NULL, NULL, 'Payment', 'product', NULL,
              CASE WHEN is_refund THEN -payment.amount ELSE payment.amount END, 0, FALSE, NULL,
              1, 0, 0
         FROM payment
         JOIN document ON document.number = document_number
       ) booking
  JOIN account_move move ON move.id = move_id;

INSERT INTO account_partial_reconcile (
       debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id, credit_currency_id,
       company_id, max_date, amount, debit_amount_currency, credit_amount_currency,
       create_uid, write_uid, create_date, write_date)
SELECT CASE WHEN is_refund THEN payment_line ELSE document_line END,
       CASE WHEN is_refund THEN document_line ELSE payment_line END,
       CASE WHEN residual = 0 THEN document_number END, %(currency)s, %(currency)s,
       %(company)s, payment.date, payment.amount, payment.amount, payment.amount,
       1, 1, payment.date, payment.date
  FROM payment
  JOIN document ON document.number = document_number
 CROSS JOIN LATERAL (
       SELECT %(first_line)s + %(items)s + document.number AS document_line,
              %(first_line)s + %(items)s + %(documents)s + payment.number AS payment_line) pair;
"""

FILLED = (
    "res_partner",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_full_reconcile",
)


def fill(env, customers):
    """Give a database of Odoo's own modules ``customers`` customers and their invoices.

    Foreign keys are not checked while the rows are written, which takes a database superuser.
    """
    cr = env.cr
    company = env.company
    facts = _prepare_records(env) | {
        "customers": customers,
        "documents_per_year": -(
            -customers * LINES_PER_CUSTOMER // (LINES_PER_INVOICE * len(YEARS))
        ),
        "lines_per_invoice": LINES_PER_INVOICE,
        "years": list(YEARS),
        "last_year": YEARS[-1],
        "today": f"{YEARS[-1] + 1}-04-01",
        "products": PRODUCTS,
        "company": company.id,
        "currency": company.currency_id.id,
    }
    env.flush_all()
    cr.execute("SET LOCAL session_replication_role = replica; SET LOCAL work_mem = '128MB'")
    with _without_indexes(cr, FILLED):
        cr.execute(CHANCE)
        cr.execute("SELECT max(id) FROM res_partner")
        facts["first_customer"] = cr.fetchone()[0] // 100 * 100 + 100
        cr.execute(CUSTOMERS, facts)
        cr.execute(DOCUMENTS, facts)
        cr.execute(
            """SELECT (SELECT count(*) FROM item) AS items,
                      (SELECT count(*) FROM document) AS documents,
                      (SELECT count(*) FROM payment) AS payments,
                      (SELECT COALESCE(max(id), 0) FROM account_move) AS first_move,
                      (SELECT COALESCE(max(id), 0) FROM account_move_line) AS first_line"""
        )
        [counts] = cr.dictfetchall()
        facts |= counts
        facts["first_payment_move"] = facts["first_move"] + facts["documents"]
        cr.execute(MOVES, facts)
        cr.execute(LINES, facts)
        for table in FILLED:
            cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    cr.commit()
    env.invalidate_all()
    settle(cr)


def settle(cr, tables=FILLED):
    """Leave tables as a running database has them: vacuumed and with fresh statistics."""
    cr.commit()
    cr._cnx.autocommit = True
    for table in tables:
        cr.execute(f"VACUUM (ANALYZE) {table}")
    cr._cnx.autocommit = False


def _prepare_records(env):
    """Products and salespeople, by the ORM.

    :return: dict of what the SQL needs to know of them and of the company's books
    """
    categories = env["product.category"].create(
        [{"name": f"Category {number}"} for number in range(CATEGORIES)]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Product {number}",
                "categ_id": categories[number % CATEGORIES].id,
                "list_price": 20 + number * 3.5,
                "standard_price": 12 + number * 2.25,
            }
            for number in range(PRODUCTS)
        ]
    )
    salespeople = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Salesperson {number}",
                    "login": f"salesperson{number}",
                    "group_ids": [(4, env.ref("sales_team.group_sale_salesman_all_leads").id)],
                }
                for number in range(SALESPEOPLE)
            ]
        )
    )
    env.flush_all()
    env.cr.execute(
        """CREATE TEMP TABLE product AS
           SELECT row_number() OVER (ORDER BY product.id) - 1 AS position, product.id,
                  template.uom_id, template.list_price AS price
             FROM product_product product
             JOIN product_template template ON template.id = product_tmpl_id
            WHERE product.id IN %s""",
        [tuple(products.ids)],
    )
    journals = {
        kind: env["account.journal"].search([("type", "=", kind)], limit=1)
        for kind in ("sale", "bank")
    }
    return {
        "salespeople": salespeople.ids,
        "salesperson_count": len(salespeople),
        "sale_journal": journals["sale"].id,
        "bank_journal": journals["bank"].id,
        "income_account": journals["sale"].default_account_id.id,
        "bank_account": journals["bank"].default_account_id.id,
        "receivable_account": env.company.partner_id.property_account_receivable_id.id,
    }


@contextmanager
def _without_indexes(cr, tables):
    """Build the indexes of these tables once at the end instead of row by row."""
    cr.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
             FROM pg_index
            WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
              AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)""",
        [list(tables)],
    )
    indexes = cr.fetchall()
    for name, __ in indexes:
        cr.execute(f"DROP INDEX {name}")
    yield
    for __, definition in indexes:
        cr.execute(definition)


def dress(env):
    """Give the customers what the suite adds: a type and a territory each."""
    types = env["keqing.customer.type"].create([{"name": name} for name in CUSTOMER_TYPES])
    root = env["keqing.territory"].create({"name": "Country"})
    territories = env["keqing.territory"].create(
        [{"name": f"Territory {number}", "parent_id": root.id} for number in range(TERRITORIES)]
    )
    env.flush_all()
    env.cr.execute(
        """UPDATE res_partner
              SET keqing_customer_type_id = (%(types)s::int[])[1 + id %% %(type_count)s],
                  keqing_territory_id = (%(territories)s::int[])[1 + id %% %(territory_count)s]
            WHERE customer_rank > 0""",
        {
            "types": types.ids,
            "type_count": len(types),
            "territories": territories.ids,
            "territory_count": len(territories),
        },
    )
    env.invalidate_all()
    settle(env.cr)


def check(env, customers):
    """Compare what was written with Odoo's own aggregates.

    :return: dict of what both agree on: customers, invoices, product lines, payments
    :raise AssertionError: if the ORM sees other figures than plain SQL
    """
    cr = env.cr
    cr.execute(
        """SELECT count(*), sum(amount_untaxed_signed), sum(amount_residual_signed)
             FROM account_move
            WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"""
    )
    [(invoices, untaxed, open_amount)] = cr.fetchall()
    Move, Line = env["account.move"], env["account.move.line"]
    posted = [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))]
    sums = ["__count", "amount_untaxed_signed:sum", "amount_residual_signed:sum"]
    [seen] = Move._read_group(posted, [], sums)
    _same("invoices", seen, (invoices, float(untaxed), float(open_amount)))

    cr.execute("SELECT count(*), sum(balance) FROM account_move_line WHERE product_id IS NOT NULL")
    [(lines, balance)] = cr.fetchall()
    of_products = [("move_id.move_type", "!=", "entry"), ("display_type", "=", "product")]
    [seen] = Line._read_group(of_products, [], ["__count", "balance:sum"])
    _same("product lines", seen, (lines, float(balance)))
    _same("lines and headers", (-seen[1],), (float(untaxed),))

    receivable = [("account_id.account_type", "=", "asset_receivable")]
    [seen] = Line._read_group(receivable, [], ["balance:sum", "amount_residual:sum"])
    _same("receivables", seen, (float(open_amount), float(open_amount)))
    [(balance,)] = Line._read_group([], [], ["balance:sum"])
    _same("books", (balance,), (0.0,))

    [(paid,)] = env["account.partial.reconcile"]._read_group([], [], ["__count"])
    cr.execute("SELECT count(*) FROM account_move WHERE move_type = 'entry'")
    _same("payments", (paid,), cr.fetchone())
    found = env["res.partner"].search_count([("customer_rank", ">", 0)])
    _same("customers", (found,), (customers,))
    return {"customers": found, "invoices": invoices, "lines": lines, "payments": paid}


def _same(what, seen, written):
    assert len(seen) == len(written) and all(
        abs(one - other) < 0.005 for one, other in zip(seen, written, strict=True)
    ), f"{what}: the ORM sees {seen}, written were {written}"
