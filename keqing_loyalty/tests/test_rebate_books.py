# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SettlementCommon
from .test_diversion import DiversionCommon

TIERS = ((5_000, "1"), (20_000, "2"), (60_000, "3.5"))
NOON = timedelta(hours=4)  # in UTC


def earned_by(base):
    """What a base comes to, by the words of the programme: the reached rate on everything."""
    rate = max((Decimal(rate) for bound, rate in TIERS if base >= bound), default=Decimal(0))
    return (base * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


@tagged("post_install", "-at_install")
class TestRebateBooks(DiversionCommon, SettlementCommon):
    """A year as it comes: after each month the books say what plain Python finds.

    Twelve accruals, four settlements, credit notes that come late, a customer who is frozen while a
    case is open, and a rebate in goods.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.date_to = "2024-12-31"
        cls.customers = (
            cls.customer
            + cls.dealer
            + cls._create_customer("Liuyun Inn")
            + cls._create_customer("Wangshu Inn")
        )
        cls.tea = cls._create_product("Tea")
        cls.tea.write({"invoice_policy": "order", "list_price": 10, "taxes_id": False})
        contra, cls.owed, cls.owed_goods = cls.env["account.account"].create(
            [
                {"code": "4910", "name": "Revenue lowered", "account_type": "income"},
                {"code": "2430", "name": "Owed in money", "account_type": "liability_current"},
                {"code": "2440", "name": "Owed in goods", "account_type": "liability_current"},
            ]
        )
        cls.lowered = contra
        books = {
            "accrues": True,
            "accrual_journal_id": cls.journal.id,
            "contra_account_id": contra.id,
        }
        cls.yearly = cls._create_program(
            TIERS,
            name="Wine",
            claim_period="quarter",
            product_ids=cls.product.ids,
            liability_account_id=cls.owed.id,
            **books,
        )
        cls.in_goods = cls._create_program(
            ((100, 10),),
            name="Tea for tea",
            product_ids=cls.tea.ids,
            pays_credit=False,
            pays_goods=True,
            liability_account_id=cls.owed_goods.id,
            **books,
        )
        cls.bookkeeper = cls._create_user("bookkeeper", "user")
        cls.bookkeeper.group_ids += cls.env.ref("account.group_account_invoice")

    def setUp(self):
        super().setUp()
        self.chance = Random("a year")
        self.sales = []  # (customer, day, signed amount)
        self.tea_sales = []
        self.invoices = defaultdict(list)  # by month
        self.stated = defaultdict(Decimal)  # by customer
        self.settled = defaultdict(Decimal)

    # What happens

    def _sell(self, month):
        for customer in self.customers:
            for __ in range(self.chance.randint(1, 3)):
                day = date(2024, month, self.chance.randint(1, 28))
                amount = Decimal(self.chance.randint(50_000, 400_000)) / 100
                invoice = self._create_invoice(customer, float(amount), day)
                self.sales.append((customer, day, amount))
                self.invoices[month].append((customer, invoice, amount))
        self._create_invoice(self.customer, 150, date(2024, month, 5), product=self.tea)
        self.tea_sales.append((date(2024, month, 5), Decimal(150)))

    def _take_back(self, month, sold_in):
        """The whole of an invoice of some month before."""
        customer, invoice, amount = self.invoices[sold_in].pop()
        day = date(2024, 12, 31) if month > 12 else date(2024, month, 20)
        day += timedelta(days=20 * (month > 12))
        self._credit(invoice, day)
        self.sales.append((customer, day, -amount))

    def _settle_quarter(self, day, customers):
        """State, confirm, approve and credit what is owed for a quarter; held to plain Python."""
        self.yearly.action_state()
        statements = self.env["keqing.rebate.statement"].search(
            [
                ("program_id", "=", self.yearly.id),
                ("date_to", "=", day),
                ("partner_id", "in", customers.ids),
            ]
        )
        self.assertEqual(
            {each.partner_id: Decimal(str(each.payable)) for each in statements},
            {customer: self._payable(customer, day) for customer in customers},
        )
        statements.with_user(self.director).action_confirm()
        statements.with_user(self.controller).action_approve()
        for statement in statements.filtered("payable"):
            self._settle(statement).action_post()
            payable = Decimal(str(statement.payable))
            self.stated[statement.partner_id] += payable
            self.settled[statement.partner_id] += payable
        self.assertEqual(set(statements.filtered("payable").mapped("state")), {"settled"})

    # What plain Python finds

    def _base(self, customer, day):
        return sum(amount for who, when, amount in self.sales if who == customer and when <= day)

    def _payable(self, customer, day):
        return max(earned_by(self._base(customer, day)) - self.stated[customer], Decimal(0))

    def _balance(self, account, customer=None):
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if customer:
            domain.append(("partner_id", "=", customer.id))
        lines = self.env["account.move.line"].search(domain)
        return sum((Decimal(str(line.balance)) for line in lines), Decimal(0))

    def _check_books(self, day):
        """What is owed to each, what revenue was lowered by, and that debit equals credit."""
        earned = {customer: earned_by(self._base(customer, day)) for customer in self.customers}
        for customer, amount in earned.items():
            self.assertEqual(
                -self._balance(self.owed, customer),
                amount - self.settled[customer],
                (day, customer),
            )
        tea = sum(amount for when, amount in self.tea_sales if when <= day)
        in_goods = tea / 10 if tea >= 100 else Decimal(0)
        self.assertEqual(-self._balance(self.owed_goods), in_goods, day)
        self.assertEqual(self._balance(self.lowered), sum(earned.values()) + in_goods, day)
        [[trial_balance]] = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        self.assertEqual(round(trial_balance, 2), 0)

    # The year

    def test_a_year(self):
        frozen = self.dealer
        case = None
        for month in range(1, 13):
            end = date(2024, month, 1) + relativedelta(months=1, days=-1)
            with freeze_time(datetime(2024, month, 28) + NOON):
                self._sell(month)
                if month in (3, 6, 7, 11):  # late by one to four months
                    self._take_back(month, sold_in=month - (1 if month == 3 else 2))
                if month == 6:
                    case = self._accuse()
                if month == 7:
                    self._decide(case, "unproven")
            with freeze_time(datetime.combine(end, datetime.min.time()) + timedelta(12) + NOON):
                self._accrue(end)
                self._check_books(end)
                if month == 8:
                    case.with_user(self.judge).action_close()
                    self._settle_quarter(date(2024, 6, 30), frozen)
                if month == 6:
                    self._check_frozen(end)
                if month % 3 == 0:
                    self._settle_quarter(
                        end, self.customers - frozen if month == 6 else self.customers
                    )
        with freeze_time("2025-02-10 04:00:00"):
            self._take_back(13, sold_in=12)
            self._accrue(date(2025, 1, 31))
            self._check_books(date(2025, 1, 31))
            self._give_goods()

    def _accrue(self, day):
        for program in self.yearly + self.in_goods:
            program.sudo()._accrue(day)
            self.assertFalse(program.sudo()._accrue(day), "once")

    def _check_frozen(self, day):
        """What is frozen is earned all the same, and nobody confirms it."""
        self.yearly.action_state()
        statement = self.env["keqing.rebate.statement"].search(
            [
                ("program_id", "=", self.yearly.id),
                ("date_to", "=", day),
                ("partner_id", "=", self.dealer.id),
            ]
        )
        with self.assertRaisesRegex(UserError, "is frozen"), self.env.cr.savepoint():
            statement.with_user(self.director).action_confirm()

    def _give_goods(self):
        """A tenth of 12 times 150 is 180: eighteen packets at 10."""
        self.in_goods.action_state()
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", self.in_goods.id), ("date_to", "=", "2024-12-31")]
        )
        self.assertEqual(statement.payable, 180)
        statement.with_user(self.director).action_confirm()
        statement.with_user(self.controller).action_approve()
        statement.with_user(self.controller).action_give_goods()
        order = statement.settlement_ids.order_id
        order.order_line = [
            Command.create({"product_id": self.tea.id, "product_uom_qty": 18, "tax_ids": False})
        ]
        order.action_confirm()
        order._create_invoices().action_post()
        self.assertEqual(statement.state, "settled")
        self.assertEqual(self._balance(self.owed_goods), 0)
