# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReportsCommon

MARCH = (date(2024, 3, 1), date(2024, 3, 31))
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestKpi(ReportsCommon):
    def test_sums_over_territories_people_and_products(self):
        self.assertEqual(self._values("sales", "all", MARCH), {"All customers": 1500})
        places = self._values("sales", "territory", MARCH)
        self.assertEqual(
            {name: places[name] for name in ("Country", "North", "Harbour", "South")},
            {"Country": 1500, "North": 1200, "Harbour": 1200, "South": 300},
        )
        people = self._values("sales", "holder", MARCH)
        self.assertEqual(people, {"Salesperson": 1200, "Colleague": 300})
        self.assertEqual(self._values("sales", "type", MARCH), {"Seller": 1500, "Outlet": 1500})
        self.assertEqual(self._values("sales", "product", MARCH), {"Dandelion wine": 1500})

    def test_rows_of_a_tree_stand_below_each_other(self):
        rows = self._table("sales", "territory", MARCH)["rows"]
        places = [(row["label"], row["level"]) for row in rows]
        self.assertEqual(places, [("Country", 0), ("North", 1), ("Harbour", 2), ("South", 1)])

    def test_a_ratio_of_sums_is_no_mean_of_ratios(self):
        """Wanmin's invoice is of 1,000, Ganyu's four of 50: on average 240, not 525."""
        people = self._values("average_invoice", "holder", MARCH)
        self.assertEqual(people, {"Salesperson": 240, "Colleague": 300})
        self.assertEqual(self._values("average_invoice", "all", MARCH), {"All customers": 250})
        self.assertAlmostEqual(self._values("margin_rate", "all", MARCH)["All customers"], 40, 9)

    def test_periods_stand_side_by_side(self):
        table = self._table("sales", "all", MARCH)
        self.assertEqual(
            [column["of"] for column in table["columns"]],
            ["value", "before", "last_year", "target"],
        )
        [row] = table["rows"]
        self.assertEqual(row["values"], [1500, 600, 800, None])
        self.assertEqual(row["texts"][3], "")
        change = self.kpis["sales"]._get_change(1500, 600)
        self.assertEqual((change["value"], change["is_better"]), (150, True))

    def test_what_is_not_over_is_compared_with_as_many_days(self):
        """On 10 March: of February up to the 10th, of last year's March as well."""
        with freeze_time("2024-03-10 03:00:00"):
            [row] = self._table("sales", "all", MARCH)["rows"]
            self.assertEqual(row["values"][:3], [1150, 400, 0])
        with freeze_time("2024-03-31 03:00:00"):
            [row] = self._table("sales", "all", MARCH)["rows"]
            self.assertEqual(row["values"][:3], [1500, 600, 800])

    def test_nothing_sold_is_zero_and_nothing_known_is_unknown(self):
        empty = (date(2020, 1, 1), date(2020, 1, 31))
        self.assertEqual(self._values("sales", "all", empty), {"All customers": 0})
        [row] = self._table("average_invoice", "all", empty)["rows"]
        self.assertEqual((row["values"][0], row["texts"][0]), (None, "unknown"))
        self.assertIsNone(row["drills"][0])
        self.assertEqual(self._table("sales", "territory", empty)["rows"], [])

    def test_months_beside_last_year(self):
        rows = self._table("sales", "month", YEAR)["rows"]
        self.assertEqual(len(rows), 12)
        told = {row["label"]: row["values"][:2] for row in rows}
        self.assertEqual(told["Feb 2024"], [600, 0])
        self.assertEqual(told["Mar 2024"], [1500, 800])
        self.assertEqual(told["May 2024"], [None, 0])
        with self.assertRaisesRegex(UserError, "more than 36 months"):
            self._table("sales", "month", (date(2020, 1, 1), YEAR[1]))

    def test_a_territory_has_what_lay_in_it(self):
        """Also after a customer has moved; and the documents are those of the figure."""
        self.xinyue.keqing_territory_id = self.harbour
        self.env.flush_all()
        for place, amount in ((self.south, 300), (self.north, 1200)):
            table = self._table("sales", "all", MARCH, self._accountant(), territory=place)
            [row] = table["rows"]
            self.assertEqual(row["values"][0], amount)
            self.assertEqual(self._amount(self.kpis["sales"], row["drills"][0]), amount)

    def _amount(self, kpi, drill):
        """What the documents come to that a figure opens."""
        accountant = self._accountant()
        action = kpi.with_user(accountant).action_view_documents(**drill)
        moves = self.env[action["res_model"]].with_user(accountant).search(action["domain"])
        if action["res_model"] == "account.move.line":
            return -sum(moves.mapped("balance"))
        return sum(moves.mapped("amount_untaxed_signed"))

    def _accountant(self):
        """A director who may read invoices."""
        found = self.env["res.users"].search([("login", "=", "accountant")])
        return found or new_test_user(
            self.env,
            "accountant",
            groups="keqing_customer.group_customer_all,account.group_account_readonly",
            company_id=self.company.id,
        )

    def test_documents_add_up_to_the_figure(self):
        for by in ("all", "territory", "holder", "type", "product"):
            table = self._table("sales", by, MARCH, self._accountant())
            self.assertTrue(table["rows"])
            for row in table["rows"]:
                for position, column in enumerate(table["columns"]):
                    if column["of"] != "target":
                        with self.subTest(by, group=row["label"], of=column["of"]):
                            amount = self._amount(column["kpi"], row["drills"][position])
                            self.assertEqual(amount, row["values"][position])
        for row in self._table("sales", "month", YEAR, self._accountant())["rows"]:
            if row["values"][0] is not None:
                amount = self._amount(self.kpis["sales"], row["drills"][0])
                self.assertEqual(amount, row["values"][0])

    def test_each_sees_the_figures_of_own_customers(self):
        for user, amount, places in (
            (self.salesperson, 1200, {"Country": True, "North": True, "Harbour": False}),
            (self.colleague, 300, {"Country": True, "South": False}),
            (self.manager, 1200, {"Country": True, "North": False, "Harbour": False}),
            (
                self.director,
                1500,
                {"Country": False, "North": False, "Harbour": False, "South": False},
            ),
        ):
            with self.subTest(user.login):
                [row] = self._table("sales", "all", MARCH, user)["rows"]
                self.assertEqual(row["values"][0], amount)
                rows = self._table("sales", "territory", MARCH, user)["rows"]
                self.assertEqual({row["label"]: row["is_partial"] for row in rows}, places)

    def test_figures_of_another_company_are_its_own(self):
        self._create_invoice(self.wanmin, 99, "2024-03-02", company=self.other_company)
        self.assertEqual(self._values("sales", "all", MARCH), {"All customers": 1500})

    def test_who_may_not_read_invoices_is_not_led_to_them(self):
        [row] = self._table("sales", "all", MARCH, self.salesperson)["rows"]
        self.assertEqual(row["drills"], [None] * 4)
        kpi = self.kpis["sales"].with_user(self.salesperson)
        self.assertFalse(kpi.can_open)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            kpi.action_view_documents()

    def test_nonsense_has_no_documents(self):
        kpi = self.kpis["sales"].with_user(self._accountant())
        for asked in (
            {"by": "month"},
            {"by": ["all"]},
            {"group": "1"},
            {"group": True},
            {"date_from": "yesterday"},
            {"territory_id": -1},
        ):
            with self.subTest(asked), self.assertRaisesRegex(UserError, "no such figure"):
                kpi.action_view_documents(**asked)

    def test_some_are_shown_to_some(self):
        names = ["gross_margin", "margin_rate"]
        domain = [("code", "in", names)]
        self.assertFalse(self.env["keqing.kpi"].with_user(self.salesperson).search(domain))
        self.assertEqual(
            self.env["keqing.kpi"].with_user(self.manager).search(domain).mapped("code"), names
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.kpis["margin_rate"].with_user(self.salesperson).action_view_documents()

    def test_targets_of_any_period_and_of_each_month(self):
        kpi = self.kpis["sales"]
        kpi.write({"has_target": True, "target": 1000, "target_basis": "month"})
        quarter = (date(2024, 1, 1), MARCH[1])
        self.assertEqual(
            [kpi._get_target(each) for each in (MARCH, quarter, YEAR)], [1e3, 3e3, 12e3]
        )
        kpi.target_basis = "any"
        self.assertEqual(kpi._get_target(YEAR), 1000)
        self.assertEqual(self._table("sales", "all", MARCH)["rows"][0]["values"][3], 1000)

    def test_what_no_group_has_is_refused(self):
        share = self.indicators["territory_share"]
        with self.assertRaisesRegex(ValidationError, "share of its region"):
            self.kpis["sales"].numerator_id = share
        with self.assertRaisesRegex(ValidationError, "does not add up"):
            self.kpis["margin_rate"].denominator_id = self.indicators["recency"]

    def test_products_have_no_marks(self):
        table = (self.kpis["sales"] + self.kpis["repurchase"]).with_user(self.director)
        found = table.with_company(self.company)._get_table("product", MARCH, compare=False)
        self.assertIn("sales", [column["kpi"].code for column in found["columns"]])
        mark = self.env["keqing.kpi"].create(
            {"name": "Enthusiasm", "numerator_id": self.indicators["enthusiasm"].id}
        )
        with self.assertRaisesRegex(UserError, "not about products"):
            mark._get_table("product", MARCH)

    def test_what_ships_can_be_told(self):
        """Each KPI that comes with the module, by each group that it knows."""
        kpis = self.env["keqing.kpi"].search([]).with_user(self.director)
        kpis = kpis.with_company(self.company)
        self.assertGreater(len(kpis), 10)
        for by in ("all", "territory", "holder", "type", "product", "month"):
            self.assertTrue(kpis._get_table(by, MARCH)["rows"])
        for kpi in kpis:
            with self.subTest(kpi.code):
                self.assertTrue(kpi.value_text)

    def test_words(self):
        table = self._table("sales", "all", MARCH)
        sales, share = self.kpis["sales"], self.kpis["margin_rate"]
        self.assertIn("1,500.00", table["rows"][0]["texts"][0])
        currency = self.company.currency_id
        self.assertEqual(share._format_value(40.04, currency), "40.0 %")
        self.assertEqual(share._get_change(40, 42.5)["text"], "-2.5 points")
        self.assertFalse(share._get_change(40, 42.5)["is_better"])
        self.assertTrue(self.kpis["overdue"]._get_change(50, 100)["is_better"])
        self.assertIsNone(sales._get_change(50, 0))
        self.assertEqual(sales._get_change(150, 100)["text"], "+50.0 %")
        self.assertIsNone(sales._get_change(100, 100)["is_better"])

    def test_queries_do_not_grow_with_groups(self):
        kpi = self.kpis["sales"].with_user(self.director).with_company(self.company)
        kpi._get_table("territory", MARCH)
        self.env.flush_all()
        with self.assertQueryCount(6):
            kpi._get_table("territory", MARCH)
        for number in range(5):
            place = self._create_territory(f"Place {number}", parent_id=self.south.id)
            customer = self._create_customer(f"C{number}", keqing_territory_id=place.id)
            self._create_invoice(customer, 10, "2024-03-03")
        self.env.flush_all()
        self.env.invalidate_all()
        kpi.name, kpi.numerator_id.name, self.company.currency_id.name  # noqa: B018
        with self.assertQueryCount(7):
            self.assertEqual(len(kpi._get_table("territory", MARCH)["rows"]), 9)

    def test_a_copy_is_one_of_its_own(self):
        kpi = self.kpis["sales"]
        kpi.group_ids = [Command.link(self.env.ref("keqing_customer.group_customer_all").id)]
        copy = kpi.copy()
        self.assertEqual((copy.name, copy.code), ("Sales (copy)", False))
        self.assertEqual(copy.group_ids, kpi.group_ids)
