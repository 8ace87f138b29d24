# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import random

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import freeze_time, tagged, users

from ..models.card.res_partner_recommendation import RECOMMENDATION_MONTHS
from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestRecommendation(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Wanmin Restaurant")
        cls.wine = cls._create_product("Dandelion wine")
        cls.light, cls.festive = cls.env["keqing.preference"].create(
            [
                {"name": "Lightest aroma", "kind": "taste"},
                {"name": "Most festive", "kind": "style"},
            ]
        )

    def _buy(self, customer, *products, date="2024-06-01", **values):
        lines = [
            Command.create(
                {"product_id": each.id, "quantity": 1, "price_unit": 10, "tax_ids": False}
            )
            for each in products
        ]
        return self._create_invoice(customer, 10, date, invoice_line_ids=lines, **values)

    def _recommended(self, customer=None, **context):
        customer = (customer or self.customer).with_context(**context)
        return {each["name"]: each for each in customer.get_keqing_recommendations()}

    def _reason(self, product=None):
        return self._recommended().get((product or self.wine).name, {}).get("reason")

    def test_what_those_alike_buy_with_the_reason(self):
        for number, peer in enumerate(self._create_customers(6)):
            self._buy(peer, self.product if number < 2 else self.wine)
        self.assertEqual(
            self._recommended(),
            {
                "Dandelion wine": {
                    "id": self.wine.id,
                    "name": "Dandelion wine",
                    "reason": "Bought by 4 of 6 customers of the type Outlet without a grade in "
                    "Harbour in the last 6 months.",
                    "likes": [],
                }
            },
        )

    def test_grade_and_territory_make_alike(self):
        for each in self.customer | self._create_customers(5, user_id=self.director.id):
            each.sudo().keqing_grade_id = self.grade_a
        alike = self.env["res.partner"].search([("user_id", "=", self.director.id)])
        others = self._create_customers(5)
        others[:3].sudo().keqing_grade_id = self.grade_b
        others[3:].keqing_territory_id = self.south
        for peer in alike:
            self._buy(peer, self.wine)
        for peer in others:
            self._buy(peer, self.product)
        self.assertEqual(
            self._reason(),
            "Bought by 5 of 5 customers of the type Outlet with the grade "
            f"{self.grade_a.name} in Harbour in the last 6 months.",
        )
        self.assertFalse(self._reason(self.product))

    def test_few_alike_fall_back_to_the_type_alone(self):
        here, there = self._create_customers(4), self._create_customers(3)
        there.keqing_territory_id = self.south
        for peer in here | there:
            self._buy(peer, self.wine)
        self.assertEqual(
            self._reason(),
            "Bought by 7 of 7 customers of the type Outlet in the last 6 months.",
        )

    def test_no_count_below_three(self):
        peers = self._create_customers(6)
        for peer in peers:
            self._buy(peer, self.product)
        for peer in peers[:2]:
            self._buy(peer, self.wine)
        self.assertFalse(self._reason())
        self._buy(peers[2], self.wine)
        self.assertTrue(self._reason())

    def test_what_the_customer_has_or_ordered_is_not_recommended(self):
        for peer in self._create_customers(5):
            self._buy(peer, self.wine, self.product)
        self._buy(self.customer, self.product)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.wine.id})],
            }
        )
        self.assertEqual([*self._recommended()], ["Dandelion wine"])
        order.action_confirm()
        self.assertFalse(self._recommended())
        self.company.partner_id.tz = "Asia/Shanghai"
        since = Date.subtract(self.company._get_keqing_today(), months=RECOMMENDATION_MONTHS)
        order.date_order = Datetime.subtract(Datetime.to_datetime(since), hours=8)  # its midnight
        self.assertFalse(self._recommended())
        order.date_order = Datetime.subtract(order.date_order, seconds=1)
        self.assertTrue(self._recommended())

    def test_only_what_is_sold_now_and_by_the_company(self):
        archived, unsold, foreign = (
            self._create_product(name) for name in ("Archived", "Unsold", "Foreign")
        )
        for peer in self._create_customers(5):
            self._buy(peer, self.wine, archived, unsold, foreign)
        archived.active = False
        unsold.sale_ok = False
        foreign.company_id = self.company
        self.assertEqual(set(self._recommended()), {"Dandelion wine", "Foreign"})
        self.env.cr.execute(
            "UPDATE product_template SET company_id = %s WHERE id = %s",
            [self.other_company.id, foreign.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        self.assertEqual(set(self._recommended()), {"Dandelion wine"})

    def test_books_of_another_company_do_not_count(self):
        for peer in self._create_customers(5):
            self._buy(peer, self.wine, company=self.other_company)
        self.assertFalse(self._recommended())

    def test_what_is_liked_comes_first(self):
        self.customer.keqing_preference_ids = self.light | self.festive
        self.wine.keqing_preference_ids = self.light
        peers = self._create_customers(5)
        for peer in peers:
            self._buy(peer, self.product)
        for peer in peers[:3]:
            self._buy(peer, self.wine)
        found = self.customer.get_keqing_recommendations()
        self.assertEqual(
            [(each["name"], each["likes"]) for each in found],
            [("Dandelion wine", ["Lightest aroma"]), ("Osmanthus wine", [])],
        )

    def test_a_customer_without_type_is_like_nobody(self):
        for peer in self._create_customers(5):
            self._buy(peer, self.wine)
        order = self._quotation(self.customer)
        self.customer.keqing_customer_type_id = False
        told = "Wanmin Restaurant has no customer type.* Give it one on its card"
        for ask in (
            self.customer.get_keqing_recommendations,
            order.get_keqing_recommendations,
            lambda: order.action_keqing_add_recommended(self.wine.ids),
        ):
            with self.assertRaisesRegex(UserError, told):
                ask()
        self.assertFalse(order.order_line)

    def test_equals_brute_force(self):
        """Many customers who bought this and that now and then, against plain Python."""
        chance = random.Random(7)
        products = [self._create_product(f"Product {number:02}") for number in range(14)]
        customers = self._create_customers(16)
        bought = []
        for customer in customers:
            customer.keqing_territory_id = chance.choice([self.harbour, self.harbour, self.south])
            customer.sudo().keqing_grade_id = chance.choice([self.grade_a, self.grade_a, False])
            for __ in range(chance.randrange(3)):
                date = chance.choice(["2023-12-14", "2023-12-15", "2024-03-01", "2024-06-15"])
                basket = chance.sample(products, 6)
                self._buy(customer, *basket, date=date)
                bought += [(customer, date, product) for product in basket]
        for product in products:
            product.keqing_preference_ids = chance.choice([self.light, self.festive, False])
        for customer in customers:
            customer.keqing_preference_ids = chance.choice([self.light, False])
            with self.subTest(customer=customer.name):
                self.assertEqual(
                    [
                        (each["name"], each["reason"].split(" customers")[0])
                        for each in customer.get_keqing_recommendations()
                    ],
                    self._by_hand(customer, customers, bought, products),
                )

    def _by_hand(self, customer, customers, bought, products):
        recent = [(who, what) for who, date, what in bought if date >= "2023-12-15"]
        everybody = {who for who, __ in recent if who != customer}
        near = {
            who
            for who in everybody
            if who.keqing_territory_id == customer.keqing_territory_id
            and who.keqing_grade_id == customer.keqing_grade_id
        }
        alike = near if len(near) >= 5 else everybody
        ranked = []
        for product in products:
            buyers = len({who for who, what in recent if what == product and who in alike})
            if buyers >= 3 and (customer, product) not in recent:
                likes = len(product.keqing_preference_ids & customer.keqing_preference_ids)
                ranked.append((-likes, -buyers, product.id, product.name))
        return [
            (name, f"Bought by {-buyers} of {len(alike)}")
            for __, buyers, __, name in sorted(ranked)[:10]
        ]

    def test_many_cost_no_more_than_few(self):
        peers = self._create_customers(12)

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.customer.get_keqing_recommendations()
            return len(found), self.cr.sql_log_count - before

        for peer in peers[:5]:
            self._buy(peer, self.wine)
        cost()
        few, queries = cost()
        products = [self._create_product(f"Product {number}") for number in range(9)]
        for peer in peers:
            self._buy(peer, *products)
        self.assertEqual(cost(), (few + 9, queries))

    def test_who_does_not_see_the_customer_is_told_nothing(self):
        self.customer.keqing_territory_id = self.south
        with self.assertRaises(AccessError):
            self.customer.with_user(self.salesperson).get_keqing_recommendations()
        order = self._quotation(self.customer)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).get_keqing_recommendations()

    def _quotation(self, customer):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        return self.env["sale.order"].create(
            {"partner_id": customer.id, "user_id": self.salesperson.id}
        )

    @users("salesperson")
    def test_one_tap_away_on_the_order(self):
        for peer in self._create_customers(5, keqing_territory_id=self.south.id):
            self._buy(peer, self.wine, self.product)  # whom the salesperson does not see
        order = self._quotation(self.customer).with_env(self.env)
        self.assertEqual(len(order.get_keqing_recommendations()), 2)
        order.action_keqing_add_recommended([self.wine.id])
        self.assertEqual(order.order_line.product_id, self.wine)
        self.assertEqual(order.order_line.product_uom_qty, 1)
        self.assertEqual(
            [each["name"] for each in order.get_keqing_recommendations()], ["Osmanthus wine"]
        )
        with self.assertRaisesRegex(UserError, "recommended"):
            order.action_keqing_add_recommended([self.wine.id])
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "new quotation"):
            order.action_keqing_add_recommended([self.product.id])
