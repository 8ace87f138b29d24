# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What `bench_rebate.py` runs by the environment's own Python, with Odoo on its path.

measuring_rebate.py rebate DATABASE FILE CUSTOMERS   writes its figures to FILE, as JSON
measuring_rebate.py agree DATABASE FILE CUSTOMERS    likewise, of OCA's agreements
measuring_rebate.py book DATABASE FILE CUSTOMERS     likewise, of Odoo's documents alone
"""

import statistics
import sys
from datetime import date

import filling
from measuring import RUNS, STEPS, Stopwatch, main

SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
TIERS = ((1000, 1), (5000, 2), (20000, 3))  # from, percent of everything
CATEGORIES = ((0, 1), (1, 2), (2, 3))  # which of the books, percent
DOCUMENTS = 100  # of which credit notes and invoices are timed

# By plain SQL that knows what it will find: one company, one year, untaxed, in one currency
FLOOR = """
INSERT INTO keqing_rebate_member (
       program_id, company_id, partner_id, period_from,
       create_uid, create_date, write_uid, write_date)
SELECT DISTINCT %(program)s, 1, move.commercial_partner_id, %(since)s::date, 1, now(), 1, now()
  FROM account_move move
 WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
   AND move.invoice_date BETWEEN %(since)s AND %(until)s
   AND move.commercial_partner_id = ANY(%(customers)s);
INSERT INTO keqing_rebate_ledger (
       program_id, company_id, partner_id, period_from, move_id, move_line_id, day,
       amount, quantity, event, create_uid, create_date, write_uid, write_date)
SELECT %(program)s, 1, move.commercial_partner_id, %(since)s::date, move.id, line.id,
       move.invoice_date, -line.balance,
       CASE WHEN line.balance > 0 THEN -1 ELSE 1 END * line.quantity, 'post', 1, now(), 1, now()
  FROM account_move move
  JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
 WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
   AND move.invoice_date BETWEEN %(since)s AND %(until)s
   AND move.commercial_partner_id = ANY(%(customers)s);
