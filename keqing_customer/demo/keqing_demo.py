# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..tools.period import last_finished_period, previous_period

MONTHS_BACK = 18
TOLD = ("res.partner", "product.template", "product.product", "crm.lead", "crm.team")
TOLD += ("keqing.agreement", "keqing.scorecard", "res.company")  # models whose creation is told
NEWCOMER = "customer_yinyue"


class Habit(NamedTuple):
    """How the biggest customer of a type buys and pays; the next ones buy ever less."""

    amount: int
    """List price of what it buys in an average month, in yuan"""
    orders: float
    """Number of orders in an average month"""
    discount: int
    """Percent off the list price"""
    terms: str
    days_late: int
    """Usual days between due date and payment"""


HABITS = {
    "distributor": Habit(560_000, 1.6, 24, "30days", 2),
    "hotel": Habit(130_000, 1.0, 8, "30days", 4),
    "restaurant": Habit(40_000, 0.6, 8, "15days", 1),
    "bar": Habit(30_000, 0.5, 10, "15days", 5),
    "shop": Habit(60_000, 0.6, 15, "15days", 0),
    "group_buyer": Habit(90_000, 0.3, 10, "immediate", 6),
    "ecommerce": Habit(180_000, 0.8, 20, "15days", -2),
}
BAIJIU = ["qiantai_classic", "qiantai_welcome", "miaoling_small"]
GOODS = {
    "distributor": [*BAIJIU, "qiantai_cellar", "loushan_red", "loushan_spring", "miaoling_lager"],
    "hotel": ["qiantai_15", "qiantai_cellar", "imported_red", "cabernet", "miaoling_craft"],
    "restaurant": [*BAIJIU, "loushan_spring", "miaoling_lager", "rosa"],
    "bar": ["miaoling_craft", "miaoling_lager", "dry_white", "rosa", "plum"],
    "shop": [*BAIJIU, "qiantai_15", "loushan_red", "cabernet", "miaoling_lager"],
    "group_buyer": ["qiantai_15", "qiantai_cellar", "qiantai_classic", "imported_red"],
    "ecommerce": [*BAIJIU, "qiantai_cellar", "rosa", "plum"],
}
# From January to December: stocking up for Spring Festival, then Mid-Autumn and National Day
SEASON = (1.6, 0.8, 0.7, 0.75, 0.95, 0.9, 0.8, 1.1, 1.5, 0.9, 1.0, 1.3)

# Share of the usual purchases; quarter 0 is the last finished one, 1 the present one
PACE = {
    "customer_zhibo": lambda quarter: 2.5 if quarter >= 0 else 0.1,  # had a success
    "customer_huizhan": lambda quarter: 1.3**quarter,  # rises
    "customer_qianling": lambda quarter: 0.7**quarter,  # falls
    "customer_liangdu": lambda quarter: 0.25 if quarter >= 0 else 1,  # buys elsewhere
    "customer_guobin": lambda quarter: 0.1 if quarter == 0 else 1.2,  # was closed to be rebuilt
    "customer_jinyang_logistics": lambda quarter: quarter < 0,  # stopped buying
    "customer_zhijin": lambda quarter: quarter < -1,  # longer ago
    "customer_xiehui": lambda quarter: quarter < -1,
    "customer_dongxiang": lambda quarter: quarter < -1,  # sold its shop
    NEWCOMER: lambda quarter: quarter >= 0,
}
PAYS_LATE = {"customer_jianjiang": 45, "customer_weining": 25}  # days
STOPPED_PAYING = {"customer_tongxin"}  # since the quarter before the last finished one


@dataclass(eq=False)
class Sale:
    """One order of a customer, its payment and perhaps the goods that came back."""

    customer: models.BaseModel
    day: date
    discount: int
    goods: list
    """(product, quantity)"""
    return_day: date | None
    payments: list
    """(days after the due date, share of what is open then); none if it is never paid"""
    moves: models.BaseModel = None
    """The invoice and after it the entries that settle it"""


def _month_number(day):
    return 12 * day.year + day.month


