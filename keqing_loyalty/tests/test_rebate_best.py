# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random
from fractions import Fraction

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestRebateBest(RebateCommon):
    """Of some programmes what a customer buys counts in the best alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wine = cls._create_product("Wine")
        cls.tea = cls._create_product("Tea")

    def _rival(self, tiers, *products, **values):
        if products:
            ids = [product.id for product in products]
            values["product_ids"] = [Command.set(ids)]
        return self._create_program(tiers, best_of="2024", **values)

    def _state(self, program, customer=None):
        program.action_state()
        return self.env["keqing.rebate.statement"].search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "=", (customer or self.customer).id),
                ("date_to", "=", "2024-12-31"),
            ]
        )

    def test_the_best_counts(self):
        """10 % of the wine are more than 2 % of everything; of the rest 2 % are paid."""
        everything = self._rival(((1, 2),), name="Everything")
        wines = self._rival(((1, 10),), self.wine, name="Wines")
        self._create_invoice(self.customer, 1000, "2024-02-01", product=self.wine)
        self._create_invoice(self.customer, 500, "2024-02-01", product=self.tea)
        self.assertRecordValues(self._state(wines), [{"amount": 1000, "payable": 100}])
        statement = self._state(everything)
        self.assertRecordValues(statement, [{"amount": 500, "base": 500, "payable": 10}])
        self.assertIn("1,000.00", statement.stopped_text)
        self.assertIn("paid under Wines instead", statement.stopped_text)
        self.assertFalse(self._state(wines).stopped_text)

    def test_each_customer_has_its_own_best(self):
        everything = self._rival(((1, 2),))
        wines = self._rival(((1, 10),), self.wine)
        drinker = self._create_customer("Drinks Tea")
        self._create_invoice(drinker, 10000, "2024-02-01", product=self.tea)
        self._create_invoice(drinker, 10, "2024-02-01", product=self.wine)
        self.assertRecordValues(
            self._state(everything, drinker), [{"amount": 10010, "payable": 200.2}]
        )
        self.assertRecordValues(self._state(wines, drinker), [{"amount": 0, "payable": 0}])

    def test_of_two_alike_the_older_counts(self):
        first, second = (self._rival(((1, 5),)) for __ in range(2))
        self._create_invoice(self.customer, 1000, "2024-02-01")
        self.assertEqual(self._state(second).payable, 0)
        self.assertEqual(self._state(first).payable, 50)

    def test_what_was_confirmed_stays_the_best(self):
        small = self._rival(((1, 5),))
        large = self._rival(((2000, 10),))
        self._create_invoice(self.customer, 1500, "2024-02-01")
        statement = self._state(small)
        statement.action_confirm()
        self._create_invoice(self.customer, 1000, "2024-03-01")
        self.assertEqual(self._state(large).payable, 0)
        self.assertEqual(statement.payable, 75)
        statement.action_return()
        self.assertEqual(self._state(large).payable, 250)
        self.assertEqual(self._state(small).payable, 0)

    def test_others_add_up(self):
        self._rival(((1, 10),))
        beside = self._create_program(((1, 3),))
        self._create_invoice(self.customer, 1000, "2024-02-01")
        self.assertEqual(self._state(beside).payable, 30)

    def test_growth_beside_an_amount(self):
        self._create_invoice(self.customer, 1000, "2023-02-01")
        growth = self._rival(((0, 50),), basis="growth")
        amount = self._rival(((0, 10),))
        self._create_invoice(self.customer, 1200, "2024-02-01")
        self.assertEqual([self._state(each).payable for each in (growth, amount)], [0, 120])
        self._create_invoice(self.customer, 200, "2024-02-01")
        self.assertEqual([self._state(each).payable for each in (growth, amount)], [200, 0])

    def test_earned_once(self):
        everything = self._rival(((1, 2),)).sudo()
        wines = self._rival(((1, 10),), self.wine).sudo()
        self._create_invoice(self.customer, 1000, "2024-02-01", product=self.wine)
        self.env.cr.flush()
        day = wines.date_from.replace(month=12)
        self.assertEqual(wines._get_earned(day), {self.customer.id: 100})
        self.assertEqual(everything._get_earned(day), {self.customer.id: 0})

    def test_what_cannot_be_compared(self):
        self._rival(((1, 2),))
        with self.assertRaisesRegex(ValidationError, "add up over other days"):
            self._rival(((1, 2),), period="quarter", start=False)
        for values in ({"claim_period": "month"}, {"is_shared": True}, {"basis": "mix"}):
            with self.assertRaisesRegex(ValidationError, "stated once"):
                self._rival(((1, 2),), start=False, **values)

    def test_random_purchases(self):
        """Against plain Python: three programmes over five products, by chance."""
        chance = random.Random(3)
        products = [self._create_product(name) for name in "abcde"]
        customers = list(self._create_customers(6))
        scopes, programs = [], []
        for __ in range(3):
            scope = chance.sample(products, chance.randrange(1, 5))
            tiers = ((chance.randrange(1, 400), chance.randrange(1, 9)),)
            scopes.append((scope, tiers[0]))
            programs.append(self._rival(tiers, *scope))
        bought = {customer: {} for customer in customers}
        for customer in customers:
            for product in chance.sample(products, 4):
                cents = chance.randrange(1, 50000)
                day = f"2024-{chance.randrange(1, 13):02}-05"
                self._create_invoice(customer, cents / 100, day, product=product)
                bought[customer][product] = Fraction(cents, 100)
        for program in programs:
            program.action_state()
        for customer, amounts in bought.items():
            left, waiting, paid = dict(amounts), list(range(3)), [Fraction(0)] * 3
            while waiting:
                worth = {}
                for place in waiting:
                    scope, (bound, rate) = scopes[place]
                    base = sum(left.get(product, 0) for product in scope)
                    worth[place] = base * rate / 100 if base >= bound else 0
                best = max(waiting, key=lambda place: (worth[place], -place))
                waiting.remove(best)
                paid[best] = worth[best]
                if worth[best]:
                    for product in scopes[best][0]:
                        left.pop(product, None)
            for place, program in enumerate(programs):
                with self.subTest(customer=customer.name, program=place):
                    found = self._state(program, customer).payable
                    self.assertLessEqual(abs(Fraction(str(found)) - paid[place]), Fraction(1, 200))