"""


def rebate(env, customers):
    env["keqing.customer.type"].create({"name": "Distributor"})  # so that somebody uses us
    customers = _largest_customers(env, int(customers))
    accounts = _prepare_accounts(env)
    program = _create_program(env, customers, TIERS, **accounts)
    by_category = [
        _create_program(env, customers, [(0, rate)], category_ids=_category(env, number).ids)
        for number, rate in CATEGORIES
    ]
    env.cr.commit()
    figures = _measure_ledger(env, program, customers)
    _run_programs(env, program)
    figures["tiers"] = _measure_statements(env, program)
    _run_programs(env, *by_category)
    figures["categories"] = _measure_statements(env, *by_category)
    _run_programs(env, program)
    return {**figures, **_measure_documents(env, program, customers)}


def _measure_ledger(env, program, customers):
    """The ledger of a year beside the plain SQL that writes the same rows, and one day of it."""
    Ledger = env["keqing.rebate.ledger"]
    facts = {"program": program.id, "since": SINCE, "until": UNTIL, "customers": customers.ids}
    plain, ours = [], []
    for __ in range(RUNS):
        with Stopwatch(env.cr) as watch:
            env.cr.execute(FLOOR, facts)
        plain.append(watch)
        expected = _ledger_sums(env)
        env.cr.rollback()
        env.invalidate_all()
        program.state = "running"
        env.flush_all()
        with Stopwatch(env.cr) as watch:
            Ledger._follow(program)
        ours.append(watch)
        assert _ledger_sums(env) == expected, (_ledger_sums(env), expected)
        env.cr.rollback()
        env.invalidate_all()
    _run_programs(env, program)
    env.cr.execute(
        """SELECT array_agg(id) FROM account_move
            WHERE state = 'posted' AND move_type != 'entry' AND invoice_date = '2025-06-16'"""
    )
    [[of_the_day]] = env.cr.fetchall()
    with Stopwatch(env.cr) as day:
        Ledger._follow(program, of_the_day)
    return {"floor": _median(plain), "ledger": _median(ours), "day": _median([day])}


def _ledger_sums(env):
    env.cr.execute(
        """SELECT count(*), sum(amount), sum(quantity), (SELECT count(*) FROM keqing_rebate_member)
             FROM keqing_rebate_ledger"""
    )
    return [float(number) for number in env.cr.fetchone()]


def _run_programs(env, *programs):
    """Let only these run, with their ledger as a running database has it."""
    env["keqing.rebate.program"].search([]).state = "draft"
    for program in programs:
        program.state = "running"
    env.flush_all()
    env["keqing.rebate.ledger"]._follow(env["keqing.rebate.program"].union(*programs))
    env.cr.commit()
    filling.settle(env.cr, ("keqing_rebate_ledger", "keqing_rebate_member"))
    env.invalidate_all()


def _measure_statements(env, *programs):
    """What all customers are owed for the year: reckoned, and written."""
    Statement = env["keqing.rebate.statement"]
    watches = []
    for __ in range(RUNS):
        with Stopwatch(env.cr) as watch:
            for program in programs:
                [window] = program._get_windows(UNTIL)
                Statement._compute_statements(program, window)
            env.flush_all()
        watches.append(watch)
        owed = sum(
            Statement.search([("program_id", "in", [each.id for each in programs])]).mapped(
                "payable"
            )
        )
        env.cr.rollback()
        env.invalidate_all()
    return {**_median(watches), "owed": owed}


def _measure_documents(env, program, customers):
    """What the books take: a month's entry, draft credit notes, posting while a programme runs."""
    [window] = program._get_windows(UNTIL)
    Statement = env["keqing.rebate.statement"]
    with Stopwatch(env.cr) as accrual:
        program._accrue(UNTIL)
        env.flush_all()
    env.cr.rollback()
    env.invalidate_all()
    Statement._compute_statements(program, window)
    env.cr.execute("UPDATE keqing_rebate_statement SET state = 'approved' WHERE payable > 0")
    env.cr.commit()
    env.invalidate_all()
    statements = Statement.search([("payable", ">", 0)], limit=DOCUMENTS)
    watches = []
    for statement in statements:
        with Stopwatch(env.cr) as watch:
            statement._draft_settlement("credit")
            env.flush_all()
        watches.append(watch)
    env.cr.rollback()
    env.invalidate_all()
    post = _measure_posting(env, customers)
    assert env["keqing.rebate.ledger"].search_count(
        [("day", ">", "2025-06-30"), ("move_id.ref", "=", "bench")]
    )
    return {"accrual": _median([accrual]), "note": _median(watches), "post": post}


def book(env, customers):
    """A credit note of one line and an invoice of four, each by itself, in Odoo alone."""
    customers = _largest_customers(env, int(customers))
    income = env["account.account"].search([("account_type", "=", "income")], limit=1)
    watches = []
    for customer in customers[:DOCUMENTS]:
        with Stopwatch(env.cr) as watch:
            env["account.move"].create(
                {
                    "move_type": "out_refund",
                    "partner_id": customer.id,
                    "invoice_date": UNTIL,
                    "ref": "Rebate",
                    "narration": "<p>Lowers: INV/2025/0000001</p>",
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Rebate",
                                "quantity": 1,
                                "price_unit": 100,
                                "account_id": income.id,
                                "tax_ids": [(5,)],
                            },
                        )
                    ],
                }
            )
            env.flush_all()
        watches.append(watch)
    env.cr.rollback()
    env.invalidate_all()
    return {"note": _median(watches), "post": _measure_posting(env, customers)}


