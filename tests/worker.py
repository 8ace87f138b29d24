# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A process that starts others: each does its job at once, and may be killed at any statement.

Started with the name of a database, it fills it, tells the ids of what is there to work on, reads
one order a line, as JSON, and answers each with what became of the processes it started for it.
"""

import json
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import odoo.init  # noqa: F401 (Odoo is not ready without)
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import Cursor, close_all
from odoo.tests import new_test_user
from odoo.tools import config

CUSTOMERS = 20
BATCH_SIZE = 7
RACES = int(os.environ.get("KEQING_RACES", 0))  # see the option --races
LIMITS = RACES or 50
DOCUMENTS = RACES or 10
LEADS = 20
LEAVERS = 7
AGREEMENTS = 5
REMINDER_BATCH = (
    "odoo.addons.keqing_customer.models.agreement.keqing_agreement_renewal.REMINDER_BATCH"
)
MONTHS = [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")]


class Worker:
    """One process of its own, with its own connection."""

    def __init__(self, registry, job, model, record_id, die_at):
        self.registry = registry
        self.job = job
        self.model = model
        self.record_id = record_id
        self.die_at = die_at
        self.statements = 0

    def start(self):
        """:return: pid, and the file that will hold the outcome"""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writer)
            return pid, reader
        try:
            outcome = self._work()
        except Exception as error:  # the parent tells
            outcome = f"{type(error).__name__}: {error}"
        os.write(writer, outcome.encode())
        os._exit(0)

    def _work(self):
        threading.current_thread().dbname = self.registry.db_name
        Run = self.registry["keqing.evaluation.run"]
        with (
            patch.object(Run, "_get_batch_size", lambda run: BATCH_SIZE),
            patch.object(time, "sleep", lambda seconds: None),  # between two tries
            patch.object(Cursor, "execute", self._counted(Cursor.execute)),
            patch.object(Cursor, "commit", self._counted(Cursor.commit)),
            self.registry.cursor() as cr,
        ):
            env = api.Environment(cr, SUPERUSER_ID, {})
            getattr(self, self.job)(env[self.model].browse(self.record_id))
        return "done"

    def _counted(self, method):
        def counted(*args, **kwargs):
            self.statements += 1
            if self.statements == self.die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*args, **kwargs)

        return counted

    def reset(self, run):
        run._reset()

    def begin(self, run):
        run.action_compute()

    def compute(self, run):
        """Start the run unless that is done, and carry it on until nobody need any more.

        The scheduler does not try again what failed, so two at once must get by without.
        """
        if run.state == "draft":
            self.begin(run)
            run.env.cr.commit()
        while run.state == "computing":
            run._cron_compute()
            run.env.cr.rollback()  # look again, as the scheduler does

    def confirm(self, run):
        retrying(run.action_confirm, run.env)  # as for every call of a client

    def confirm_order(self, order):
        retrying(order.action_confirm, order.env)

    def grow(self, order):
        retrying(lambda: order.order_line.write({"product_uom_qty": 7}), order.env)

    def post(self, invoice):
        retrying(invoice.action_post, invoice.env)

    def sign(self, lead):
        retrying(lead.action_keqing_sign, lead.env)

    def drag(self, lead):
        """Move it to the last stage, by drag and drop."""
        stage = lead._stage_find(domain=[("is_won", "=", True)])
        retrying(lambda: lead.write({"stage_id": stage.id}), lead.env)

    def forget(self, agreement):
        """As if nobody had ever been reminded of an agreement."""
        agreements = agreement.search([])
        agreements.reminded_on = False
        agreements.activity_ids.unlink()

    def remind(self, agreement):
        """Let the owners be reminded of all agreements that end soon, two in a transaction."""
        with patch(REMINDER_BATCH, 2):
            agreement._cron_remind()

    def cron(self, cron):
        """Do a job of the scheduler until nothing is left, a few records in a transaction."""
        batches = [
            (module, name)
            for module in list(sys.modules.values())
            if module and module.__name__.startswith("odoo.addons.keqing_")
            for name in vars(module)
            if name.endswith("_BATCH")
        ]
        with ExitStack() as stack:
            for module, name in batches:
                stack.enter_context(patch.object(module, name, 2))
            model = cron.env[cron.model_id.model].with_context(cron_id=cron.id)
            getattr(model, cron.code.removeprefix("model.").removesuffix("()"))()
            cron.env.cr.commit()

    def hand_over(self, reassignment):
        retrying(reassignment.action_confirm, reassignment.env)


def fill(env):
    """:return: ids of the runs and leads, and of the orders and the hand-overs in pairs"""
    return {
        "runs": fill_runs(env),
        "orders": fill_orders(env),
        "documents": fill_documents(env),
        "leads": fill_leads(env),
        "handovers": fill_handovers(env),
        "agreements": fill_agreements(env),
    }


def fill_jobs(env):
    """Something to do for every job of the scheduler.

    :return: list of dicts ``id`` and ``name`` of the jobs
    """
    runs = env["keqing.evaluation.run"].browse(fill_runs(env))
    fill_agreements(env)
    handovers = [env["keqing.reassignment"].browse(pair[0]) for pair in fill_handovers(env)]
    today = env.company._get_keqing_today()
    scorecard = runs.scorecard_id
    scorecard.auto_open = True
    first, *others = runs
    for run in others:
        run.unlink()
    customers = env["res.partner"].search([("name", "like", "Customer %")])
    with patch.object(type(runs), "_get_batch_size", lambda run: 0):
        first._start()
    for handover in handovers:
        handover.partner_ids = env["res.partner"].search(
            [("user_id", "=", handover.from_user_id.id)]
        )
        handover.state = "planned"
    customers.keqing_grade_id = env.ref("keqing_customer.scale_abc").grade_ids[:1]
    customers.keqing_customer_type_id.verify_months = 1
    customers.keqing_customer_type_id.dormant_days = 1
    customers.keqing_verified_on = today - timedelta(100)
    fill_newcomers(env, customers[:5], today)
    fill_care(env, customers[:5], today)
    fill_reports(env, today)
    fill_pool(env, today)
    fill_collection(env, customers[10:13], customers[13:16], today)
    if "keqing.visit" in env:
        env["keqing.visit"].create({"partner_id": customers[0].id}).event_ids.unlink()
    if "keqing.complaint" in env:
        fill_complaints(env, customers[:5])
    if "keqing.rebate.program" in env:
        fill_rebates(env, today)
        fill_allocations(env, today)
    if "keqing.target" in env:
        fill_targets(env, today)
    return [
        {"id": cron.id, "name": cron.name}
        for cron in env["ir.cron"].search([("code", "like", "model._cron_")]).sorted("name")
        if cron.get_external_id()[cron.id].startswith("keqing_")
    ]


def fill_pool(env, today):
    """Customers whom nobody has contacted since they were entered, long ago."""
    place = env["keqing.territory"].create({"name": "Cape"})
    idle = env["res.partner"].create(
        [
            {
                "name": f"Idle {number}",
                "is_company": True,
                "keqing_customer_type_id": env["keqing.customer.type"].search([], limit=1).id,
                "keqing_territory_id": place.id,
                "user_id": env.ref("base.user_admin").id,
            }
            for number in range(3)
        ]
    )
    env["keqing.pool.rule"].create({"name": "After a month", "days": 30})
    env.flush_all()
    long_ago = today - timedelta(days=100)
    env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id IN %s", [long_ago, idle._ids])
    env.cr.execute(
        "UPDATE keqing_assignment SET date_from = %s WHERE partner_id IN %s", [long_ago, idle._ids]
    )
    env.invalidate_all()


def fill_collection(env, late, promising, today):
    """Customers whose invoices were due long ago, and others who promised to pay by yesterday."""
    env["keqing.collection.level"].create(
        {"name": "Call", "days": 5, "user_id": env.ref("base.user_admin").id}
    )
    line = {"name": "Tea", "quantity": 1, "price_unit": 500, "tax_ids": False}
    for customer in late:
        env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": today - timedelta(days=40),
                "invoice_date_due": today - timedelta(days=10),
                "invoice_line_ids": [Command.create(line)],
            }
        ).action_post()
    if "keqing.payment.promise" in env:
        env["keqing.payment.promise"].create(
            [
                {
                    "partner_id": customer.id,
                    "amount": 500,
                    "promised_on": today - timedelta(days=9),
                    "due_on": today - timedelta(days=1),
                }
                for customer in promising
            ]
        )


def fill_complaints(env, customers):
    """Complaints of which the time was over long ago, others that were closed last month and are
    drawn from, and what is to be asked of what was done against them."""
    team = env["keqing.complaint.team"].create({"name": "Service", "user_id": env.uid})
    env["keqing.sla.policy"].create({"name": "Usual"})
    complaints = env["keqing.complaint"].create(
        [
            {
                "partner_id": customer.id,
                "subject": "Leaks",
                "description": "It leaks.",
                "type_id": env.ref("keqing_complaint.complaint_type_quality").id,
                "team_id": team.id,
                "received_at": env.cr.now() - timedelta(days=100),
            }
            for customer in customers
        ]
    )
    closed = complaints.copy({"user_id": env.uid})
    closed._enter("closed")
    today = env.company._get_keqing_today()
    closed.closed_at = today.replace(day=1) - timedelta(days=10)
    actions = env["keqing.preventive.action"].create(
        [
            {
                "name": "Look at each cork",
                "complaint_id": complaint.id,
                "user_id": env.ref("base.user_admin").id,
                "due_on": today,
                "check_on": today,
            }
            for complaint in closed
        ]
    )
    actions.action_done()


def fill_rebates(env, today):
    """Programmes by which something was earned last month, and is to be accrued."""
    accounts = env["account.account"].create(
        [
            {"code": "REB1", "name": "Rebates granted", "account_type": "income"},
            {"code": "REB2", "name": "Rebates owed", "account_type": "liability_current"},
        ]
    )
    journal = env["account.journal"].create({"name": "Accruals", "type": "general", "code": "REB"})
    line = {"name": "Tea", "quantity": 1, "price_unit": 500, "tax_ids": False}
    env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": env["res.partner"].create({"name": "Rebated", "is_company": True}).id,
            "invoice_date": today - timedelta(days=40),
            "invoice_line_ids": [Command.create(line)],
        }
    ).action_post()
    for number in range(3):
        env["keqing.rebate.program"].create(
            {
                "name": f"Rebate {number}",
                "date_from": (today - timedelta(days=800)).replace(month=1, day=1),
                "accrues": True,
                "accrual_journal_id": journal.id,
                "contra_account_id": accounts[0].id,
                "liability_account_id": accounts[1].id,
                "tier_ids": [Command.create({"base_from": 1, "rate": 10})],
            }
        ).action_start()


def fill_allocations(env, today):
    """Allocations of which what is unused is to be released today, and others that are over."""
    product = env["product.product"].create({"name": "Vintage wine"})
    for number in range(4):
        allocation = env["keqing.allocation"].create(
            {
                "name": f"Release {number}",
                "product_id": product.id,
                "supply": 10,
                "date_from": today + timedelta(days=10 * number),
                "date_to": today + timedelta(days=10 * number + 9),
                "weight_without_grade": 1,
                "history": "none",
            }
        )
        allocation.action_compute()
        allocation.action_publish()
        days = timedelta(days=10 * number + 10 * (number % 2) + 5)
        allocation.write(
            {
                "date_from": allocation.date_from - days,
                "date_to": allocation.date_to - days,
                "release_on": allocation.date_from - days,
            }
        )


def fill_reports(env, today):
    """Reports that are asked for and were not submitted in time."""
    env.company.keqing_report_daily = True
    env["keqing.work.report"].create(
        [
            {
                "day": today - timedelta(days),
                "is_owed": True,
                "write_on": today - timedelta(days),
                "deadline": today - timedelta(days - 1),
            }
            for days in (3, 4, 5)
        ]
    )


def fill_targets(env, today):
    """Plans of days with invoices, by month, of which nothing is measured yet."""
    for number in range(3):
        plan = env["keqing.target"].create(
            {
                "kpi_id": env.ref("keqing_reports.kpi_sales").id,
                "date_from": (today - timedelta(days=60)).replace(day=1),
                "date_to": today + timedelta(days=number),
                "amount": 1000,
            }
        )
        plan.action_split_months()


def fill_newcomers(env, customers, today):
    """Customers with a first purchase, a plan for such, and rules to file others by."""
    territory = env["keqing.territory"].create({"name": "Harbour", "manager_id": env.uid})
    customers.keqing_territory_id = territory
    product = env["product.product"].create({"name": "Tea", "taxes_id": False})
    env["account.journal"].search([("type", "=", "sale")], limit=1).ensure_one()
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": today,
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "price_unit": 10, "tax_ids": False})
                ],
            }
            for customer in customers
        ]
    )
    invoices.action_post()
    env["keqing.development.target"].create(
        {
            "territory_id": territory.id,
            "customer_type_id": customers.keqing_customer_type_id.id,
            "date_from": today - timedelta(30),
            "date_to": today + timedelta(30),
            "customer_count_planned": 5,
        }
    )
    env["keqing.filing.rule"].create(
        {"name": "By name", "name_words": "Stray", "territory_id": territory.id}
    )
    env["res.partner"].create([{"name": f"Stray {n}", "is_company": True} for n in range(5)])
    env["keqing.filing"].create([{"state": "running"}, {"state": "done", "every_night": True}])
    env.cr.flush()  # what they are recognised by is written down, then lost
    env.cr.execute("DELETE FROM keqing_identity")


def fill_care(env, customers, today):
    """People with a birthday today who agree to be greeted and asked, and rules to do so by."""
    people = env["res.partner"].create(
        [
            {"name": f"Person {n}", "parent_id": customer.id, "email": f"{n}@example.com"}
            for n, customer in enumerate(customers)
        ]
    )
    env["keqing.consent"].create(
        [
            {"partner_id": person.id, "purpose": purpose, "given_on": today}
            for person in people
            for purpose in ("profile", "care")
        ]
    )
    env["keqing.personal.profile"].create(
        [{"partner_id": person.id, "birthday": today.replace(year=1980)} for person in people]
    )
    env["keqing.care.rule"].create(
        [
            {
                "occasion_id": env.ref(f"keqing_visit.care_occasion_{occasion}").id,
                "action": action,
                "lead_days": 90,
            }
            for occasion in ("birthday", "new_year", "labour", "national_day", "mid_autumn")
            for action in ("message", "visit", "gift")
        ]
    )
    env["keqing.survey.round"].create(
        {
            "name": "Spring",
            "survey_id": env["survey.survey"].create({"title": "How are we doing?"}).id,
        }
    ).action_open()


def fill_agreements(env):
    """:return: ids of agreements of several owners, all of which end soon"""
    owners = [new_test_user(env, login) for login in ("xiao", "qiqi", "beidou")]
    kind = env["keqing.agreement.type"].create({"name": "Yearly"})
    today = env.company._get_keqing_today()
    customers = env["res.partner"].create(
        [{"name": f"Signed {number}", "is_company": True} for number in range(AGREEMENTS)]
    )
    agreements = env["keqing.agreement"].create(
        [
            {
                "type_id": kind.id,
                "partner_id": customer.id,
                "user_id": owners[number % 3].id,
                "date_from": today,
                "date_to": today + timedelta(10),
            }
            for number, customer in enumerate(customers)
        ]
    )
    agreements.stage = "active"
    return agreements.ids


def fill_leads(env):
    """Leads of one salesperson, with all that is needed to sign them.

    :return: their ids
    """
    kind = env["keqing.customer.type"].create({"name": "Inn"})
    territory = env["keqing.territory"].create({"name": "Harbour"})
    env["keqing.agreement.type"].create({"name": "Wine", "customer_type_ids": kind.ids})
    lead = {
        "type": "opportunity",
        "user_id": env.uid,
        "keqing_customer_type_id": kind.id,
        "keqing_territory_id": territory.id,
    }
    names = [f"Inn {number}" for number in range(LEADS)]
    Lead = env["crm.lead"]
    return Lead.create([{**lead, "name": name, "partner_name": name} for name in names]).ids


def fill_handovers(env):
    """Pairs of hand-overs, each pair of one salesperson's customers and leads to two others.

    :return: ids of the pairs
    """
    successors = [new_test_user(env, login) for login in ("ayaka", "yoimiya")]
    pairs = []
    for number in range(LEAVERS):
        leaver = new_test_user(env, f"leaver_{number}")
        mark = {"name": f"Of leaver {leaver.id}", "user_id": leaver.id}
        for customer in env["res.partner"].create([{**mark} for __ in range(3)]):
            env["crm.lead"].create({**mark, "partner_id": customer.id})
        handovers = env["keqing.reassignment"].create(
            [
                {"from_user_id": leaver.id, "user_id": successor.id, "reason": "Leaves us"}
                for successor in successors
            ]
        )
        pairs.append(handovers.ids)
    return pairs


def fill_orders(env):
    """Pairs of quotations, each pair of a customer whose credit limit is for one of the two.

    :return: ids of the pairs
    """
    company = env.company
    company.account_use_credit_limit = True
    company.keqing_credit_constraint = "approve"
    product = env["product.product"].create({"name": "Osmanthus wine", "taxes_id": False})
    customers = env["res.partner"].create(
        [{"name": f"Customer {number}", "credit_limit": 1000} for number in range(LIMITS)]
    )
    line = {"product_id": product.id, "price_unit": 600, "tax_ids": False}
    return [
        env["sale.order"]
        .create([{"partner_id": customer.id, "order_line": [Command.create(line)]}] * 2)
        .ids
        for customer in customers
    ]


def fill_documents(env):
    """Pairs of jobs, each pair of a customer whose credit limit is for one of the two.

    :return: lists of two jobs: name, model, id
    """
    product = env["product.product"].create(
        {"name": "Plum wine", "taxes_id": False, "list_price": 100}
    )
    receivable, income = env["account.account"].create(
        [
            {"name": kind, "code": code, "account_type": kind}
            for kind, code in (("asset_receivable", "KQ1"), ("income", "KQ2"))
        ]
    )
    journal = env["account.journal"].create(
        {"name": "Sales", "code": "KQS", "type": "sale", "default_account_id": income.id}
    )
    pairs = []
    for number in range(DOCUMENTS):
        customer = env["res.partner"].create(
            {
                "name": f"Buyer {number}",
                "credit_limit": 1000,
                "property_account_receivable_id": receivable.id,
            }
        )
        line = {"product_id": product.id, "price_unit": 100, "tax_ids": False}
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "order_line": [Command.create({**line, "product_uom_qty": 1})],
                }
            ]
            * 2
        )
        if number % 2:
            orders.action_confirm()
            pairs.append([("grow", "sale.order", each.id) for each in orders])
            continue
        orders[0].order_line.product_uom_qty = 6
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": customer.id,
                "invoice_date": env.company._get_keqing_today(),
                "invoice_line_ids": [Command.create({**line, "quantity": 6})],
            }
        )
        pairs.append(
            [
                ("confirm_order", "sale.order", orders[0].id),
                ("post", "account.move", invoice.id),
            ]
        )
    return pairs


def fill_runs(env):
    """Customers of two salespeople, and runs over them for three months.

    :return: ids of the runs
    """
    kind = env["keqing.customer.type"].create({"name": "Outlet"})
    owners = [new_test_user(env, login) for login in ("keqing", "ganyu")]
    mark = env["keqing.indicator"].create(
        {"code": "m", "name": "Mark", "kind": "assessed", "mark_max": 100, "window": "period"}
    )
    customers = env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "is_company": True,
                "keqing_customer_type_id": kind.id,
                "user_id": owners[number % 2].id,
            }
            for number in range(CUSTOMERS)
        ]
    )
    env["keqing.assessment"].create(
        [
            {
                "indicator_id": mark.id,
                "partner_id": customer.id,
                "value": 1 + (number * (7, 11, 13)[month]) % 41,
                "date": last_day,
            }
            for month, (__, last_day) in enumerate(MONTHS)
            for number, customer in enumerate(customers)
        ]
    )
    scorecard = env["keqing.scorecard"].create(
        {
            "name": "Grades",
            "period": "month",
            "scale_id": env.ref("keqing_customer.scale_abc").id,
            "cut_method": "quota",
            "customer_type_ids": [Command.link(kind.id)],
            "line_ids": [
                Command.create({"indicator_id": mark.id, "weight": 100, "curve": "percentile"})
            ],
        }
    )
    for band, quota in zip(scorecard.band_ids, (25, 50, 25), strict=True):
        band.threshold = quota
    return (
        env["keqing.evaluation.run"]
        .create(
            [
                {"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to}
                for date_from, date_to in MONTHS
            ]
        )
        .ids
    )


def obey(registry, order):
    close_all()  # processes must not share a connection
    started = [Worker(registry, *job, order["die_at"]).start() for job in order["jobs"]]
    outcomes = []
    for pid, reader in started:
        with os.fdopen(reader) as file:
            said = file.read()
        __, status = os.waitpid(pid, 0)
        outcomes.append("killed" if os.WIFSIGNALED(status) else said)
    return outcomes


def tell(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main():
    config.parse_config(["--database", sys.argv[1], "--log-level", "critical"])
    registry = Registry(sys.argv[1])
    filling = {None: fill, "jobs": fill_jobs, "nothing": lambda env: None}
    with registry.cursor() as cr:
        fills = filling[sys.argv[2] if len(sys.argv) > 2 else None]
        tell(fills(api.Environment(cr, SUPERUSER_ID, {})))
    for line in sys.stdin:
        tell(obey(registry, json.loads(line)))


main()
