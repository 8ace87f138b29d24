# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Confirming orders and posting invoices: databases take turns, document by document."""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import peer

from odoo import SUPERUSER_ID, Command, api
from odoo.orm.registry import Registry

ROUNDS = 60
WARMING = 10  # rounds before those that count
LINES = 3
LIMIT = 10_000_000.0  # holds nobody, yet has to be looked at
DAY = "2026-01-15"
GROUPS = ("sales_team.group_sale_salesman_all_leads", "account.group_account_invoice")


def race(env, *databases):
    """Milliseconds and statements to confirm an order and to post an invoice.

    In one process, each document from empty caches of records to the commit, as in a request.
    Beside the time that passes it tells the time that Python and PostgreSQL worked on it, which
    others on the machine do not lengthen. For the latter the server has to run on this machine.

    :param databases: copies of one filled database, each with other modules
    :return: medians ``{"confirm unlimited": {database: [milliseconds, worked, statements]}, …}``
    """
    with ExitStack() as stack:
        runners = [Runner(stack.enter_context(Registry(name).cursor())) for name in databases]
        unlimited, limited = _choose(env)
        for runner in runners:
            runner.limit(limited)
        return {
            f"{action} {credit}": _race_one(runners, action, customers)
            for credit, customers in (("unlimited", unlimited), ("limited", limited))
            for action in ("confirm", "post")
        }


def _race_one(runners, action, customers):
    for runner in runners:
        runner.prepare(action, customers)
    for number in range(WARMING + ROUNDS):
        first = number % len(runners)  # none is always the first
        for runner in runners[first:] + runners[:first]:
            runner.run(number)
    return {runner.env.cr.dbname: runner.outcome() for runner in runners}


def _choose(env):
    """Two lots of customers who have bought before and have no limit."""
    env.cr.execute(
        """SELECT partner_id FROM sale_order JOIN res_partner partner ON partner.id = partner_id
            WHERE credit_limit IS NULL AND NOT EXISTS (
                  SELECT FROM account_move move
                   WHERE move.partner_id = partner.id AND move.state = 'draft')
         GROUP BY partner_id HAVING count(*) BETWEEN 1 AND 5
         ORDER BY hashint4(partner_id) LIMIT %s""",
        [2 * (WARMING + ROUNDS)],
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return ids[::2], ids[1::2]


class Runner:
    """One database, with the documents of one race in it."""

    def __init__(self, cr):
        root = api.Environment(cr, SUPERUSER_ID, {})
        self.user = (
            root["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Racer",
                    "login": "racer",
                    "group_ids": [Command.link(root.ref(name).id) for name in GROUPS],
                }
            )
        )
        sold = [("name", "=like", "Product %")]
        self.products = root["product.product"].search(sold, limit=LINES)
        self.env = root(user=self.user, context={"allowed_company_ids": root.company.ids})

    def limit(self, customers):
        """Give these customers a limit that lets everything pass."""
        self.env.cr.execute(
            "UPDATE res_partner SET credit_limit = jsonb_build_object(%s, %s) WHERE id = ANY(%s)",
            [str(self.env.company.id), LIMIT, customers],
        )
        if peer.is_installed(self.env):
            peer.include_risks(self.env)
        self.env.cr.commit()

    def prepare(self, action, customers):
        """Write a document for each of these customers."""
        create = getattr(self, f"_create_{action}")
        self.action = f"action_{action}"
        self.documents = [create(customer_id) for customer_id in customers]
        self.env.cr.commit()
        self.measured = []

    def _create_confirm(self, customer_id):
        lines = [Command.create({"product_id": product.id}) for product in self.products]
        return self.env["sale.order"].create({"partner_id": customer_id, "order_line": lines})

    def _create_post(self, customer_id):
        lines = [
            Command.create({"product_id": product.id, "price_unit": 10})
            for product in self.products
        ]
        return self.env["account.move"].create(
            {
                "partner_id": customer_id,
                "move_type": "out_invoice",
                "invoice_date": DAY,
                "invoice_line_ids": lines,
            }
        )

    def run(self, number):
        """Do what is measured to one document, and to none twice."""
        document = self.documents[number]
        self.env.invalidate_all()
        before = self._look()
        getattr(document, self.action)()
        self.env.cr.commit()
        if number >= WARMING:
            after = self._look()
            self.measured.append([late - early for early, late in zip(before, after, strict=True)])
        assert document.state in ("sale", "posted"), (self.env.cr.dbname, document.state)
        self.env.cr.rollback()

    def _look(self):
        """Milliseconds, those of work, and statements so far."""
        cr = self.env.cr
        nanoseconds = Path(f"/proc/{cr._cnx.info.backend_pid}/schedstat").read_text().split()[0]
        worked = time.process_time() + int(nanoseconds) / 1e9
        return time.perf_counter() * 1000, worked * 1000, cr.sql_log_count

    def outcome(self):
        return [statistics.median(column) for column in zip(*self.measured, strict=True)]