def _measure_posting(env, customers):
    """Posting one invoice of four lines, to the end of its transaction."""
    products = env["product.product"].search([("name", "like", "Product ")], limit=4)
    drafts = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "ref": "bench",
                "invoice_date": UNTIL,
                "invoice_line_ids": [
                    (0, 0, {"product_id": product.id, "quantity": 2, "tax_ids": [(5,)]})
                    for product in products
                ],
            }
            for customer in customers[:DOCUMENTS]
        ]
    )
    env.cr.commit()
    watches = []
    for draft in drafts:
        env.invalidate_all()
        with Stopwatch(env.cr) as watch:
            draft.action_post()
            env.cr.flush()
        watches.append(watch)
        env.cr.commit()
    return _median(watches)


def agree(env, customers):
    """The same terms as agreements of the peer, one for each customer."""
    customers = _largest_customers(env, int(customers))
    kind = env.ref("agreement_rebate.agreement_type_rebate_sale")
    common = {"agreement_type_id": kind.id, "domain": "sale"}
    common |= {"start_date": SINCE, "end_date": UNTIL}
    bounds = [*TIERS, (1e12, 0)]
    tiers = [
        (0, 0, {"amount_from": bound, "amount_to": upper - 0.01, "rebate_discount": rate})
        for (bound, rate), (upper, __) in zip(bounds, bounds[1:], strict=False)
    ]
    lines = [
        (
            0,
            0,
            {
                "rebate_target": "category",
                "rebate_category_ids": [(6, 0, _category(env, number).ids)],
                "rebate_discount": rate,
            },
        )
        for number, rate in CATEGORIES
    ]
    return {
        "tiers": _settle_peer(
            env, customers, {**common, "rebate_type": "section_total", "rebate_section_ids": tiers}
        ),
        "categories": _settle_peer(
            env, customers, {**common, "rebate_type": "line", "rebate_line_ids": lines}
        ),
    }


def _settle_peer(env, customers, terms):
    env["agreement"].create(
        [
            {**terms, "name": f"A{each.id}", "code": f"A{each.id}", "partner_id": each.id}
            for each in customers
        ]
    )
    wizard = env["agreement.settlement.create.wiz"].create(
        {"date": UNTIL, "date_from": SINCE, "date_to": UNTIL, "domain": "sale"}
    )
    env.flush_all()
    with Stopwatch(env.cr) as watch:
        wizard.action_create_settlement()
        env.flush_all()
    settled = env["agreement.rebate.settlement"].search([])
    owed = sum(settled.mapped("amount_rebate"))
    env.cr.rollback()
    env.invalidate_all()
    return {**_median([watch]), "owed": owed}


def _largest_customers(env, count):
    """Those with most invoices come first in the books."""
    return env["res.partner"].search([("customer_rank", ">", 0)], order="id", limit=count)


def _category(env, number):
    return env["product.category"].search([("name", "=", f"Category {number}")])


def _prepare_accounts(env):
    """A journal and two accounts of rebates."""
    Account = env["account.account"]
    owed = Account.create(
        {"name": "Rebates owed", "code": "KQ1", "account_type": "liability_current"}
    )
    lowered = Account.create({"name": "Rebates", "code": "KQ2", "account_type": "income"})
    journal = env["account.journal"].search([("type", "=", "general")], limit=1)
    return {
        "accrues": True,
        "accrual_journal_id": journal.id,
        "contra_account_id": lowered.id,
        "liability_account_id": owed.id,
    }


def _create_program(env, customers, tiers, **more):
    return env["keqing.rebate.program"].create(
        {
            "name": "Yearly rebate",
            "date_from": SINCE,
            "date_to": UNTIL,
            "period": "year",
            "basis": "amount",
            "method": "whole",
            "rate_kind": "percent",
            "partner_ids": [(6, 0, customers.ids)],
            "tier_ids": [(0, 0, {"base_from": bound, "rate": rate}) for bound, rate in tiers],
            **more,
        }
    )


def _median(watches):
    return {
        "seconds": statistics.median(watch.seconds for watch in watches),
        "statements": statistics.median_high(watch.statements for watch in watches),
    }


STEPS |= {"rebate": rebate, "agree": agree, "book": book}

if __name__ == "__main__":
    main(*sys.argv[1:])
