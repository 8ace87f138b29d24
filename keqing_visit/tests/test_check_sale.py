# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestCheckSale(VisitCommon):
    """What becomes of products in a shop: what is earned by them, listed, ordered and sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["keqing.contact.role"].create({"name": "Owner", "code": "test_owner"})
        cls.rival = cls.env["keqing.competitor.product"].create(
            {
                "name": "Rival",
                "competitor_id": cls.env["keqing.competitor"].create({"name": "Rivals"}).id,
            }
        )
        cls.template = cls.env["keqing.visit.template"].create(
            {
                "name": "Outlet",
                "demands_result": False,
                "customer_type_ids": cls.outlet.ids,
                "check_ids": [
                    *map(cls._ask, ("shelf_price", "wholesale_price", "margin", "shelf_stock")),
                    *map(cls._ask, ("promotion_price", "leaflet_price")),
                    cls._ask("rival_promotion"),
                ],
            }
        )

    @classmethod
    def _ask(cls, code):
        return Command.create(
            {
                "item_id": cls.env.ref(f"keqing_visit.check_item_{code}").id,
                "product_ids": cls.product.ids,
                "rival_ids": cls.rival.ids,
                "breach_role_id": cls.role.id,
            }
        )

    def _check(self, visit, code):
        return visit.check_ids.filtered(lambda each: each.item_id.code == code)

    def _count(self, day, number):
        with freeze_time(f"{day} 04:00:00"):
            visit = self._create_visit(planned_on=day)
            self._check(visit, "shelf_stock").number = number
            visit.action_done()
        return visit

    def test_the_margin_is_held_against_its_band(self):
        self.env["keqing.price.band"].create(
            {"product_id": self.product.id, "price_kind": "margin", "low": 2, "high": 5}
        )
        person = self.env["res.partner"].create(
            {
                "name": "Hu Tao",
                "parent_id": self.customer.id,
                "keqing_role_id": self.role.id,
            }
        )
        visit = self._create_visit().with_user(self.salesperson)
        margin = self._check(visit, "margin")
        self._check(visit, "shelf_price").price = 10
        self.assertFalse(margin.is_answered)
        self._check(visit, "wholesale_price").price = 9
        self.assertEqual((margin.price, margin.verdict), (1, "breach"))
        self.assertIn("Margin of the shop", margin.task_id.summary)
        self.assertIn(person.name, margin.task_id.summary)
        self._check(visit, "wholesale_price").price = 6
        self.assertEqual((margin.price, margin.verdict), (4, "right"))
        self.assertFalse(margin.task_id)
        self._check(visit, "wholesale_price").price = 12
        self.assertEqual((margin.price, margin.verdict), (0, "breach"))

    def test_a_leaflet_promises_what_the_shop_asks(self):
        visit = self._create_visit().with_user(self.salesperson)
        leaflet = self._check(visit, "leaflet_price")
        leaflet.price = 9
        self.assertFalse(leaflet.verdict, "nobody has looked at the shelf")
        self._check(visit, "shelf_price").price = 10
        self.assertEqual(leaflet.verdict, "breach")
        self.assertIn("Price on the leaflet", leaflet.task_id.summary)
        self._check(visit, "promotion_price").price = 9
        self.assertEqual(leaflet.verdict, "right", "the promotion is what is paid")
        self.assertFalse(leaflet.task_id)
        leaflet.price = 8.99
        self.assertEqual(leaflet.verdict, "breach")

    def test_a_leaflet_has_a_band_as_well(self):
        self.env["keqing.price.band"].create(
            {"product_id": self.product.id, "price_kind": "leaflet", "low": 2, "high": 5}
        )
        visit = self._create_visit()
        self._check(visit, "shelf_price").price = 6
        leaflet = self._check(visit, "leaflet_price")
        leaflet.price = 6
        self.assertEqual(leaflet.verdict, "breach")

    def test_a_phone_asks_for_no_margin_but_shows_it(self):
        visit = self._create_visit()
        asked = lambda: {line["item"] for line in visit._read_stop_lines()[visit.id]}  # noqa: E731
        self.assertNotIn("Margin of the shop", asked())
        visit.check_ids.filtered("price_kind").filtered(
            lambda each: each.price_kind != "margin"
        ).price = 3
        self.assertIn("Margin of the shop", asked())

    def test_what_was_sold_stays_beside_the_stock(self):
        first = self._count("2026-03-01", 20)
        self.assertFalse(self._check(first, "shelf_stock").has_sold)
        second = self._check(self._count("2026-03-20", 5), "shelf_stock")
        self.assertEqual((second.has_sold, second.sold), (True, 15))

    def test_what_was_suggested_and_what_was_taken(self):
        """20 stood there, 5 are left: 15 sold, 1.5 x 15 - 5 = 17.5, in whole units 18."""
        self._count("2026-03-01", 20)
        visit = self._count("2026-03-20", 5)
        visit.action_make_order()
        stock = self._check(visit, "shelf_stock")
        self.assertEqual((stock.suggested, stock.taken), (18, 18))
        visit.order_ids.order_line.product_uom_qty = 12
        stock.invalidate_recordset()
        self.assertEqual((stock.suggested, stock.taken), (18, 12))
        self.assertFalse(stock.first_ordered_on)
        visit.order_ids.action_confirm()
        visit.order_ids.date_order = "2026-03-20 03:00:00"
        stock.invalidate_recordset()
        self.assertEqual(str(stock.first_ordered_on), "2026-03-20")

    def test_rivals_promotions_are_told_apart(self):
        for choice, is_task in (("none", False), ("ignored", False), ("watched", True)):
            with self.subTest(choice=choice):
                check = self._check(self._create_visit(), "rival_promotion")
                check.choice_id = self.env.ref(f"keqing_visit.check_choice_rival_{choice}")
                self.assertEqual(bool(check.task_id), is_task)

    # Offers

    def _offer(self, until, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.salesperson.id,
                "order_line": [Command.create({"product_id": self.product.id})],
                **values,
            }
        )
        order.validity_date = until
        return order

    def _offers_told(self, user):
        told = self.customer.with_user(user)._get_matters().get(self.customer, [])
        return [each["text"] for each in told if "offer" in each["text"] or "ask" in each["text"]]

    def test_offers_that_end_are_asked_about_again(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        ended = self._offer("2026-03-30")
        ends = self._offer("2026-04-03")
        self._offer("2026-04-04")  # there is time
        self._offer("2026-02-28")  # nobody waits for it any more
        self._offer("2026-04-01").action_confirm()
        self._offer("2026-04-01", user_id=self.manager.id)  # somebody else's
        told = self._offers_told(self.salesperson)
        self.assertEqual(len(told), 2)
        self.assertTrue(told[0].startswith(f"{ended.name} ended on"), told)
        self.assertTrue(told[1].startswith(f"{ends.name} ends on"), told)
        self.assertFalse(self._offers_told(self._create_user("keeper", "all")))
