# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateBases(RebateCommon):
    """Bases that are set against something, and groups that are judged as one."""

    def _state(self, program, customer=None):
        """The last statement of a customer of the year 2024."""
        program.action_state()
        return self.env["keqing.rebate.statement"].search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "=", (customer or self.customer).id),
                ("date_to", "=", "2024-12-31"),
            ]
        )

    def _agree(self, customer, targets, **values):
        """An agreement of 2024 in force, with targets (first day, last day, amount, category)."""
        kind = self.env["keqing.agreement.type"].create({"name": "Yearly"})
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": customer.id,
                "type_id": kind.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "target_ids": [
                    Command.create(
                        {
                            "date_from": first,
                            "date_to": last,
                            "amount": amount,
                            "category_id": category and category.id,
                        }
                    )
                    for first, last, amount, category in targets
                ],
                **values,
            }
        )
        agreement.sudo().stage = "active"
        return agreement

    # Growth

    def test_growth_is_what_exceeds_last_year(self):
        self._create_invoice(self.customer, 4000, "2023-02-01")
        self._create_invoice(self.customer, 9999, "2022-12-31")
        program = self._create_program(((0, 5), (1000, 10)), basis="growth")
        self._create_invoice(self.customer, 5500, "2024-03-01")
        statement = self._state(program)
        self.assertRecordValues(
            statement,
            [{"base": 1500, "amount": 5500, "against": 4000, "entitlement": 150, "payable": 150}],
        )
        self.assertIn("4,000", statement.against_text)
        lines = self.env["account.move.line"].search(statement.action_view_last_year()["domain"])
        self.assertEqual(lines.mapped("balance"), [-4000])

    def test_growth_in_slices(self):
        self._create_invoice(self.customer, 100, "2023-02-01")
        program = self._create_program(((0, 10), (1000, 25)), basis="growth", method="incremental")
        self._create_invoice(self.customer, 2100, "2024-03-01")
        self.assertEqual(self._state(program).entitlement, 350)

    def test_nothing_grows_below_last_year(self):
        self._create_invoice(self.customer, 4000, "2023-02-01")
        program = self._create_program(((0, 5),), basis="growth")
        self._create_invoice(self.customer, 3999.99, "2024-03-01")
        self.assertRecordValues(self._state(program), [{"base": 0, "entitlement": 0}])

    def test_without_a_base_year(self):
        """Credited in full, nothing was bought last year either."""
        invoice = self._create_invoice(self.customer, 700, "2023-02-01")
        self._credit(invoice, "2024-02-01")
        nothing = self._create_program(((0, 5),), basis="growth")
        everything = self._create_program(((0, 5),), basis="growth", without_base_year="all")
        self._create_invoice(self.customer, 1000, "2024-03-01")
        statement = self._state(nothing)
        self.assertRecordValues(statement, [{"base": 0, "entitlement": 0, "tier_id": False}])
        self.assertIn("Nothing was bought", statement.against_text)
        self.assertRecordValues(self._state(everything), [{"base": 1000, "entitlement": 50}])

    def test_last_year_is_of_the_same_products_and_quarter(self):
        wine = self._create_product("Wine")
        self._create_invoice(self.customer, 300, "2023-10-01", product=wine)
        self._create_invoice(self.customer, 5000, "2023-10-01")
        self._create_invoice(self.customer, 70, "2023-09-30", product=wine)
        program = self._create_program(
            ((0, 10),),
            basis="growth",
            period="quarter",
            product_ids=[Command.set(wine.ids)],
        )
        self._create_invoice(self.customer, 1000, "2024-12-31", product=wine)
        self.assertRecordValues(self._state(program), [{"against": 300, "entitlement": 70}])

    def test_what_settled_a_rebate_was_no_purchase(self):
        before = self._create_program(((0, 10),), date_from="2023-01-01", date_to="2023-12-31")
        self._create_invoice(self.customer, 1000, "2023-02-01")
        before.action_state()
        note = self._create_invoice(
            self.customer, 100, "2023-03-01", move_type="out_refund", post=False
        )
        statement = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", before.id)], limit=1
        )
        settlement = statement.settlement_ids.sudo().create(
            {"statement_id": statement.id, "way": "credit"}
        )
        note.sudo().keqing_rebate_settlement_id = settlement
        note.sudo().keqing_rebate_statement_id = statement
        statement.program_id.sudo().contra_account_id = note.invoice_line_ids.account_id
        note.action_post()
        program = self._create_program(((0, 10),), basis="growth")
        self._create_invoice(self.customer, 1500, "2024-02-01")
        self.assertRecordValues(self._state(program), [{"against": 1000, "entitlement": 50}])

    # Achievement

    def test_achievement_pays_on_the_amount(self):
        program = self._create_program(((80, 1), (100, 2), (120, 3)), basis="achievement")
        self._agree(self.customer, [("2024-01-01", "2024-12-31", 5000, None)])
        self._create_invoice(self.customer, 4000, "2024-03-01")
        statement = self._state(program)
        self.assertRecordValues(
            statement,
            [
                {
                    "base": 80,
                    "against": 5000,
                    "entitlement": 40,
                    "next_bound": 100,
                    "next_missing": 20,
                    "next_worth": 60,
                }
            ],
        )
        self.assertIn("5,000", statement.against_text)
        self._create_invoice(self.customer, 999.99, "2024-03-02")
        self.assertEqual(self._state(program).entitlement, 50.0, "1 % of 4,999.99")
        self._create_invoice(self.customer, 0.01, "2024-03-02")
        self.assertEqual(self._state(program).entitlement, 100)

    def test_without_a_target_nothing_is_achieved(self):
        program = self._create_program(((0, 5),), basis="achievement")
        self._agree(self.customer, [("2023-01-01", "2023-12-31", 10, None)], date_from="2023-01-01")
        self._create_invoice(self.customer, 4000, "2024-03-01")
        statement = self._state(program)
        self.assertRecordValues(statement, [{"entitlement": 0, "tier_id": False}])
        self.assertIn("No agreement", statement.against_text)

    def test_which_targets_count(self):
        """Those of the categories that count; one within a longer one counts with that."""
        wines, teas = self.env["product.category"].create([{"name": "Wines"}, {"name": "Teas"}])
        wine = self._create_product("Wine", categ_id=wines.id)
        of_wine = self._create_program(
            ((50, 2),), basis="achievement", category_ids=[Command.set(wines.ids)]
        )
        of_all = self._create_program(((50, 2),), basis="achievement")
        self._agree(
            self.customer,
            [
                ("2024-01-01", "2024-06-30", 600, wines),
                ("2024-07-01", "2024-12-31", 400, wines),
                ("2024-02-01", "2024-02-29", 100, wines),
                ("2024-01-01", "2024-12-31", 9000, teas),
                ("2024-01-01", "2024-12-31", 2000, None),
            ],
        )
        self._create_invoice(self.customer, 700, "2024-03-01", product=wine)
        self._create_invoice(self.customer, 500, "2024-03-01")
        self.assertRecordValues(self._state(of_wine), [{"against": 1000, "base": 70}])
        self.assertRecordValues(self._state(of_all), [{"against": 2000, "base": 60}])

    # Mix

    def test_mix_counts_different_products(self):
        products = [self._create_product(name) for name in ("Red", "White", "Brandy")]
        program = self._create_program(((2, 1), (3, 2)), basis="mix")
        for product in (*products[:2], products[0]):
            self._create_invoice(self.customer, 500, "2024-03-01", product=product)
        third = self._create_invoice(self.customer, 500, "2024-04-01", product=products[2])
        statement = self._state(program)
        self.assertRecordValues(statement, [{"base": 3, "amount": 2000, "entitlement": 40}])
        self.assertIn("3 products", statement.base_text)
        self._credit(third, "2024-05-01")
        self.assertRecordValues(
            self._state(program),
            [
                {
                    "base": 2,
                    "entitlement": 15,
                    "next_missing": 1,
                    "next_worth": 15,
                }
            ],
        )

    def test_mix_of_named_categories(self):
        wines, teas, rest = self.env["product.category"].create(
            [{"name": name} for name in ("Wines", "Teas", "Rest")]
        )
        red = self.env["product.category"].create({"name": "Red", "parent_id": wines.id})
        program = self._create_program(
            ((1, 10), (2, 100)),
            basis="mix",
            mix_of="category",
            rate_kind="lump",
            category_ids=[Command.set((wines + teas).ids)],
        )
        for name, category in (("a", red), ("b", wines), ("c", rest)):
            product = self._create_product(name, categ_id=category.id)
            self._create_invoice(self.customer, 5, "2024-03-01", product=product)
        self.assertRecordValues(self._state(program), [{"base": 1, "entitlement": 10}])
        tea = self._create_product("d", categ_id=teas.id)
        self._create_invoice(self.customer, 5, "2024-03-01", product=tea)
        self.assertRecordValues(self._state(program), [{"base": 2, "entitlement": 100}])

    def test_what_has_no_slices(self):
        for basis in ("achievement", "mix"):
            with self.assertRaisesRegex(ValidationError, "paid in slices"):
                self._create_program(basis=basis, method="incremental", start=False)
        with self.assertRaisesRegex(ValidationError, "no number of units"):
            self._create_program(basis="growth", rate_kind="unit", start=False)

    # Groups

    def _create_group(self, count=3):
        head = self._create_customer("Holding")
        companies = self._create_customers(count)
        for company in companies:
            company.is_company = True
        companies.parent_id = head
        return head, companies

    def test_a_group_reaches_the_tier_together(self):
        head, companies = self._create_group()
        program = self._create_program(((1000, 1), (3000, 10)), is_shared=True)
        alone = self._create_program(((1000, 1), (3000, 10)))
        for company, amount in zip(companies, (1000, 1000, 1000.5), strict=True):
            self._create_invoice(company, amount, "2024-03-01")
        statements = [self._state(program, company) for company in companies]
        self.assertEqual([each.base for each in statements], [3000.5] * 3)
        self.assertEqual([each.amount for each in statements], [1000, 1000, 1000.5])
        self.assertEqual([each.entitlement for each in statements], [100, 100, 100.05])
        self.assertIn("3 companies", statements[0].group_text)
        self.assertEqual(self._state(alone, companies[0]).entitlement, 10)
        self.assertFalse(self._state(alone, companies[0]).group_text)
        members = self.env["keqing.rebate.member"].search([("program_id", "=", program.id)])
        self.assertEqual(members.group_id, head)

    def test_shares_add_up_to_the_cent(self):
        __, companies = self._create_group()
        program = self._create_program(((0, 100),), rate_kind="lump", is_shared=True)
        for company in companies:
            self._create_invoice(company, 10, "2024-03-01")
        shares = [self._state(program, company).entitlement for company in companies]
        self.assertEqual(sorted(shares), [33.33, 33.33, 33.34])

    def test_confirming_one_of_a_group_heeds_the_others(self):
        __, companies = self._create_group(2)
        program = self._create_program(((1000, 10),), is_shared=True)
        for company in companies:
            self._create_invoice(company, 600, "2024-03-01")
        first = self._state(program, companies[0])
        first.action_confirm()
        self.assertRecordValues(first, [{"base": 1200, "payable": 60, "state": "confirmed"}])

    def test_a_group_grows_as_one(self):
        """What one of them bought last year another buys now: that is no growth."""
        head, companies = self._create_group(2)
        self._agree(head, [("2024-01-01", "2024-12-31", 2000, None)])
        self._create_invoice(companies[0], 900, "2023-03-01")
        growth = self._create_program(((0, 10),), basis="growth", is_shared=True)
        achieved = self._create_program(((50, 10),), basis="achievement", is_shared=True)
        self._create_invoice(companies[1], 1000, "2024-03-01")
        self.assertRecordValues(
            self._state(growth, companies[1]), [{"against": 900, "entitlement": 10}]
        )
        self.assertRecordValues(
            self._state(achieved, companies[1]), [{"base": 50, "entitlement": 100}]
        )

    # All of them, against plain Python

    def test_random_years(self):
        """What customers and groups buy in two years, by chance, in every basis."""
        chance = random.Random(19)
        head, sisters = self._create_group(3)
        customers = list(self._create_customers(3)) + list(sisters)
        self._agree(head, [("2024-01-01", "2024-12-31", 3000, None)])
        self._agree(customers[0], [("2024-01-01", "2024-12-31", 1234.56, None)])
        targets = {head: Fraction(3000), customers[0]: Fraction("1234.56")}
        products = [self._create_product(name) for name in "abcd"]
        tiers = {
            "growth": ((0, 3), (500, 7)),
            "achievement": ((30, 2.5), (60, 5.5)),
            "mix": ((1, 1), (3, 4.25)),
        }
        programs = {
            (basis, is_shared): self._create_program(each, basis=basis, is_shared=is_shared)
            for basis, each in tiers.items()
            for is_shared in (False, True)
        }
        bought = []
        for customer in customers:
            for __ in range(chance.randrange(2, 7)):
                year, cents = chance.choice((2023, 2024)), chance.randrange(1, 90000)
                product = chance.choice(products)
                day = f"{year}-{chance.randrange(1, 13):02}-11"
                invoice = self._create_invoice(customer, cents / 100, day, product=product)
                bought.append((customer, year, product, Fraction(cents, 100)))
                if chance.random() < 0.3:
                    self._credit(invoice, "2024-12-30")
                    bought.append((customer, year, product, -Fraction(cents, 100)))
        for (basis, is_shared), program in programs.items():
            program.action_state()
            found = {
                row.partner_id: Fraction(str(row.entitlement))
                for row in self.env["keqing.rebate.statement"].search(
                    [("program_id", "=", program.id), ("date_to", "=", "2024-12-31")]
                )
            }
            units = {
                customer: head if is_shared and customer in sisters else customer
                for customer in customers
            }
            for unit in set(units.values()):
                together = [customer for customer in customers if units[customer] == unit]
                owed = self._by_hand(bought, together, basis, tiers[basis], targets.get(unit))
                earned = sum(found.get(customer, 0) for customer in together)
                with self.subTest(basis=basis, is_shared=is_shared, unit=unit.name):
                    self.assertEqual(earned, owed)
            interim = program.copy({"claim_period": "month"})
            interim.action_start()
            with self.subTest(basis=basis, is_shared=is_shared, interim=True):
                self.assertEqual(self._state_monthly(interim), found)

    def _state_monthly(self, program):
        """What twelve statements came to, each confirmed: ``{customer: exact amount}``"""
        program.action_state()
        statements = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("date_to", "<", "2025-01-01")], order="date_to"
        )
        statements.action_confirm()
        stated = {}
        for statement in statements:
            so_far = stated.get(statement.partner_id, 0) + Fraction(str(statement.payable))
            stated[statement.partner_id] = so_far
            if str(statement.date_to) == "2024-12-31":
                stated[statement.partner_id] += Fraction(str(statement.carried_forward))
        return stated

    @staticmethod
    def _by_hand(bought, customers, basis, tiers, target):
        ours = [row for row in bought if row[0] in customers]
        amount = sum(row[3] for row in ours if row[1] == 2024)
        last_year = sum(row[3] for row in ours if row[1] == 2023)
        paid_on = amount
        if basis == "growth":
            if last_year <= 0:
                return 0
            judged = paid_on = max(amount - last_year, 0)
        elif basis == "achievement":
            if not target:
                return 0
            judged = amount / target * 100
        else:
            products = {row[2] for row in ours if row[1] == 2024}
            judged = sum(
                sum(row[3] for row in ours if row[1] == 2024 and row[2] == product) > 0
                for product in products
            )
        rates = [rate for bound, rate in tiers if judged >= bound]
        owed = Fraction(str(rates[-1])) * paid_on / 100 if rates else Fraction(0)
        owed = max(owed, 0)
        return Fraction(
            (Decimal(owed.numerator) / owed.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
        )
