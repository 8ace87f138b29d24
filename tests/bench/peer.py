# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The peer: OCA's `account_financial_risk` and `sale_financial_risk`, where they are installed."""

import time

from trading import exposures_by_customer

MODULES = ("account_financial_risk", "sale_financial_risk")
RISKS = (
    "risk_invoice_draft",
    "risk_invoice_open",
    "risk_invoice_unpaid",
    "risk_account_amount",
    "risk_account_amount_unpaid",
    "risk_sale_order",
)


def is_installed(env):
    return RISKS[-1] in env["res.partner"]._fields


def include_risks(env):
    """Have all of a customer's exposure looked at, of those who have a limit."""
    flags = ", ".join(f"{risk}_include = credit_limit IS NOT NULL" for risk in RISKS)
    env.cr.execute(f"UPDATE res_partner SET {flags} WHERE customer_rank > 0")


def expose_peer(env, watch):
    """The exposure of all customers, and who is over the limit, as its screens find it."""
    include_risks(env)
    env.cr.commit()
    env.invalidate_all()
    Partner = env["res.partner"]
    customers = Partner.search([("customer_rank", ">", 0)])
    with watch(env.cr) as exposing:
        exposures = {each.id: sum(each[risk] for risk in RISKS) for each in customers}
    expected = exposures_by_customer(env)
    for customer_id, exposure in exposures.items():
        other = expected.get(customer_id, 0)
        assert abs(exposure - float(other)) < 0.01, f"customer {customer_id}: {exposure}, {other}"
    env.invalidate_all()
    seconds = -time.perf_counter()
    Partner.search([("risk_exception", "=", True)], limit=80)
    seconds += time.perf_counter()
    return {"exposing": exposing.seconds, "memory": exposing.memory, "over": seconds}
