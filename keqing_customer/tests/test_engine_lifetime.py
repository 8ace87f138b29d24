# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.tests import tagged

from .common import CustomerCommon

YEAR = date(2024, 1, 1), date(2024, 12, 31)
APRIL = date(2024, 4, 1), date(2024, 4, 30)


@tagged("post_install", "-at_install")
class TestLifetime(CustomerCommon):
    """Who stays, what it is worth, and how long all together take to pay.

    ========  =========  ======  ======================
    customer  2023       2024    margin of 2024, cost 60
    ========  =========  ======  ======================
    stays     500        1,000   940
    loyal     500        400     340
    back      -          700     640
    gone      500        -       -
    again     500        160     100
    ========  =========  ======  ======================

    Four bought in 2023, of whom three did again: r = 0.75.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = "stays", "loyal", "back", "gone", "again"
        cls.customers = {name: cls._create_customer(name) for name in names}
        for name, amount in (("stays", 500), ("loyal", 500), ("gone", 500), ("again", 500)):
            cls._create_invoice(cls.customers[name], amount, "2023-12-31")
        for name, amount in (("stays", 1_000), ("loyal", 400), ("back", 700), ("again", 160)):
            cls._create_invoice(cls.customers[name], amount, "2024-01-01")
        cls._create_invoice(cls.customers["gone"], 800, "2025-01-01")
        cls.company.keqing_discount_rate = 10

    def _fact(self, code, name, period=YEAR):
        self.env.flush_all()
        indicator = self.indicators[code]
        population = self.customers[name]
        facts = indicator._facts_sql(self._one(population), self.company, *period)
        [[__, value]] = self.env.execute_query(facts)
        return value if value is None else round(float(value), 2)

    def _one(self, customer):
        return customer._search([("id", "=", customer.id)]).select("res_partner.id AS partner_id")

    def _group(self, code, period=YEAR, **values):
        figures = self.indicators[code]._get_group_figures(self.company, [period], "all", **values)
        return figures[period].get(False)

    def test_retention_is_known_of_who_bought_before(self):
        found = [self._fact("retention", name) for name in self.customers]
        self.assertEqual(found, [1, 1, None, 0, 1])
        value, known = self._group("retention")
        self.assertEqual((value, known), (75, 4))

    def test_lifetime_value(self):
        """940 x 0.75 / (1 + 0.10 - 0.75) = 2,014.29"""
        self.assertEqual(self._fact("lifetime_value", "stays"), 2014.29)
        self.assertEqual(self._fact("lifetime_value", "back"), 1371.43)
        self.assertIsNone(self._fact("lifetime_value", "gone"))
        self.assertEqual(round(self._group("lifetime_value").value, 2), 4328.57)

    def test_the_discount_rate_is_the_companys(self):
        """940 x 0.75 / (1 + 0.25 - 0.75) = 1,410"""
        self.company.keqing_discount_rate = 25
        self.assertEqual(self._fact("lifetime_value", "stays"), 1410)

    def test_nobody_lives_for_ever(self):
        """With r = 1 and d = 0 the sum has no end, and with nobody before there is no r."""
        self.company.keqing_discount_rate = 0
        self.customers["gone"].invoice_ids.button_draft()
        self.assertIsNone(self._fact("lifetime_value", "stays"))
        self.customers["stays"].invoice_ids.button_draft()
        early = date(2023, 1, 1), date(2023, 12, 31)
        self.assertIsNone(self._fact("lifetime_value", "loyal", early))

    def test_repurchase_of_a_group_counts_everybody(self):
        value, known = self._group("repurchase")
        self.assertEqual((value, known), (60, 5))

    def test_referrals_are_a_rate_of_a_group(self):
        for number in range(2):
            guest = self._create_customer(f"Guest {number}")
            guest.keqing_referrer_id = self.customers["stays"]
            self._create_invoice(guest, 10, "2024-05-05")
        self.assertEqual(self._fact("referrals", "stays"), 2)
        domain = [("id", "in", [customer.id for customer in self.customers.values()])]
        value, known = self._group("referral_rate", domain=domain)
        self.assertEqual((value, known), (40, 5), "two of five customers, per 100")
        self.assertEqual(self._group("referrals", domain=domain).value, 2)


@tagged("post_install", "-at_install")
class TestDaysOfAGroup(CustomerCommon):
    """Days sales outstanding of two customers together are those of their sums, not a mean."""

    def test_days_sales_outstanding_of_a_group(self):
        for receivable, current, sales, expected in (
            (25_000, 6_000, 15_000, (50, 12, 38)),
            (15_000, 4_000, 10_000, (45, 12, 33)),
        ):
            with self.subTest(receivable=receivable):
                late, punctual = self._create_customers(2)
                overdue = receivable - current
                self._create_invoice(late, overdue, "2024-03-01", due="2024-03-31")
                self._create_invoice(punctual, current, "2024-04-10", due="2024-05-10")
                paid = self._create_invoice(late, sales - current, "2024-04-05")
                self._pay(paid, sales - current, "2024-04-06")
                found = tuple(
                    self.indicators[code]
                    ._get_group_figures(
                        self.company, [APRIL], "all", [("id", "in", (late + punctual).ids)]
                    )[APRIL][False]
                    .value
                    for code in ("dso", "dso_best", "days_delinquent")
                )
                self.assertEqual(found, expected)
