# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged, users

from .common import VisitCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestStoreCheck(VisitCommon):
    """What is found in a shop, and what it means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = {
            item.code: item for item in cls.env["keqing.check.item"].search([("code", "!=", False)])
        }
        cls.competitor = cls.env["keqing.competitor"].create({"name": "Northland"})
        cls.rival = cls.env["keqing.competitor.product"].create(
            {"name": "Fire-water", "competitor_id": cls.competitor.id}
        )
        cls.template = cls.env["keqing.visit.template"].create(
            {
                "name": "Outlet",
                "demands_result": False,
                "customer_type_ids": cls.outlet.ids,
                "check_ids": [
                    cls._ask("price_tags"),
                    cls._ask("shelf_stock", is_mandatory=True),
                    cls._ask("shelf_price"),
                    cls._ask("listing"),
                    cls._ask("display_photo"),
                    cls._ask("rival_price", rival_ids=cls.rival.ids),
                ],
            }
        )

    @classmethod
    def _ask(cls, code, **values):
        item = cls.items[code]
        if item.subject == "product":
            values["product_ids"] = cls.product.ids
        return Command.create({"item_id": item.id, **values})

    @classmethod
    def _create_band(cls, low, high, **values):
        return cls.env["keqing.price.band"].create(
            {"product_id": cls.product.id, "low": low, "high": high, **values}
        )

    def _check(self, visit, code):
        return visit.check_ids.filtered(lambda check: check.item_id.code == code)

    @users("salesperson")
    def test_lines_are_those_of_the_template(self):
        visit = self._create_visit()
        self.assertEqual(
            visit.check_ids.item_id.mapped("code"),
            ["price_tags", "shelf_stock", "shelf_price", "listing", "display_photo", "rival_price"],
        )
        self.assertEqual(self._check(visit, "shelf_price").product_id, self.product)
        self.assertEqual(self._check(visit, "rival_price").rival_id, self.rival)

    @users("salesperson")
    def test_prices_are_held_against_the_narrowest_band(self):
        self._create_band(90, 110)
        self._create_band(95, 105, territory_id=self.north.id)
        self._create_band(1, 2, territory_id=self.south.id)
        self._create_band(1, 2, date_to="2026-03-30")
        self._create_band(1, 2, price_kind="wholesale")
        self._create_band(1, 2, company_id=self.other_company.id)
        price = self._check(self._create_visit(), "shelf_price")
        for amount, verdict in (
            (95, "right"),
            (105, "right"),
            (94.99, "breach"),
            (105.01, "breach"),
        ):
            price.price = amount
            self.assertEqual((price.price, price.verdict), (amount, verdict))
        self.assertEqual((price.band_low, price.band_high), (95, 105))

    @users("salesperson")
    def test_a_price_without_a_band_says_nothing(self):
        price = self._check(self._create_visit(), "shelf_price")
        price.price = 99
        self.assertFalse(price.verdict)
        self.assertFalse(price.visit_id.has_store_score)

    @users("salesperson")
    def test_a_zero_is_an_answer(self):
        stock = self._check(self._create_visit(), "shelf_stock")
        self.assertFalse(stock.verdict)
        stock.number = 0
        self.assertTrue(stock.is_answered)
        self.assertEqual(stock.verdict, "breach")

    @users("salesperson")
    def test_one_task_for_a_breach(self):
        role = self.env["keqing.contact.role"].search([], limit=1)
        self.items["shelf_price"].breach_role_id = role
        self.env["res.partner"].sudo().create(
            {"name": "Purchaser Xu", "parent_id": self.customer.id, "keqing_role_id": role.id}
        )
        self._create_band(90, 110)
        visit = self._create_visit()
        price = self._check(visit, "shelf_price")
        price.price = 120
        price.price = 130
        self.assertEqual(len(visit.activity_ids), 1)
        self.assertEqual(visit.activity_ids.user_id, self.salesperson)
        self.assertIn("Purchaser Xu", visit.activity_ids.summary)

    @users("salesperson")
    def test_put_right_its_task_goes_and_a_second_breach_is_told(self):
        self._create_band(90, 110)
        visit = self._create_visit()
        price = self._check(visit, "shelf_price")
        price.price = 120
        first = visit.activity_ids
        price.price = 100
        self.assertFalse(visit.activity_ids)
        price.price = 80
        self.assertEqual(len(visit.activity_ids - first), 1)

    @users("salesperson")
    def test_what_is_emptied_is_no_answer(self):
        visit = self._create_visit()
        tags = self._check(visit, "price_tags")
        tags.yes_no = "no"
        self.assertEqual(tags.verdict, "breach")
        tags.yes_no = False
        self.assertFalse(tags.is_answered or tags.verdict or visit.activity_ids)

    @users("salesperson")
    def test_a_number_of_which_nothing_is_asked_is_neither_right_nor_wrong(self):
        self.items["shelf_stock"].minimum = 0
        visit = self._create_visit()
        stock = self._check(visit, "shelf_stock")
        stock.number = 3
        self.assertTrue(stock.is_answered)
        self.assertFalse(stock.verdict or visit.has_store_score)

    @users("salesperson")
    def test_what_was_found_is_history(self):
        self._create_band(90, 110)
        visit = self._create_visit()
        price, stock = self._check(visit, "shelf_price"), self._check(visit, "shelf_stock")
        price.price, stock.number = 100, 3
        visit.action_done()
        for what in ("write", "reason", "create", "unlink"):
            with self.subTest(what), self.assertRaises(UserError):
                match what:
                    case "write":
                        price.price = 200
                    case "reason":
                        price.reason = "Because"
                    case "create":
                        item = self.items["rival_price"].id
                        price.create({"visit_id": visit.id, "item_id": item})
                    case "unlink":
                        price.unlink()
        self.assertEqual((price.price, price.verdict), (100, "right"))

    @users("salesperson")
    def test_another_template_asks_for_its_own(self):
        other = self.template.sudo().copy({"check_ids": [self._ask("listing")]})
        visit = self._create_visit()
        self._check(visit, "shelf_stock").number = 3
        visit.template_id = other
        self.assertEqual(set(visit.check_ids.item_id.mapped("code")), {"shelf_stock", "listing"})

    def test_another_company_finds_nothing_of_the_last_time(self):
        visit = self._create_visit()
        self._check(visit, "shelf_stock").number = 7
        visit.action_done()
        self.salesperson.company_ids += self.other_company
        theirs = self._create_visit(company_id=self.other_company.id)
        self.assertFalse(self._check(theirs, "shelf_stock").previous_id)

    @users("salesperson")
    def test_the_last_time_is_the_one_before_the_check_in(self):
        ahead = self._create_visit(planned_on="2026-04-10")
        between = self._create_visit()
        self._check(between, "shelf_stock").number = 7
        between.action_done()
        self.assertFalse(self._check(ahead, "shelf_stock").previous_id)
        ahead.check_in()
        self.assertEqual(self._check(ahead, "shelf_stock").previous_found, "7")

    @users("salesperson")
    def test_the_score_leaves_out_what_was_not_judged(self):
        """Availability weighs 30, price 25: stock right, listing wrong; tags right, no band."""
        visit = self._create_visit()
        self._check(visit, "shelf_stock").number = 3
        self._check(visit, "listing").choice_id = self.env.ref("keqing_visit.check_choice_ordered")
        self._check(visit, "price_tags").yes_no = "yes"
        self._check(visit, "shelf_price").price = 99
        self.assertEqual(visit.store_score, 72.7)  # (30 x 0.5 + 25) / 55

    @users("salesperson")
    def test_what_was_found_the_last_time_stands_beside(self):
        visit = self._create_visit()
        self._check(visit, "shelf_stock").number = 7
        visit.action_done()
        following = self._check(self._create_visit(), "shelf_stock")
        self.assertEqual(following.previous_found, "7")
        self.assertFalse(following.is_answered)

    @users("salesperson")
    def test_mandatory_lines_are_answered_or_explained(self):
        visit = self._create_visit()
        with self.assertRaisesRegex(Exception, "Still missing: Stock in the shop Osmanthus wine"):
            visit.action_done()
        self._check(visit, "shelf_stock").reason = "The store room is locked"
        visit.action_done()

    @users("salesperson")
    def test_a_photo_is_a_picture(self):
        photo = self._check(self._create_visit(), "display_photo")
        photo.photo = PIXEL
        self.assertEqual(photo.verdict, "right")
        for content in (b"%PDF-1.7 no picture", b"", b"\x00" * 50):
            with (
                self.subTest(content=content[:10]),
                self.assertRaisesRegex(ValidationError, "no picture"),
            ):
                photo.photo = base64.b64encode(content) or "="

    @users("salesperson")
    def test_answers_belong_to_their_item(self):
        tags = self._check(self._create_visit(), "price_tags")
        with self.assertRaisesRegex(ValidationError, "is no answer to"):
            tags.choice_id = self.env.ref("keqing_visit.check_choice_ordered")

    @users("salesperson")
    def test_many_lines_cost_few_queries(self):
        products = (
            self.env["product.product"]
            .sudo()
            .create([{"name": f"Wine {number}"} for number in range(20)])
        )
        for line in self.template.sudo().check_ids:
            if line.item_id.code in ("shelf_stock", "shelf_price"):
                line.product_ids = products
        for product in products:
            self.env["keqing.price.band"].sudo().create(
                {"product_id": product.id, "low": 90, "high": 110}
            )
        visit = self._create_visit()
        answers = [
            Command.update(check.id, {"number": 3} if check.answer == "number" else {"price": 99})
            for check in visit.check_ids
            if check.product_id in products
        ]
        self.assertEqual(len(answers), 40)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            visit.write({"check_ids": answers})
            self.env.flush_all()

    def test_whom_a_wrong_price_is_taken_up_with(self):
        buyer = self.env.ref("keqing_customer.contact_role_purchasing_manager")
        prices = self.env["keqing.check.item"].search(
            [("answer", "=", "price"), ("subject", "=", "product")]
        )
        self.assertEqual(prices.breach_role_id, buyer)