class KeqingDemo(models.AbstractModel):
    """The story that the demo data tell: what a liquor distributor's customers bought and paid.

    Everything is reckoned back from today and drawn from fixed seeds, so that a day's data are the
    same wherever they are loaded.
    """

    _name = "keqing.demo"
    _description = "Demo Data"

    @api.model
    def _load_accounts(self):
        """Give the company a chart of accounts: the Chinese one if it is there."""
        company = self.env.ref("keqing_customer.company_demo")
        if company.chart_template:
            return
        chart = "cn" if "l10n_cn" in self.env["ir.module.module"]._installed() else "generic_coa"
        # try_loading does the same but warns while modules are being loaded
        self.env["account.chart.template"]._load(chart, company, install_demo=False)
        if chart == "generic_coa":
            self._make_chinese(company)

    def _make_chinese(self, company):
        """Give a company with an American chart the money and the taxes of China.

        Else its customers, who live in China, would be foreigners and pay no tax.
        """
        of_company = [("company_id", "=", company.id)]
        at_home = [*of_company, ("country_id", "=", company.account_fiscal_country_id.id)]
        china = self.env.ref("base.cn")
        company.write(
            {"currency_id": self.env.ref("base.CNY").id, "account_fiscal_country_id": china.id}
        )
        for model in ("account.tax.group", "account.tax", "account.fiscal.position"):
            self.env[model].search(at_home).country_id = china
        for tax in company.account_sale_tax_id + company.account_purchase_tax_id:
            tax.write({"name": "13%", "amount": 13})
            tax.tax_group_id.name = "13%"

    @api.model
    def _load_warehouse(self):
        """Where stock is installed a company sells out of one; Odoo gives the first company one."""
        company = self.env.ref("keqing_customer.company_demo")
        Warehouse = self.env.get("stock.warehouse")
        if Warehouse is not None and not Warehouse.search([("company_id", "=", company.id)]):
            Warehouse.create({"company_id": company.id, "name": company.name, "code": "QT"})

    @api.model
    def _load_policy(self):
        """The policy of the liquor trade, in the language of whoever runs the company.

        What is written down from here on names fields: their translations are needed already.
        """
        company = self.env.ref("keqing_customer.company_demo")
        self._settle_in(company)
        languages = [code for code, __ in self.env["res.lang"].get_installed() if code != "en_US"]
        self.env["ir.module.module"]._load_module_terms(["keqing_customer"], languages)
        manager = self.env.ref("keqing_customer.user_demo_regional_manager")
        policy = self.env["keqing.policy"].with_user(manager).with_context(lang=manager.lang)
        policy._load("liquor", company)

    @api.model
    def _load_history(self):
        """Sales, payments, assessments and gradings up to yesterday; once."""
        company = self.env.ref("keqing_customer.company_demo")
        self = self.with_company(company).with_context(tz="Asia/Shanghai", tracking_disable=True)
        if self.env["account.move"].search_count([("company_id", "=", company.id)], limit=1):
            return
        # The database does not know what fills up now, or forgets it when a vacuum sees none of it
        # yet: no loop in a loop until all is committed.
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        self._settle_in(company)
        self._hand_over()
        today = self.env.company._get_keqing_today()
        self._load_sales(today)
        self._load_assessments(today)
        self._load_gradings(today)

    def _settle_in(self, company):
        """Everybody speaks Chinese where it is installed, and no robot wants to chat with staff."""
        theirs = [("company_id", "=", company.id)]
        users = self.env["res.users"].with_context(active_test=False).search(theirs)
        if self.env["res.lang"]._get_data(code="zh_CN"):
            partners = self.env["res.partner"].search(theirs)
            (partners | users.partner_id | company.partner_id).lang = "zh_CN"
        if "odoobot_state" in users:
            users.odoobot_state = "disabled"

    @api.model
    def _forget_the_loading(self):
        """What Odoo said in English of records being created is no part of the story."""
        told = Domain.OR(
            Domain("model", "=", model)
            & Domain(
                "res_id",
                "in",
                self.env["ir.model.data"]
                ._search([("module", "=", "keqing_customer"), ("model", "=", model)])
                .subselect("res_id"),
            )
            for model in TOLD
        )
        robot = Domain("author_id", "=", self.env.ref("base.partner_root").id)
        self.env["mail.message"].search(robot & told).unlink()

    # Who

    def _customers_by_rank(self):
        """Customers with their xml id, type and rank in it; the biggest of a type comes first.

        :return: list of (customer, name of its xml id, type code, place from 1)
        """
        customers = self.env["res.partner"].search(
            [("company_id", "=", self.env.company.id), ("keqing_customer_type_id", "!=", False)],
            order="id",
        )
        names = customers.get_external_id()
        return [
            (customer, names[customer.id].split(".")[1], kind.code, place)
            for kind, same in customers.grouped("keqing_customer_type_id").items()
            for place, customer in enumerate(same, 1)
        ]

    # What they bought and paid

    def _load_sales(self, today):
        sales = []
        for customer, name, kind, place in self._customers_by_rank():
            terms = self.env.ref(f"account.account_payment_term_{HABITS[kind].terms}")
            customer.property_payment_term_id = terms
            sales += self._imagine_sales(customer, name, kind, place, today)
        sales.sort(key=lambda sale: sale.day)
        invoices = self._post_moves("out_invoice", [(sale, sale.day, sale.goods) for sale in sales])
        for sale, invoice in zip(sales, invoices, strict=True):
            sale.moves = invoice
        self._take_back(sales, today)
        self._receive_payments(sales, today)
        self._reconcile(sales)

    def _imagine_sales(self, customer, name, kind, place, today):
        """The orders of one customer, the last one yesterday at the latest."""
        chance = Random(name)
        habit = HABITS[kind]
        last_quarter, __ = last_finished_period("quarter", today)
        pace_of = PACE.get(name, lambda quarter: 1)
        products = [self.env.ref(f"keqing_customer.product_{p}") for p in GOODS[kind]]
        orders = habit.orders / place**0.3
        order_amount = habit.amount / place**0.7 / orders
        for month in range(-MONTHS_BACK, 1):
            first = today.replace(day=1) + relativedelta(months=month)
            quarter = (_month_number(first) - _month_number(last_quarter)) // 3
            pace = pace_of(quarter) ** 0.5  # felt in the number of orders and in their size
            count = int(orders * SEASON[first.month - 1] * pace + chance.random())
            for __ in range(count if pace else 0):
                day = first.replace(day=chance.randint(1, 28))
                chosen = chance.sample(products, chance.randint(1, 3))
                amount = order_amount * pace * chance.uniform(0.7, 1.3)
                goods = [
                    (product, max(1, round(amount / len(chosen) / product.list_price)))
                    for product in chosen
                ]
                is_returned = chance.random() < 0.05
                return_day = day + timedelta(chance.randint(3, 15)) if is_returned else None
                late = habit.days_late + PAYS_LATE.get(name, 0) + chance.randint(-4, 6)
                payments = [(late, 1)]
                if chance.random() < 0.12:
                    payments = [(late, 0.5), (late + 15, 1)]
                if name in STOPPED_PAYING and quarter >= -1:
                    payments = []
                if day < today:
                    yield Sale(customer, day, habit.discount, goods, return_day, payments)

    def _take_back(self, sales, today):
        """Post the credit notes for broken bottles: a tenth of the first product."""
        returned = [sale for sale in sales if sale.return_day and sale.return_day < today]
        documents = [
            (sale, sale.return_day, [(product, max(1, quantity // 10))])
            for sale in returned
            for product, quantity in sale.goods[:1]
        ]
        for sale, refund in zip(returned, self._post_moves("out_refund", documents), strict=True):
            sale.moves |= refund

    def _post_moves(self, move_type, documents):
        holders = self.env["keqing.assignment"]._holders(
            (sale.customer, day) for sale, day, __ in documents
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": move_type,
                    "partner_id": sale.customer.id,
                    "invoice_user_id": holders[sale.customer, day][0].id,
                    "invoice_date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "quantity": quantity,
                                "discount": sale.discount,
                                "analytic_distribution": False,  # else it looks for each
                            }
                        )
                        for product, quantity in goods
                    ],
                }
                for sale, day, goods in documents
            ]
        )
        moves.action_post()
        return moves

    def _receive_payments(self, sales, today):
        """Pay what was due by yesterday, into the bank."""
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        payers, vals_list = [], []
        for sale in sales:
            invoice = sale.moves[0]
            open_amount = sum(sale.moves.mapped("amount_total_signed"))
            for days_late, share in sale.payments:
                day = max(sale.day, invoice.invoice_date_due + timedelta(days_late))
                amount = invoice.currency_id.round(open_amount * share)
                if day < today and amount:
                    open_amount -= amount
                    payers.append(sale)
                    vals_list.append(
                        {
                            "payment_type": "inbound",
                            "partner_type": "customer",
                            "partner_id": sale.customer.id,
                            "journal_id": bank.id,
                            "amount": amount,
                            "date": day,
                            "memo": invoice.name,
                        }
                    )
        self._tell_planner()
        payments = self.env["account.payment"].create(vals_list)
        self._enter_in_books(payments)
        payments.action_post()
        for sale, payment in zip(payers, payments, strict=True):
            sale.moves |= payment.move_id

    def _enter_in_books(self, payments):
        """Give payments their entries, which posting does one by one, in four times the time."""
        vals_list = [payment._generate_move_vals() for payment in payments]
        self.env["account.move"].create(vals_list)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE account_payment payment SET move_id = entry.id
                 FROM account_move entry
                WHERE entry.origin_payment_id = payment.id AND payment.id = ANY(%s)""",
            [payments.ids],
        )
        payments.invalidate_recordset(["move_id"])

    def _reconcile(self, sales):
        """Settle each invoice with its credit note and payments."""
        self._tell_planner()
        self.env["account.move.line"]._reconcile_plan(
            [
                sale.moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
                for sale in sales
                if len(sale.moves) > 1
            ]
        )

    def _tell_planner(self):
        """Let the database know that tables which were empty a moment ago are not any more.

        Without that it loops over them in quadratic time.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_payment, account_partial_reconcile"
        )

    # What the salespeople think of them

    def _load_assessments(self, today):
        """Marks given in the last two finished quarters; a few customers were forgotten."""
        last = last_finished_period("quarter", today)
        rounds = [(previous_period(*last), 0.9), (last, 0.35)]
        indicators = [
            self.env.ref(f"keqing_customer.indicator_{name}")
            for name in ("market_influence", "enthusiasm", "reputation")
        ]
        vals_list = []
        for customer, name, kind, place in self._customers_by_rank():
            chance = Random(f"{name} judged")
            usual = 5.6 - place**0.6 + (kind == "distributor")
            for (__, date_to), share in rounds[1:] if name == NEWCOMER else rounds:
                if chance.random() > share:
                    continue
                day = date_to - timedelta(chance.randint(3, 40))
                vals_list += [
                    {
                        "partner_id": customer.id,
                        "indicator_id": indicator.id,
                        "value": min(5, max(1, round(usual + chance.gauss(0, 0.7)))),
                        "date": day,
                        "user_id": customer.user_id.id,
                    }
                    for indicator in indicators
                ]
        self.env["keqing.assessment"].create(vals_list)

    # What they were found to be

    def _load_gradings(self, today):
        """One quarter graded and confirmed, the next one waiting for the regional manager."""
        scorecard = self.env.ref(f"keqing_customer.{self.env.company.id}_scorecard_liquor")
        date_from, date_to = previous_period(*last_finished_period("quarter", today))
        newcomer = self.env.ref(f"keqing_customer.{NEWCOMER}")
        newcomer.active = False  # nobody knew it then
        confirmed = (
            self.env["keqing.evaluation.run"]
            .with_user(scorecard.user_id)
            .create({"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to})
        )
        confirmed.action_compute()
        confirmed.action_confirm()
        confirmed.sudo().confirmed_on = fields.Datetime.to_datetime(date_to) + timedelta(5)
        newcomer.active = True
        self.env["keqing.evaluation.run"]._open_last_period(scorecard)
        rebuilt = self.env["keqing.evaluation"].search(
            [
                ("run_id.scorecard_id", "=", scorecard.id),
                ("run_id.state", "=", "computed"),
                ("partner_id", "=", self.env.ref("keqing_customer.customer_guobin").id),
            ]
        )
        rebuilt.with_user(self.env.ref("keqing_customer.user_demo_territory_manager"))._override(
            self.env.ref("keqing_customer.grade_a"),
            "酒店停业装修一个季度，现已重新开业并恢复订货，客户关系和市场影响力未变，保留 A 级。",
        )
