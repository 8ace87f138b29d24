# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_figures import FigureCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 09:00:00")
class TestBuying(FigureCommon):
    """The page of what a customer buys; all expected figures are worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tea, cls.rice = cls._create_product("Tea"), cls._create_product("Rice")

    def _buy(self, product, *days, amount=100, **values):
        for day in days:
            self._create_invoice(self.customer, amount, day, product=product, **values)

    def _page(self, user=None):
        return self._of(self.customer, user).get_keqing_buying()

    def _opened(self, **chosen):
        action = self._of(self.customer).action_view_keqing_bought(**chosen)
        lines = self.env[action["res_model"]].search(action["domain"])
        return sorted(str(line.move_id.invoice_date) for line in lines)

    def test_nothing_bought(self):
        page = self._page()
        self.assertEqual((page["facts"], page["products"], page["stopped"]), ([], [], []))
        self.assertEqual({(each["now"], each["before"]) for each in page["months"]}, {(0, 0)})

    def test_the_next_purchase_is_expected_in_its_own_rhythm(self):
        self._buy(self.tea, "2024-06-01", "2024-06-11")
        self.assertEqual([fact["name"] for fact in self._page()["facts"]], ["last_order"])
        self._buy(self.tea, "2024-06-21")
        texts = {fact["name"]: (fact["text"], fact["tone"]) for fact in self._page()["facts"]}
        self.assertEqual(texts["rhythm"], ("every 10 days", ""))
        self.assertEqual(texts["expected"], ("Jul 1, 2024", ""))
        with freeze_time("2024-07-07 09:00:00"):  # 16 days, half as long again is 15
            texts = {fact["name"]: (fact["text"], fact["tone"]) for fact in self._page()["facts"]}
        self.assertEqual(texts["expected"], ("Jul 1, 2024", "soon"))

    def test_who_is_expected_is_found(self):
        """The day itself, and a week later, inside."""
        self._buy(self.tea, "2024-06-01", "2024-06-11", "2024-06-21")
        self._keep()
        partner = self._of(self.customer)
        self.assertEqual(str(partner.keqing_order_expected), "2024-07-01")
        for today, found in (
            ("2024-06-23", False),
            ("2024-06-24", True),
            ("2024-07-01", True),
            ("2024-07-02", False),
        ):
            with freeze_time(f"{today} 09:00:00"):
                expected = partner.search(
                    [
                        ("keqing_order_expected", ">=", "today"),
                        ("keqing_order_expected", "<=", "today +7d"),
                    ]
                )
            self.assertEqual(self.customer in expected, found, today)
        self.assertEqual(
            partner.search([("keqing_order_expected", "=", "2024-07-01")]), self.customer
        )

    def test_what_stopped(self):
        """Twice its own rhythm is not longer than that; without a rhythm, a year decides."""
        self._buy(self.tea, "2024-04-11", "2024-05-01", "2024-05-21")  # every 20, 40 days ago
        self._buy(self.rice, "2023-06-30")  # the last day of the year before
        page = self._page()
        self.assertEqual([each["name"] for each in page["products"]], ["Tea"])
        self.assertEqual([each["name"] for each in page["stopped"]], ["Rice"])
        self.assertEqual(page["stopped"][0]["detail"], "Last on Jun 30, 2023 at $\xa0100.00")
        self._buy(self.rice, "2023-07-01")
        with freeze_time("2024-07-01 09:00:00"):
            page = self._page()
        self.assertEqual(
            [(each["name"], each["amount"]) for each in page["stopped"]],
            [("Tea", "$\xa0300.00"), ("Rice", "$\xa0200.00")],
        )

    def test_quantities_are_in_the_unit_of_the_product(self):
        """Two dozens at 120 are 24 pieces at 10; returns are taken off, gifts cost nothing."""
        dozen = self.env.ref("uom.product_uom_dozen")
        invoice = self._create_invoice(
            self.customer, 240, "2024-06-01", quantity=2, product=self.tea, post=False
        )
        invoice.invoice_line_ids.product_uom_id = dozen
        invoice.invoice_line_ids.price_unit = 120
        invoice.action_post()
        self._buy(self.tea, "2024-06-05", amount=30, quantity=3, refund=True)
        self._buy(self.tea, "2024-06-06", amount=0, quantity=5)
        [tea] = self._page()["products"]
        self.assertEqual(
            tea["detail"], "26 Units in twelve months; last on Jun 6, 2024 at $\xa010.00"
        )
        self.assertEqual(tea["amount"], "$\xa0210.00")

    def test_seasons_compare_the_month_with_that_of_last_year(self):
        self._buy(self.tea, "2023-02-28", amount=50)
        self._buy(self.tea, "2024-02-29", amount=200)
        self._buy(self.tea, "2024-03-01", amount=20, refund=True)
        months = {each["month"]: (each["before"], each["now"]) for each in self._page()["months"]}
        self.assertEqual((months[2], months[3]), ((25, 100), (0, 0)))
        self.assertEqual(self._page()["years"], ["2023", "2024"])
        self.assertEqual(
            self._page()["months"][2]["title"],
            "Mar: $\xa00.00 in 2023, $\xa0-\N{ZERO WIDTH NO-BREAK SPACE}20.00 in 2024",
        )

    def test_each_number_opens_its_documents(self):
        self._buy(self.tea, "2024-05-01", "2023-05-31", "2022-07-01", "2022-06-30")
        self._buy(self.rice, "2024-05-31")
        self.assertEqual(
            self._opened(product_id=self.tea.id), ["2022-07-01", "2023-05-31", "2024-05-01"]
        )
        self.assertEqual(self._opened(month=5), ["2023-05-31", "2024-05-01", "2024-05-31"])
        self.assertEqual(len(self._opened()), 4)
        for nonsense in (0, 13, 1.5, "May"):
            with self.subTest(nonsense), self.assertRaises(UserError):
                self._opened(month=nonsense)

    def test_who_may_not_see_documents_sees_no_door(self):
        self.salesperson.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self._buy(self.tea, "2024-06-01")
        self.assertTrue(self._page(self.director)["opens"])
        page = self._page(self.salesperson)
        self.assertEqual(
            ([each["name"] for each in page["products"]], page["opens"]), (["Tea"], False)
        )
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._of(hidden, self.salesperson).get_keqing_buying()

    def test_others_and_other_companies_do_not_count(self):
        other = self._create_customer("Xiangling")
        self._create_invoice(other, 100, "2024-06-01")
        product = self._create_product("Mora")
        self._create_invoice(
            self.customer, 100, "2024-06-01", product=product, company=self.other_company
        )
        self.assertEqual(self._page()["products"], [])
