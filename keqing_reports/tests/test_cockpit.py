# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ReportsCommon

BUDGET = 80  # queries of a screen with eight tiles and all cards, however much there is


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestCockpit(ReportsCommon):
    def _look(self, user=None, **asked):
        cockpit = self.env["keqing.cockpit"].with_user(user or self.director)
        return cockpit.with_company(self.company).get_cockpit(**{"day": "2024-03-15", **asked})

    def _tile(self, shown, code):
        [tile] = [tile for tile in shown["tiles"] if tile["id"] == self.kpis[code].id]
        return tile

    def test_a_tile_tells_what_the_table_tells(self):
        shown = self._look()
        self.assertEqual(shown["period"]["name"], "March 2024")
        self.assertEqual(shown["period"]["previous"], "2024-02-01")
        self.assertEqual(shown["period"]["next"], "2024-04-01")
        self.assertEqual(len(shown["tiles"]), 8)
        tile = self._tile(shown, "sales")
        self.assertIn("1,500.00", tile["value"])
        self.assertEqual(tile["changes"]["before"]["text"], "+150.0 %")
        self.assertEqual(tile["changes"]["last_year"]["text"], "+87.5 %")
        self.assertTrue(tile["changes"]["last_year"]["is_better"])
        self.assertFalse(tile["reached"])

    def test_periods(self):
        quarter = self._look(kind="quarter")
        self.assertEqual(quarter["period"]["name"], "Q1 2024")
        self.assertIn("2,100.00", self._tile(quarter, "sales")["value"])
        year = self._look(kind="year")
        self.assertEqual(year["period"]["next"], False)
        self.assertIn("So far, up to", year["period"]["note"])
        self.assertEqual(self._look(day=False)["period"]["name"], "April 2024")

    def test_one_territory(self):
        shown = self._look(territory_id=self.south.id)
        self.assertIn("300.00", self._tile(shown, "sales")["value"])
        self.assertEqual(
            [(place["name"], place["level"]) for place in shown["territories"]],
            [("Country", 0), ("North", 1), ("Harbour", 2), ("South", 1)],
        )
        own = self._look(self.manager)["territories"]
        self.assertEqual(
            [(place["name"], place["level"]) for place in own], [("North", 0), ("Harbour", 1)]
        )

    def test_targets(self):
        sales = self.kpis["sales"]
        sales.write({"has_target": True, "target": 2000, "target_basis": "month"})
        reached = self._tile(self._look(), "sales")["reached"]
        self.assertEqual((reached["text"], reached["is_behind"]), ("75.0 %", True))
        # On 10 April ten of thirty days are gone, a third of 3,000 is 1,000
        sales.target = 3000
        self._create_invoice(self.wanmin, 1000, "2024-04-09")
        reached = self._tile(self._look(day=False), "sales")["reached"]
        self.assertEqual((reached["text"], reached["is_behind"]), ("33.3 %", False))
        overdue = self.kpis["overdue"]
        overdue.write({"has_target": True, "target": 100})
        tile = overdue._get_reached(150.0, 100.0, (date(2024, 3, 1), date(2024, 3, 31)))
        self.assertTrue(tile["is_behind"])

    def test_one_kpi_in_detail(self):
        detail = self._look()["detail"]
        self.assertEqual(detail["kpi_id"], self.kpis["sales"].id)
        months = detail["months"]
        self.assertEqual((months["labels"][0], months["labels"][-1]), ("Apr 2023", "Mar 2024"))
        told = {series["of"]: series["values"] for series in months["series"]}
        self.assertEqual(told["value"][-2:], [600, 1500])
        self.assertEqual(told["last_year"][-1], 800)
        self.assertNotIn("target", told)
        places = {group["label"]: group for group in detail["groups"]}
        self.assertIn("1,200.00", places["Harbour"]["text"])
        self.assertEqual(places["Harbour"]["last_year"]["change"]["text"], "+50.0 %")
        people = self._look(by="holder")["detail"]["groups"]
        self.assertEqual([group["label"] for group in people], ["Colleague", "Salesperson"])

    def test_who_moved_most(self):
        movers = self._look()["detail"]["movers"]
        self.assertEqual(
            [each["name"] for each in movers["up"]],
            ["Xinyue Kiosk", "Wanmin Restaurant", "Ganyu's Shop"],
        )
        self.assertIn("300.00", movers["up"][0]["change"])
        self.assertEqual(movers["down"], [])
        february = self._look(day="2024-02-10", against="before")["detail"]["movers"]
        self.assertEqual([each["name"] for each in february["up"]], ["Wanmin Restaurant"])
        self.assertEqual(movers["title"], "Purchase amount")
        april = self._look(day=False, against="before")["detail"]["movers"]
        self.assertEqual(
            [each["name"] for each in april["down"]], ["Wanmin Restaurant", "Ganyu's Shop"]
        )

    def test_each_sees_own_customers(self):
        for user, amount, name in (
            (self.salesperson, "1,200.00", "Wanmin Restaurant"),
            (self.colleague, "300.00", "Xinyue Kiosk"),
        ):
            shown = self._look(user)
            self.assertIn(amount, self._tile(shown, "sales")["value"])
            self.assertEqual(shown["detail"]["movers"]["up"][0]["name"], name)
            ids = [tile["id"] for tile in shown["tiles"]]
            self.assertNotIn(self.kpis["gross_margin"].id, ids)
            names = [card["name"] for card in shown["cards"]]
            self.assertNotIn("credit", names)
            self.assertNotIn("rebates", names)

    def test_cards(self):
        wanmin = self.wanmin.with_company(self.company)
        wanmin.write({"keqing_grade_id": self.grade_a.id, "keqing_grade_trend": "down"})
        self.ganyu.with_company(self.company).keqing_grade_id = self.grade_b
        self.env["keqing.complaint"].create(
            {
                "partner_id": self.wanmin.id,
                "subject": "Six bottles leak",
                "description": "At the cork.",
                "type_id": self.env["keqing.complaint.type"].search([], limit=1).id,
            }
        ).sudo().due_at = "2024-04-09 10:00:00"
        cards = {card["name"]: card for card in self._look()["cards"]}
        self.assertEqual(list(cards), ["grades", "contacts", "complaints", "credit", "rebates"])
        grades = [(line["text"], line["amount"]) for line in cards["grades"]["lines"]]
        self.assertEqual([count for __, count in grades], ["1", "1", "0", "1"])
        self.assertEqual(cards["grades"]["lines"][0]["note"], "1 fallen")
        late = cards["complaints"]["lines"][0]
        self.assertEqual((late["text"], late["amount"], late["level"]), ("Late", "1", "now"))
        south = {card["name"]: card for card in self._look(territory_id=self.south.id)["cards"]}
        self.assertEqual(south["complaints"]["lines"][0]["amount"], "0")
        self.assertEqual(south["grades"]["lines"], [])

    def test_what_a_line_counts_it_opens(self):
        self.wanmin.with_company(self.company).keqing_grade_id = self.grade_a
        director = self.env(user=self.director)
        for card in self._look()["cards"]:
            for line in card["lines"]:
                action = line["action"]
                found = director[action["res_model"]].search(action["domain"])
                if line["amount"].isdigit():
                    with self.subTest(card["name"], line=line["text"]):
                        self.assertEqual(str(len(found)), line["amount"])

    def test_the_layout_one_chose_is_kept(self):
        cockpit = self.env["keqing.cockpit"].with_user(self.salesperson)
        cockpit = cockpit.with_company(self.company)
        chosen = [self.kpis[code].id for code in ("overdue", "sales")]
        hidden = self.kpis["margin_rate"].id  # not the salesperson's to see
        cockpit.save_layout([*chosen, hidden, 2**31 - 1], ["grades"])
        for __ in range(2):
            shown = self._look(self.salesperson)
            self.assertEqual([tile["id"] for tile in shown["tiles"]], chosen)
            self.assertNotIn("grades", [card["name"] for card in shown["cards"]])
            self.assertIn(
                {"name": "grades", "title": "Grades", "shown": False}, shown["choice"]["cards"]
            )
            cockpit.save_layout(chosen, ["grades"])
        self.assertEqual(len(self._look(self.colleague)["tiles"]), 8)
        cockpit.save_layout([], [])
        self.assertEqual(len(self._look(self.salesperson)["tiles"]), 8)

    def test_what_is_nonsense_is_refused_in_words(self):
        for asked in (
            {"kind": "decade"},
            {"kind": ["month"]},
            {"day": "today"},
            {"day": 5},
            {"day": "9999-12-31"},
            {"against": "others"},
            {"by": "month"},
            {"kpi_id": "1"},
            {"kpi_id": 2**40},
            {"territory_id": "1"},
            {"territory_id": 2**31 - 1},
        ):
            with self.subTest(asked), self.assertRaises(UserError):
                self._look(**asked)
        for layout in ((None, None), (["a"], []), ([1], [1]), ([1] * 1000, [])):
            with self.subTest(layout), self.assertRaises(UserError):
                self.env["keqing.cockpit"].with_user(self.director).save_layout(*layout)

    def test_strangers_see_nothing(self):
        stranger = self._create_user("stranger")
        with self.assertRaises(AccessError):
            self._look(stranger)
        with self.assertRaises(AccessError):
            self.env["keqing.cockpit"].with_user(stranger).save_layout([], [])

    def test_queries_do_not_grow(self):
        self._look()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(BUDGET):
            self._look()
        for number in range(6):
            place = self._create_territory(f"Place {number}", parent_id=self.south.id)
            customer = self._create_customer(f"C{number}", keqing_territory_id=place.id)
            self._create_invoice(customer, 10, "2024-03-03")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(BUDGET):
            self._look()
