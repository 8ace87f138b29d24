# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command
from odoo.exceptions import ValidationError
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
